import type { Environment, Gcp, Shared } from "../../core/estate.js"
import { hasPublicPort } from "../../core/grants.js"
import { resourceName } from "../../core/names.js"
import { originOf } from "../../core/origin.js"
import { bool, entry, gap, object } from "../../formats/hcl.js"
import type { CloudHost } from "./cloud.js"
import { textEntry } from "./entries.js"
import { unitPath } from "./paths.js"
import { projectId } from "./project-services.js"
import { noLocals, type Unit } from "./unit.js"

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
  const subnetwork = resourceName([shared.name, environment.name, gcp.region])
  const closed = context.hosts.find((host) => !hasPublicPort(host))
  const project = environment.project ?? ""
  const [ofProject, ofRegion, ofRange] = [
    originOf(environment, "project"),
    originOf(gcp, "region"),
    originOf(environment, "network"),
  ]
  return {
    path: unitPath(shared, environment, "network"),
    environment: environment.name,
    concern: "network",
    module: "network",
    provider: "google",
    owns: `the network of ${environment.name} and its subnetwork`,
    origin: environment.path,
    reads: [{ label: "project_services", unit: services }],
    after: [],
    locals: noLocals,
    inputs: () => [
      entry("project_id", projectId, ofProject),
      textEntry("region", gcp.region, ofRegion),
      textEntry("name", name, environment.path),
      gap,
      entry(
        "subnetwork",
        object([
          textEntry("name", subnetwork, ofRegion),
          textEntry("range", environment.network ?? "", ofRange),
        ]),
        ofRange,
      ),
      ...(closed === undefined
        ? []
        : [
            gap,
            entry("nat", bool(true), closed.path, "The way out for VMs that the internet does not reach."),
          ]),
    ],
    mocks: () => [
      textEntry("network_id", `projects/${project}/global/networks/${name}`, ofProject),
      textEntry("network_name", name, environment.path),
      textEntry("subnetwork_id", `projects/${project}/regions/${gcp.region}/subnetworks/${subnetwork}`, ofProject),
      textEntry("subnetwork_name", subnetwork, ofRegion),
      textEntry("subnetwork_range", environment.network ?? "", ofRange),
    ],
  }
}
