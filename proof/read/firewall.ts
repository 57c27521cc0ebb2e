import { at, type HclValue, itemsOf, textOf } from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import type { FirewallRule, Stated, Traffic } from "../network.js"
import { rangeOf } from "../ranges.js"
import type { Resource } from "../terraform/unit.js"
import { identity, networkOf } from "./values.js"

/** The rules of the cloud's firewall for what comes in. */
export interface FirewallReading {
  /** In order of priority: of two that are equal the denying one first. */
  readonly rules: readonly FirewallRule[]
  /** What is not understood. */
  readonly problems: readonly ReadProblem[]
}

/** Reads the rules that resources state. */
export function readFirewall(resources: readonly Resource[]): FirewallReading {
  const read = resources.filter(({ type }) => type === "google_compute_firewall").map(ruleOf)
  return {
    rules: read
      .flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
      .sort(
        (one, other) =>
          one.priority - other.priority || (one.action === other.action ? 0 : one.action === "deny" ? -1 : 1),
      ),
    problems: read.flatMap(({ problems }) => problems),
  }
}

interface RuleReading {
  readonly rule: FirewallRule | undefined
  readonly problems: readonly ReadProblem[]
}

function ruleOf(resource: Resource): RuleReading {
  const { attributes, cause } = resource
  const name = textOf(at(attributes, "name")) ?? resource.address
  const disabled = at(attributes, "disabled")
  const direction = at(attributes, "direction")
  const told = (what: string, position: Position): ReadProblem => ({
    message: `The firewall rule ${name} ${what}.`,
    position,
  })
  if (disabled !== undefined && disabled.kind !== "bool")
    return {
      rule: undefined,
      problems: [told("is perhaps disabled: that is not known before it is applied", disabled.position)],
    }
  if (disabled?.value === true) return { rule: undefined, problems: [] }
  if (direction !== undefined && textOf(direction) !== "INGRESS") return leaving(attributes, told, cause)
  const [allowed, denied] = [itemsOf(at(attributes, "allow")), itemsOf(at(attributes, "deny"))]
  const problems: ReadProblem[] = []
  if (allowed.length > 0 === denied.length > 0)
    problems.push(told(`${allowed.length > 0 ? "allows and denies" : "neither allows nor denies"} something`, cause))
  const list = (field: string): readonly Stated<string>[] => textsOf(at(attributes, field), field, told, problems)
  const [accounts, tags] = [values(list("target_service_accounts")), values(list("target_tags"))]
  const rule: FirewallRule = {
    name,
    position: cause,
    network: networkOf(at(attributes, "network")),
    priority: priorityOf(at(attributes, "priority"), told, problems),
    action: denied.length > 0 ? "deny" : "allow",
    ranges: list("source_ranges"),
    accounts: values(list("source_service_accounts")),
    sourceTags: values(list("source_tags")),
    targets: accounts.length === 0 && tags.length === 0 ? undefined : { accounts, tags },
    traffic: (denied.length > 0 ? denied : allowed).map((block) => trafficOf(block, cause, told, problems)),
  }
  for (const { value, position } of rule.ranges)
    if (rangeOf(value) === undefined) problems.push(told(`is about ${value}, which is no range of IPv4`, position))
  return { rule, problems }
}

type Tell = (what: string, position: Position) => ReadProblem

/** All may leave, unless a rule denies it. */
function leaving(attributes: Resource["attributes"], told: Tell, cause: Position): RuleReading {
  const isPlain = textOf(at(attributes, "direction")) === "EGRESS" && at(attributes, "deny", 0) === undefined
  const problems = isPlain ? [] : [told("is about what leaves; the proof knows what comes in only", cause)]
  return { rule: undefined, problems }
}

function priorityOf(value: HclValue | undefined, told: Tell, problems: ReadProblem[]): number {
  if (value === undefined) return 1000
  const priority = value.kind === "number" ? value.value : Number(textOf(value) ?? Number.NaN)
  if (Number.isInteger(priority)) return priority
  problems.push(told("has a priority that is not known before it is applied", value.position))
  return 1000
}

function textsOf(
  value: HclValue | undefined,
  field: string,
  told: Tell,
  problems: ReadProblem[],
): readonly Stated<string>[] {
  if (value === undefined || value.kind === "null") return []
  if (value.kind !== "sequence") {
    problems.push(told(`has ${field} that are not known before it is applied`, value.position))
    return []
  }
  return value.items.flatMap((item) => {
    const text = identity(item)
    if (text !== undefined) return [{ value: text, position: item.position }]
    problems.push(told(`has one of its ${field} not known before it is applied`, item.position))
    return []
  })
}

function trafficOf(block: HclValue, fallback: Position, told: Tell, problems: ReadProblem[]): Traffic {
  const stated = at(block, "protocol")
  const protocol = textOf(stated)?.toLowerCase() ?? (stated?.kind === "number" ? String(stated.value) : undefined)
  const position = at(block, "ports", 0)?.position ?? stated?.position ?? fallback
  if (protocol === undefined) problems.push(told("is about a protocol that is not known", position))
  const list = at(block, "ports")
  const ports = itemsOf(list).flatMap((port): readonly (readonly [number, number])[] => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(portText(port)) ?? []
    if (first !== undefined) return [[Number(first), Number(last)]]
    problems.push(told("is about ports that are not known", port.position))
    return []
  })
  if (list !== undefined && list.kind !== "sequence") problems.push(told("is about ports that are not known", position))
  return {
    protocol: protocol === "all" ? undefined : (NAMES.get(protocol ?? "") ?? protocol),
    ports: ports.length === 0 ? undefined : ports,
    position,
  }
}

/** Protocols that Google Cloud takes by their numbers (IANA's), by the names that it knows them by. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["1", "icmp"],
  ["6", "tcp"],
  ["17", "udp"],
  ["50", "esp"],
  ["51", "ah"],
  ["94", "ipip"],
  ["132", "sctp"],
])

function portText(value: HclValue): string {
  return value.kind === "number" ? String(value.value) : (textOf(value) ?? "")
}

function values(all: readonly Stated<string>[]): readonly string[] {
  return all.map(({ value }) => value)
}
