import { at, itemsOf } from "../../formats/hcl/value.js"
import type { ReadProblem } from "../../formats/position.js"
import type { DnsRecord, FirewallRule, Stated } from "../network.js"
import type { Resource, Unit } from "../terraform/unit.js"
import { type AccessGrant, readAccess } from "./access.js"
import { readFirewall } from "./firewall.js"
import { type CloudMachine, readMachines } from "./machines.js"
import { type NetworksReading, readNetworks } from "./networks.js"
import { type BucketReading, type FrontendReading, readBuckets, readFrontends } from "./providers.js"
import { readRecords } from "./records.js"
import { unknownOf } from "./resources.js"
import { identity, stated } from "./values.js"

/** What the units say of the cloud. */
export interface CloudReading {
  /** VMs by the folder of their unit. */
  readonly machines: ReadonlyMap<string, CloudMachine>
  /** Networks, their parts, and the ways out of those. */
  readonly networks: NetworksReading
  /** Who may do what. */
  readonly access: readonly AccessGrant[]
  /** In order of priority: of two that are equal the denying one first. */
  readonly firewall: readonly FirewallRule[]
  /** The zone's records. */
  readonly records: readonly DnsRecord[]
  /** What identifies the zone of records and of buckets' host names, as often as it is stated. */
  readonly zones: readonly Stated<string>[]
  /** Projects of frontends. */
  readonly frontends: readonly FrontendReading[]
  /** Buckets, and the host names that anybody reads them by. */
  readonly buckets: readonly BucketReading[]
  /** Names of secrets that are created, by the folder of their unit. */
  readonly secrets: readonly (Stated<string> & { readonly unit: string })[]
  /** What is not understood. */
  readonly problems: readonly ReadProblem[]
}

/** Reads VMs, the firewall and the zone out of evaluated units. */
export function readCloud(units: readonly Unit[]): CloudReading {
  const resources = units.flatMap((unit) => unit.resources)
  const networks = readNetworks(resources)
  const firewall = readFirewall(resources)
  const { records, problems: unnamed } = readRecords(resources)
  const frontends = readFrontends(resources)
  return {
    machines: readMachines(units, networks),
    networks,
    access: readAccess(resources),
    firewall: firewall.rules,
    records,
    zones: resources.flatMap(({ attributes }) => {
      const zone = at(attributes, "zone_id")
      return zone === undefined ? [] : [{ value: identity(zone) ?? "", position: zone.position }]
    }),
    frontends: frontends.all,
    buckets: readBuckets(resources),
    secrets: resources
      .filter(({ type }) => type === "google_secret_manager_secret")
      .flatMap((resource) =>
        stated(at(resource.attributes, "secret_id")).map((one) => ({ ...one, unit: resource.unit })),
      ),
    problems: [
      ...networks.problems,
      ...firewall.problems,
      ...unnamed,
      ...frontends.problems,
      ...resources.flatMap(unpictured),
      ...resources.flatMap(unknownOf),
    ],
  }
}

/** What is about interfaces that the proof has no picture of. */
function unpictured({ type, address, attributes, cause }: Resource): readonly ReadProblem[] {
  const cards = type === "google_compute_instance" ? itemsOf(at(attributes, "network_interface")) : []
  if (cards.length <= 1) return []
  return [{ message: `${address} has several network interfaces; the proof can't follow it.`, position: cause }]
}
