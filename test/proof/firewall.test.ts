import { describe, expect, it } from "vitest"
import { openRanges, rulesByMachine, verdict } from "../../proof/firewall.js"
import type { FirewallRule, Machine } from "../../proof/network.js"
import { EVERYWHERE, rangesOf } from "../../proof/ranges.js"

const position = { file: "firewall.hcl", line: 1, column: 1 }

function machine(name: string, more: Partial<Machine> = {}): Machine {
  return {
    name,
    position,
    address: undefined,
    externalAddress: undefined,
    account: `${name}-account`,
    tags: [],
    network: "shop",
    subnets: [],
    wayOut: undefined,
    stacks: new Map(),
    bridges: new Map(),
    ...more,
  }
}

function rule(name: string, more: Partial<FirewallRule> & { readonly from?: readonly string[] } = {}): FirewallRule {
  const { from = [], ...rest } = more
  return {
    name,
    position,
    network: "shop",
    priority: 1000,
    action: "allow",
    ranges: from.map((value) => ({ value, position })),
    accounts: [],
    sourceTags: [],
    targets: undefined,
    traffic: [{ protocol: "tcp", ports: [[443, 443]], position }],
    ...rest,
  }
}

const HTTPS = { transport: "tcp", port: 443 } as const

describe("the firewall", () => {
  it("is about a machine by its account, its tag, or because it names nobody", () => {
    const [till, oven] = [machine("till", { tags: ["counter"] }), machine("oven")]
    const rules = [
      rule("all"),
      rule("by-account", { targets: { accounts: ["oven-account"], tags: [] } }),
      rule("by-tag", { targets: { accounts: [], tags: ["counter"] } }),
      rule("elsewhere", { network: "attic" }),
    ]
    const found = rulesByMachine({ firewall: rules, machines: [till, oven] })
    expect(found.get(till)!.map(({ name }) => name)).toEqual(["all", "by-tag"])
    expect(found.get(oven)!.map(({ name }) => name)).toEqual(["all", "by-account"])
  })

  it("refuses what no rule is about", () => {
    const address = rangesOf(["203.0.113.9"])[0]![0]
    expect(verdict([], { kind: "address", address }, HTTPS)).toEqual({ isOpen: false, rule: undefined })
    const closed = rule("web", { from: ["10.0.0.0/8"] })
    expect(verdict([closed], { kind: "address", address }, HTTPS).isOpen).toBe(false)
    expect(
      verdict(
        [rule("web", { from: ["203.0.113.0/24"] })],
        { kind: "address", address },
        { transport: "udp", port: 443 },
      ).isOpen,
    ).toBe(false)
  })

  it("is decided by the first rule that is about a packet", () => {
    const first = rule("no", { action: "deny", from: ["203.0.113.0/28"] })
    const second = rule("yes", { from: ["203.0.113.0/24"] })
    const at = (text: string) => ({ kind: "address", address: rangesOf([text])[0]![0] }) as const
    expect(verdict([first, second], at("203.0.113.9"), HTTPS)).toEqual({ isOpen: false, rule: first })
    expect(verdict([first, second], at("203.0.113.99"), HTTPS)).toEqual({ isOpen: true, rule: second })
    expect(openRanges([first, second], HTTPS)).toEqual(
      rangesOf(["203.0.113.16/28", "203.0.113.32/27", "203.0.113.64/26", "203.0.113.128/25"]).reduce<
        readonly (readonly [number, number])[]
      >((all, one) => (all.length === 0 ? [one] : [[all[0]![0], one[1]]]), []),
    )
  })

  it("takes a rule without sources for one about everybody, and one with accounts for nobody's addresses", () => {
    expect(openRanges([rule("open")], HTTPS)).toEqual(EVERYWHERE)
    expect(openRanges([rule("inside", { accounts: ["oven-account"] })], HTTPS)).toEqual([])
  })

  it("lets a machine through by its account, its tag or its address", () => {
    const oven = machine("oven", { address: { value: "10.0.0.3", position }, tags: ["hot"] })
    const from = { kind: "machine", machine: oven } as const
    expect(verdict([rule("a", { accounts: ["oven-account"] })], from, HTTPS).isOpen).toBe(true)
    expect(verdict([rule("b", { sourceTags: ["hot"] })], from, HTTPS).isOpen).toBe(true)
    expect(verdict([rule("c", { from: ["10.0.0.0/29"] })], from, HTTPS).isOpen).toBe(true)
    expect(verdict([rule("d", { accounts: ["till-account"], from: ["10.0.1.0/24"] })], from, HTTPS).isOpen).toBe(false)
  })

  it("knows protocols by their numbers, ranges of ports, and rules about every port", () => {
    const traffic = (protocol: string | undefined, ports: readonly (readonly [number, number])[] | undefined) =>
      verdict([rule("r", { traffic: [{ protocol, ports, position }] })], { kind: "address", address: 1 }, HTTPS).isOpen
    expect(traffic("6", [[1, 1024]])).toBe(true)
    expect(traffic(undefined, undefined)).toBe(true)
    expect(traffic("17", undefined)).toBe(false)
    expect(traffic("tcp", [[444, 500]])).toBe(false)
  })
})
