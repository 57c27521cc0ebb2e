import type { Environment, Gcp, Shared } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import { type Entry, entry, from, type Gap, list, str } from "../../formats/hcl.js"
import { textEntry } from "./entries.js"
import { operatorEntries } from "./operators.js"
import { noLocals, output, type Unit } from "./unit.js"

/** The project of a unit, known once the APIs of the project are on. */
export const projectId = output("project_services", "project_id")

/** One API of a project, and what asks for it. */
export interface Api {
  /** `compute` for compute.googleapis.com. */
  readonly name: string
  readonly origin: Origin
}

/** The APIs of an environment's project, and who may look at what is in it. */
export function environmentServices(
  environment: Environment,
  { shared, gcp, apis }: { readonly shared: Shared; readonly gcp: Gcp; readonly apis: readonly Api[] },
): Unit {
  return servicesUnit({
    shared,
    environment,
    project: environment.project ?? "",
    origin: originOf(environment, "project"),
    apis,
    operators: operatorEntries(gcp),
  })
}

/** The APIs of the operations project. */
export function operationsServices(shared: Shared, { operations }: Gcp, apis: readonly Api[]): Unit {
  const origin = originOf(operations, "project")
  return servicesUnit({ shared, environment: undefined, project: operations.project, origin, apis, operators: [] })
}

function servicesUnit(of: {
  readonly shared: Shared
  readonly environment: Environment | undefined
  readonly project: string
  readonly origin: Origin
  readonly apis: readonly Api[]
  /** The module's further inputs: the operators. */
  readonly operators: readonly (Entry | Gap)[]
}): Unit {
  const { shared, environment, project, origin, operators } = of
  const apis = [...of.apis].sort((a, b) => (a.name < b.name ? -1 : 1))
  const names = list(apis.map((api) => from(api.origin, str(`${api.name}.googleapis.com`))))
  return {
    path: unitPath(shared, environment, "project-services"),
    environment: environment?.name,
    module: "project-services",
    provider: "google",
    owns: `the APIs that are enabled in the project of ${environment?.name ?? "operations"}${operators.length === 0 ? "" : ", and its operators' view of it"}`,
    origin,
    reads: [],
    after: [],
    locals: noLocals,
    inputs: () => [textEntry("project_id", project, origin), entry("services", names, origin), ...operators],
    mocks: () => [textEntry("project_id", project, origin), entry("services", names, origin)],
  }
}
