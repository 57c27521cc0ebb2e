import { append } from "../core/lists.js"
import type { FirewallRule, Machine, Network, Transport } from "./network.js"
import { EVERYWHERE, intersect, overlaps, PRIVATE, type Range, rangeOf, rangesOf, subtract, union } from "./ranges.js"

/** Where a packet to a machine comes from: another machine of the estate, or an address of nobody we know. */
export type Source =
  | { readonly kind: "machine"; readonly machine: Machine }
  | { readonly kind: "address"; readonly address: number }

/** What the firewall does with a packet, and the rule that says so. */
export interface Verdict {
  /** Whether it is let through, whichever of its possible addresses the sender has. */
  readonly isOpen: boolean
  /** The first rule that is about it; undefined for the rule that every network implies. */
  readonly rule: FirewallRule | undefined
  /** The first rule that lets it through, for one of the sender's possible addresses at least; undefined where none does. */
  readonly opening: FirewallRule | undefined
}

/** Finds the rules that are about a machine, in order of priority. */
export function rulesByMachine({
  firewall,
  machines,
}: Pick<Network, "firewall" | "machines">): ReadonlyMap<Machine, readonly FirewallRule[]> {
  const byAccount = new Map<string, FirewallRule[]>()
  const others: FirewallRule[] = []
  const order = new Map(firewall.map((rule, index) => [rule, index]))
  for (const rule of firewall) {
    const { targets } = rule
    if (targets === undefined || targets.tags.length > 0) others.push(rule)
    else for (const account of new Set(targets.accounts)) append(byAccount, account, rule)
  }
  return new Map(
    machines.map((machine) => {
      const { network, account, tags } = machine
      const own = account === undefined ? [] : (byAccount.get(account) ?? [])
      const rules = [...own, ...others].filter(
        (rule) =>
          rule.network === network &&
          (rule.targets === undefined ||
            (account !== undefined && rule.targets.accounts.includes(account)) ||
            rule.targets.tags.some((tag) => tags.includes(tag))),
      )
      return [machine, rules.sort((one, other) => order.get(one)! - order.get(other)!)]
    }),
  )
}

/**
 * What the firewall does with one packet: the first rule that is about it decides, and none means that it is refused. A sender whose
 * address no file states has any of several, and a rule may decide about some of them only.
 */
export function verdict(
  rules: readonly FirewallRule[],
  source: Source,
  { transport, port }: { readonly transport: Transport; readonly port: number },
): Verdict {
  let left = source.kind === "address" ? [[source.address, source.address] as const] : addressesOf(source.machine)
  let first: FirewallRule | undefined
  let opening: FirewallRule | undefined
  let isRefused = false
  for (const rule of rules) {
    if (!isAbout(rule, transport, port)) continue
    const isWhole = namesNobody(rule) || (source.kind === "machine" && namesMachine(rule, source.machine))
    const ranges = isWhole ? EVERYWHERE : sourcesOf(rule)
    if (!isWhole && !overlaps(left, ranges)) continue
    first ??= rule
    if (rule.action === "allow") opening ??= rule
    else isRefused = true
    left = subtract(left, ranges)
    if (left.length === 0) return { isOpen: !isRefused, rule: first, opening }
  }
  return { isOpen: false, rule: first, opening }
}

/** The addresses that a machine may have: the one that is stated, or any of its subnetwork's; none for one that no unit describes. */
function addressesOf({ address, subnets, position }: Machine): readonly Range[] {
  if (address !== undefined) return rangesOf([address.value])
  const own = rangesOf(subnets.map(({ value }) => value))
  return own.length > 0 || position === undefined ? own : PRIVATE
}

/** Machines, to be found by what a firewall rule may name them by. */
export interface MachineIndex {
  /** By the account that they run as. */
  readonly byAccount: ReadonlyMap<string, readonly Machine[]>
  /** By each of their network tags. */
  readonly byTag: ReadonlyMap<string, readonly Machine[]>
  /** Those whose private address is stated, by it, sorted. */
  readonly byAddress: readonly (readonly [number, Machine])[]
  /** The others: those that may have the same addresses together. */
  readonly unaddressed: readonly { readonly ranges: readonly Range[]; readonly machines: readonly Machine[] }[]
}

/** Prepares machines for {@link machinesLetThrough}. */
export function indexOf(machines: readonly Machine[]): MachineIndex {
  const [byAccount, byTag] = [new Map<string, Machine[]>(), new Map<string, Machine[]>()]
  for (const machine of machines) {
    if (machine.account !== undefined) append(byAccount, machine.account, machine)
    for (const tag of machine.tags) append(byTag, tag, machine)
  }
  const byAddress = machines.flatMap((machine) => {
    const range = machine.address === undefined ? undefined : rangeOf(machine.address.value)
    return range === undefined ? [] : [[range[0], machine] as const]
  })
  const alike = new Map<string, Machine[]>()
  for (const machine of machines) if (machine.address === undefined) append(alike, addressesOf(machine).join(), machine)
  return {
    byAccount,
    byTag,
    byAddress: byAddress.sort(([one], [other]) => one - other),
    unaddressed: [...alike.values()].map((group) => ({ ranges: addressesOf(group[0]!), machines: group })),
  }
}

/** The machines whose packets to a port the firewall lets through, or may, as their address is not stated; each with the rule that does. */
export function machinesLetThrough(
  { byAccount, byTag, byAddress, unaddressed }: MachineIndex,
  rules: readonly FirewallRule[],
  about: { readonly transport: Transport; readonly port: number },
): readonly { readonly machine: Machine; readonly rule: FirewallRule }[] {
  const candidates = new Set<Machine>()
  for (const rule of rules) {
    if (rule.action !== "allow" || !isAbout(rule, about.transport, about.port)) continue
    for (const account of rule.accounts) for (const machine of byAccount.get(account) ?? []) candidates.add(machine)
    for (const tag of rule.sourceTags) for (const machine of byTag.get(tag) ?? []) candidates.add(machine)
    const sources = sourcesOf(rule)
    for (const { ranges, machines } of unaddressed)
      if (overlaps(ranges, sources)) for (const machine of machines) candidates.add(machine)
    for (const [first, last] of sources)
      for (let at = firstFrom(byAddress, first); at < byAddress.length && byAddress[at]![0] <= last; at += 1)
        candidates.add(byAddress[at]![1])
  }
  return [...candidates].flatMap((machine) => {
    const { opening } = verdict(rules, { kind: "machine", machine }, about)
    return opening === undefined ? [] : [{ machine, rule: opening }]
  })
}

/** The index of the first address that is not below another one. */
function firstFrom(addresses: MachineIndex["byAddress"], wanted: number): number {
  let [low, high] = [0, addresses.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (addresses[middle]![0] < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** The addresses from which the firewall lets packets to a port through. Machines that are let through by their account are not among them. */
export function openRanges(
  rules: readonly FirewallRule[],
  { transport, port }: { readonly transport: Transport; readonly port: number },
): readonly Range[] {
  let open: readonly Range[] = []
  let decided: readonly Range[] = []
  for (const rule of rules) {
    if (!isAbout(rule, transport, port)) continue
    const ranges = sourcesOf(rule)
    if (rule.action === "allow") open = union(open, subtract(ranges, decided))
    decided = union(decided, ranges)
  }
  return open
}

/** The rule that lets packets from some of the ranges through, for who asks which one to change. */
export function openingRule(
  rules: readonly FirewallRule[],
  ranges: readonly Range[],
  { transport, port }: { readonly transport: Transport; readonly port: number },
): FirewallRule | undefined {
  return rules.find(
    (rule) =>
      rule.action === "allow" && isAbout(rule, transport, port) && intersect(sourcesOf(rule), ranges).length > 0,
  )
}

/** Whether a rule is about a port. */
export function isAbout({ traffic }: FirewallRule, transport: Transport, port: number): boolean {
  return traffic.some(
    ({ protocol, ports }) =>
      (protocol === undefined || protocol === transport || protocol === PROTOCOL_NUMBERS[transport]) &&
      (ports === undefined || ports.some(([first, last]) => first <= port && port <= last)),
  )
}

/** Google Cloud takes protocols by their numbers too. */
const PROTOCOL_NUMBERS: Readonly<Record<Transport, string>> = { tcp: "6", udp: "17" }

/** The addresses that a rule is about; one that names nobody is about everybody. */
function sourcesOf(rule: FirewallRule): readonly Range[] {
  return namesNobody(rule) ? EVERYWHERE : rangesOf(rule.ranges.map(({ value }) => value))
}

function namesNobody({ ranges, accounts, sourceTags }: FirewallRule): boolean {
  return ranges.length === 0 && accounts.length === 0 && sourceTags.length === 0
}

/** Whether a rule is about a machine whatever its address. */
function namesMachine({ accounts, sourceTags }: FirewallRule, { account, tags }: Machine): boolean {
  return (account !== undefined && accounts.includes(account)) || sourceTags.some((tag) => tags.includes(tag))
}
