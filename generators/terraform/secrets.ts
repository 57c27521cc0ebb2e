import type { Environment, Gcp, Secret, Shared } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { entry, list, object, str } from "../../formats/hcl.js"
import { labels, textEntry } from "./entries.js"
import { unitPath } from "./paths.js"
import { projectId } from "./project-services.js"
import { noLocals, type Unit } from "./unit.js"

/** The secrets of an environment, as Secret Manager keeps them: names and purposes, never values. */
export function secretsUnit(
  environment: Environment,
  secrets: readonly Secret[],
  context: { readonly shared: Shared; readonly gcp: Gcp; readonly services: Unit },
): Unit {
  const { shared, gcp, services } = context
  const project = environment.project ?? ""
  const ofProject = originOf(environment, "project")
  return {
    path: unitPath(shared, environment, "secrets"),
    environment: environment.name,
    concern: "secrets",
    module: "secrets",
    provider: "google",
    owns: `the secrets of ${environment.name}, without their values`,
    origin: environment.path,
    reads: [{ label: "project_services", unit: services }],
    after: [],
    locals: noLocals,
    inputs: () => [
      entry("project_id", projectId, ofProject),
      textEntry("region", gcp.region, originOf(gcp, "region")),
      entry(
        "secrets",
        object(
          secrets.map((secret) =>
            entry(
              secret.id,
              object([textEntry("description", secret.purpose, originOf(secret, "purpose"))]),
              secret.path,
            ),
          ),
        ),
        environment.path,
      ),
      labels(shared, environment),
    ],
    mocks: () => [
      entry("secret_ids", list(secrets.map(({ id }) => str(id))), environment.path),
      entry(
        "secret_names",
        object(secrets.map(({ id, path }) => textEntry(id, `projects/${project}/secrets/${id}`, path))),
        ofProject,
      ),
    ],
  }
}
