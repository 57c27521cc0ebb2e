import type { Environment, Gcp, Shared } from "../../core/estate.js"
import { hasPublicPort } from "../../core/grants.js"
import { resourceName } from "../../core/names.js"
import { originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import { bool, entry, gap, object } from "../../formats/hcl.js"
import type { CloudHost } from "./cloud.js"
import { textEntry } from "./entries.js"
import { projectId } from "./project-services.js"
import { MOCK_PROJECT, noLocals, type Unit } from "./unit.js"

/** The network of an environment. */
export function networkUnit(
  environment: Environment,
  context: {
    readonly shared: Shared
    readonly gcp: Gcp
    readonly services: Unit
    readonly hosts: readonly CloudHost[]
  },
): Unit {
  const { shared, gcp, services } = context
  const name = resourceName([shared.name, environment.name])
  const closed = context.hosts.find((host) => !hasPublicPort(host))
  const [ofName, ofRegion, ofRange] = [
    originOf(shared, "name"),
    originOf(gcp, "region"),
    originOf(environment, "network"),
  ]
  const range = environment.network ?? ""
  return {
    path: unitPath(shared, environment, "network"),
    environment: environment.name,
    module: "network",
    provider: "google",
    owns: `the network of ${environment.name} and its subnetwork`,
    origin: environment.path,
    reads: [{ label: "project_services", unit: services }],
    after: [],
    locals: noLocals,
    inputs: () => [
      entry("project_id", projectId, originOf(environment, "project")),
      textEntry("region", gcp.region, ofRegion),
      textEntry("name", name, ofName),
      gap,
      entry("subnetwork", object([textEntry("name", name, ofName), textEntry("range", range, ofRange)]), ofRange),
      ...(closed === undefined
        ? []
        : [gap, entry("nat", bool(true), closed.path, "The way out for VMs that the internet does not reach.")]),
    ],
    mocks: () => [
      textEntry("network_id", `projects/${MOCK_PROJECT}/global/networks/${name}`, ofName),
      textEntry("network_name", name, ofName),
      textEntry("subnetwork_id", `projects/${MOCK_PROJECT}/regions/${gcp.region}/subnetworks/mock`, ofRegion),
      textEntry("subnetwork_name", name, ofName),
      textEntry("subnetwork_range", range, ofRange),
    ],
  }
}
