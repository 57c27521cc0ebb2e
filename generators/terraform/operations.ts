import type { Gcp, Shared } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import { entry, gap } from "../../formats/hcl.js"
import { labels, textEntry } from "./entries.js"
import { projectId } from "./project-services.js"
import { MOCK_PROJECT, noLocals, type Unit } from "./unit.js"

/** The bucket that holds every unit's state, its own too. */
export function operationsUnit(shared: Shared, gcp: Gcp): Unit {
  const { operations } = gcp
  const bucket = operations.stateBucket
  const bucketOrigin = originOf(operations, "stateBucket")
  return {
    path: unitPath(shared, undefined, "operations"),
    environment: undefined,
    module: "operations",
    provider: "google",
    owns: "the bucket that holds the state of every unit",
    origin: operations.path,
    reads: [],
    after: [],
    locals: noLocals,
    inputs: () => [
      textEntry("project_id", operations.project, originOf(operations, "project")),
      textEntry("bucket_name", bucket, bucketOrigin),
      textEntry("location", gcp.region, originOf(gcp, "region")),
      gap,
      labels(shared),
    ],
    mocks: () => [
      textEntry("bucket_name", bucket, bucketOrigin),
      textEntry("bucket_url", `gs://${bucket}`, bucketOrigin),
    ],
  }
}

/** The Artifact Registry repository of private images. */
export function registryUnit(shared: Shared, gcp: Gcp, registry: string, services: Unit): Unit {
  const { operations } = gcp
  const origin = originOf(operations, "registry")
  return {
    path: unitPath(shared, undefined, "registry"),
    environment: undefined,
    module: "registry",
    provider: "google",
    owns: "the registry of private images",
    origin,
    reads: [{ label: "project_services", unit: services }],
    after: [],
    locals: noLocals,
    inputs: () => [
      entry("project_id", projectId, services.origin),
      textEntry("location", gcp.region, originOf(gcp, "region")),
      textEntry("repository_id", registry, origin),
      gap,
      labels(shared),
    ],
    mocks: () => [
      textEntry("project_id", operations.project, originOf(operations, "project")),
      textEntry("location", gcp.region, originOf(gcp, "region")),
      textEntry("repository_id", registry, origin),
      textEntry("host", `${gcp.region}-docker.pkg.dev`, originOf(gcp, "region")),
      textEntry("url", `docker.pkg.dev/${MOCK_PROJECT}/${registry}`, origin),
    ],
  }
}
