import type { Environment, Gcp, Secret, Shared } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import { entry, from, gap, list, object, str } from "../../formats/hcl.js"
import { labels, textEntry } from "./entries.js"
import { projectId } from "./project-services.js"
import { MOCK_PROJECT, noLocals, type Unit } from "./unit.js"

/** The secrets of an environment, as Secret Manager keeps them: names and purposes, never values. */
export function secretsUnit(
  environment: Environment,
  secrets: readonly Secret[],
  context: { readonly shared: Shared; readonly gcp: Gcp; readonly services: Unit },
): Unit {
  const { shared, gcp, services } = context
  const ofProject = originOf(environment, "project")
  return {
    path: unitPath(shared, environment, "secrets"),
    environment: environment.name,
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
      gap,
      entry(
        "secrets",
        object(
          secrets.map((secret) =>
            entry(
              secret.id,
              object([textEntry("description", secret.purpose, originOf(secret, "purpose"))]),
              originOf(secret, "id"),
            ),
          ),
        ),
        environment.path,
      ),
      gap,
      labels(shared, environment),
    ],
    mocks: () => [
      entry(
        "secret_ids",
        list(secrets.map((secret) => from(originOf(secret, "id"), str(secret.id)))),
        environment.path,
      ),
      entry(
        "secret_names",
        object(
          secrets.map((secret) =>
            textEntry(secret.id, `projects/${MOCK_PROJECT}/secrets/${secret.id}`, originOf(secret, "id")),
          ),
        ),
        environment.path,
      ),
    ],
  }
}
