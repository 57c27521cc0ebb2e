import { at, type HclValue, itemsOf, textOf } from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import type { DnsRecord, FirewallRule, Stated, Traffic } from "../network.js"
import type { Resource, Unit } from "../terraform/unit.js"
import { type CloudMachine, readMachines, type Subnetwork } from "./machines.js"
import { type Domain, readDomains, readRecords } from "./records.js"
import { unknownOf } from "./resources.js"
import { identity, stated } from "./values.js"

/** What the units say of the cloud. */
export interface CloudReading {
  /** VMs by the folder of their unit. */
  readonly machines: ReadonlyMap<string, CloudMachine>
  /** In order of priority: of two that are equal the denying one first. */
  readonly firewall: readonly FirewallRule[]
  /** The zone's records. */
  readonly records: readonly DnsRecord[]
  /** Host names that a provider answers: domains of frontends and buckets, lower case. */
  readonly domains: readonly Domain[]
  /** Names of secrets that are created, by the folder of their unit. */
  readonly secrets: readonly (Stated<string> & { readonly unit: string })[]
  /** What is not understood. */
  readonly problems: readonly ReadProblem[]
}

/** Reads VMs, the firewall and the zone out of evaluated units. */
export function readCloud(units: readonly Unit[]): CloudReading {
  const resources = units.flatMap((unit) => unit.resources)
  const subnetworks = subnetworksOf(resources)
  const gateways = new Map(
    resources.filter(({ type }) => type === "google_compute_router_nat").flatMap((nat) => gatewayOf(nat)),
  )
  const rules = resources.filter(({ type }) => type === "google_compute_firewall").map(ruleOf)
  return {
    machines: readMachines(units, { subnetworks, gateways }),
    firewall: rules
      .flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
      .sort(
        (one, other) =>
          one.priority - other.priority || (one.action === other.action ? 0 : one.action === "deny" ? -1 : 1),
      ),
    records: readRecords(resources),
    domains: readDomains(resources),
    secrets: resources
      .filter(({ type }) => type === "google_secret_manager_secret")
      .flatMap((resource) =>
        stated(at(resource.attributes, "secret_id")).map((one) => ({ ...one, unit: resource.unit })),
      ),
    problems: [
      ...rules.flatMap(({ problems }) => problems),
      ...resources.flatMap(unpictured),
      ...resources.flatMap(unknownOf),
    ],
  }
}

/** What is about addresses, or interfaces, that the proof has no picture of. */
function unpictured({ type, address, attributes, cause }: Resource): readonly ReadProblem[] {
  const problem = (what: string): ReadProblem => ({
    message: `${address} ${what}; the proof can't follow it.`,
    position: cause,
  })
  if (type === "google_compute_firewall") {
    const ranges = itemsOf(at(attributes, "source_ranges")).flatMap((range) => textOf(range) ?? [])
    return ranges.some((range) => range.includes(":")) ? [problem("is about IPv6")] : []
  }
  const cards = type === "google_compute_instance" ? itemsOf(at(attributes, "network_interface")) : []
  return cards.length > 1 ? [problem("has several network interfaces")] : []
}

function subnetworksOf(resources: readonly Resource[]): ReadonlyMap<string, Subnetwork> {
  return new Map(
    resources
      .filter(({ type }) => type === "google_compute_subnetwork")
      .map(({ unit, address, attributes }) => [
        `${unit}#${address}.id`,
        { network: identity(at(attributes, "network")), ranges: stated(at(attributes, "ip_cidr_range")) },
      ]),
  )
}

/** The way out of each subnetwork that a NAT serves. */
function gatewayOf({ attributes, position }: Resource): readonly (readonly [string, Stated<string>])[] {
  return itemsOf(at(attributes, "subnetwork")).flatMap((block) => {
    const subnetwork = identity(at(block, "name"))
    const name = textOf(at(attributes, "name")) ?? "NAT"
    return subnetwork === undefined ? [] : [[subnetwork, { value: `the NAT ${name}`, position }] as const]
  })
}

function ruleOf(resource: Resource): {
  readonly rule: FirewallRule | undefined
  readonly problems: readonly ReadProblem[]
} {
  const { attributes, position, cause } = resource
  const name = textOf(at(attributes, "name")) ?? resource.address
  const disabled = at(attributes, "disabled")
  const direction = textOf(at(attributes, "direction")) ?? "INGRESS"
  if ((disabled?.kind === "bool" && disabled.value) || direction !== "INGRESS") {
    const problem = {
      message: `The firewall rule ${name} is about what leaves; the proof knows what comes in only.`,
      position: cause,
    }
    return { rule: undefined, problems: direction === "INGRESS" ? [] : [problem] }
  }
  const priority = at(attributes, "priority")
  const denied = itemsOf(at(attributes, "deny"))
  const blocks = denied.length > 0 ? denied : itemsOf(at(attributes, "allow"))
  const unknown: ReadProblem[] = []
  const texts = (field: string): readonly Stated<string>[] => {
    const value = at(attributes, field)
    if (value === undefined || value.kind === "null") return []
    if (value.kind !== "sequence") {
      unknown.push({
        message: `The ${field} of the firewall rule ${name} are not known before it is applied.`,
        position: value.position,
      })
      return []
    }
    return value.items.flatMap((item) => {
      const text = identity(item)
      if (text === undefined)
        unknown.push({
          message: `One of the ${field} of the firewall rule ${name} is not known before it is applied.`,
          position: item.position,
        })
      return text === undefined ? [] : [{ value: text, position: item.position }]
    })
  }
  const targets = { accounts: values(texts("target_service_accounts")), tags: values(texts("target_tags")) }
  const rule: FirewallRule = {
    name,
    position: cause,
    network: identity(at(attributes, "network")),
    priority: priority?.kind === "number" ? priority.value : 1000,
    action: denied.length > 0 ? "deny" : "allow",
    ranges: texts("source_ranges"),
    accounts: values(texts("source_service_accounts")),
    sourceTags: values(texts("source_tags")),
    targets: targets.accounts.length === 0 && targets.tags.length === 0 ? undefined : targets,
    traffic: blocks.map((block) => trafficOf(block, position)),
  }
  return { rule, problems: unknown }
}

function trafficOf(block: HclValue, fallback: Position): Traffic {
  const protocol = textOf(at(block, "protocol"))?.toLowerCase()
  const ports = itemsOf(at(block, "ports")).flatMap((port): readonly (readonly [number, number])[] => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(portText(port)) ?? []
    return first === undefined ? [] : [[Number(first), Number(last)]]
  })
  return {
    protocol: protocol === "all" ? undefined : protocol,
    ports: ports.length === 0 ? undefined : ports,
    position: at(block, "ports", 0)?.position ?? at(block, "protocol")?.position ?? fallback,
  }
}

function portText(value: HclValue): string {
  return value.kind === "number" ? String(value.value) : (textOf(value) ?? "")
}

function values(all: readonly Stated<string>[]): readonly string[] {
  return all.map(({ value }) => value)
}
