import { describe, expect, it } from "vitest"
import { indexOf, machinesLetThrough, openRanges, rulesByMachine, verdict } from "../../proof/firewall.js"
import { contextsOf, prove, type ReachAnswer, reach } from "../../proof/index.js"
import type { FirewallRule, Machine } from "../../proof/network.js"
import { EVERYWHERE, rangesOf } from "../../proof/ranges.js"
import { GALLERY_PINS, GALLERY_UNADDRESSED } from "./gallery.js"
import { built } from "./trees.js"

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
    expect(verdict([], { kind: "address", address }, HTTPS)).toEqual({
      isOpen: false,
      rule: undefined,
      opening: undefined,
    })
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
    expect(verdict([first, second], at("203.0.113.9"), HTTPS)).toEqual({
      isOpen: false,
      rule: first,
      opening: undefined,
    })
    expect(verdict([first, second], at("203.0.113.99"), HTTPS)).toEqual({ isOpen: true, rule: second, opening: second })
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

describe("a machine that states no address", () => {
  const subnets = [{ value: "10.0.0.0/24", position }]
  const oven = machine("oven", { subnets })
  const from = { kind: "machine", machine: oven } as const
  const whole = rule("whole", { from: ["10.0.0.0/8"] })
  const half = rule("half", { from: ["10.0.0.128/25"] })
  const otherHalf = rule("other-half", { from: ["10.0.0.0/25"] })
  const elsewhere = rule("elsewhere", { from: ["10.0.1.0/24", "192.0.2.0/24"] })
  const refusingHalf = rule("no", { action: "deny", from: ["10.0.0.0/25"] })

  it("has some address of its subnetwork: what covers all of it lets it in", () => {
    for (const ranges of [["0.0.0.0/0"], ["10.0.0.0/24"], ["10.0.0.0/8"], ["10.0.0.0/25", "10.0.0.128/25"]]) {
      const open = rule("open", { from: ranges })
      expect(verdict([open], from, HTTPS)).toEqual({ isOpen: true, rule: open, opening: open })
    }
    expect(verdict([half, elsewhere, otherHalf], from, HTTPS)).toEqual({ isOpen: true, rule: half, opening: half })
    expect(verdict([elsewhere], from, HTTPS)).toEqual({ isOpen: false, rule: undefined, opening: undefined })
  })

  it("is perhaps let in where a part is, or where a rule before refuses one", () => {
    expect(verdict([half], from, HTTPS)).toEqual({ isOpen: false, rule: half, opening: half })
    expect(verdict([refusingHalf, whole], from, HTTPS)).toEqual({ isOpen: false, rule: refusingHalf, opening: whole })
    expect(verdict([whole, refusingHalf], from, HTTPS).isOpen).toBe(true)
    expect(verdict([refusingHalf, otherHalf], from, HTTPS)).toEqual({
      isOpen: false,
      rule: refusingHalf,
      opening: undefined,
    })
  })

  it("is let in by its account whatever its address", () => {
    const account = rule("account", { accounts: ["oven-account"] })
    expect(verdict([elsewhere, account], from, HTTPS)).toEqual({ isOpen: true, rule: account, opening: account })
    expect(verdict([refusingHalf, account], from, HTTPS).isOpen).toBe(false)
  })

  it("may have any private address where its subnetwork is not known, and none where no unit describes it", () => {
    const lost = { kind: "machine", machine: machine("lost") } as const
    expect(verdict([rule("all", { from: ["0.0.0.0/0"] })], lost, HTTPS).isOpen).toBe(true)
    expect(verdict([whole], lost, HTTPS)).toEqual({ isOpen: false, rule: whole, opening: whole })
    const laptop = { kind: "machine", machine: machine("laptop", { position: undefined }) } as const
    expect(verdict([whole], laptop, HTTPS)).toEqual({ isOpen: false, rule: undefined, opening: undefined })
  })

  it("is among those who are let through, for sure or perhaps", () => {
    const till = machine("till", { address: { value: "10.0.0.3", position }, subnets })
    const index = indexOf([oven, till, machine("laptop", { position: undefined })])
    const names = (rules: readonly FirewallRule[]) =>
      machinesLetThrough(index, rules, HTTPS).map((one) => `${one.machine.name} by ${one.rule.name}`)
    expect(names([whole]).sort()).toEqual(["oven by whole", "till by whole"])
    expect(names([half])).toEqual(["oven by half"])
    expect(names([refusingHalf, whole])).toEqual(["oven by whole"])
    expect(names([elsewhere])).toEqual([])
  })
})

describe("a rule that a hand widened, before machines that state no address", () => {
  const { tree, claims } = built("gallery", { topology: GALLERY_UNADDRESSED, pins: GALLERY_PINS })
  const path = [...tree.keys()].find((one) => one.endsWith("firewall/terragrunt.hcl"))!
  const widened = (ranges: readonly string[]) =>
    new Map(tree).set(
      path,
      tree.get(path)!.replace(/source_service_accounts *= .*/, `ranges = ${JSON.stringify(ranges)}`),
    )
  const failuresOf = (...ranges: readonly string[]) =>
    prove(widened(ranges), claims).failures.map(({ code, message, hops }) => ({
      code,
      message,
      last: hops.at(-1)?.text,
    }))
  const reached = (...ranges: readonly string[]) => {
    const [context] = contextsOf(widened(ranges), claims)
    return reach(context!, { from: "front.site", to: "studio.printer" }) as ReachAnswer
  }

  it("is green before", () => {
    expect(prove(tree, claims).failures).toEqual([])
  })

  it.each([
    ["0.0.0.0/0", "the internet, such as 1.0.0.1"],
    ["10.9.0.0/24", "other machines of its network, such as 10.9.0.1"],
    ["10.0.0.0/8", "other machines of private networks, such as 10.0.0.1"],
  ])("lets them in by %s, and others", (range, whom) => {
    expect(reached(range).isOpen).toBe(true)
    expect(failuresOf(range)).toEqual([
      {
        code: "proof/not_granted",
        message: `The firewall opens tcp/7000 of studio to ${whom}, and nothing grants it.`,
        last: "the firewall rule studio-printer-http-from-front lets it through",
      },
    ])
  })

  it("is not proved to let them in where a part of their subnetwork is let in", () => {
    const why =
      "the firewall rule studio-printer-http-from-front lets only part of the subnetwork 10.9.0.0/24 in to tcp/7000 of studio, and no file states the address of front"
    expect(reached("10.9.0.128/25")).toMatchObject({ isOpen: false })
    expect(reached("10.9.0.128/25").hops.at(-1)!.text).toBe(why)
    const failures = failuresOf("10.9.0.128/25")
    expect(failures.map(({ code }) => code).sort()).toEqual([
      "proof/not_granted",
      "proof/path_closed",
      "proof/path_closed",
    ])
    for (const { code, last } of failures) if (code === "proof/path_closed") expect(last).toBe(why)
  })

  it("says of private ranges that are not theirs that they are private", () => {
    const messages = (range: string) =>
      failuresOf(range).flatMap(({ code, message }) => (code === "proof/not_granted" ? [message] : []))
    const told = (whom: string) => [`The firewall opens tcp/7000 of studio to ${whom}, and nothing grants it.`]
    for (const [range, example] of [
      ["172.16.0.0/12", "172.16.0.1"],
      ["192.168.0.0/16", "192.168.0.1"],
      ["100.64.0.0/10", "100.64.0.1"],
      ["169.254.0.0/16", "169.254.0.1"],
      ["127.0.0.0/8", "127.0.0.1"],
      ["10.200.0.0/32", "10.200.0.0"],
    ] as const)
      expect(messages(range)).toEqual(told(`other machines of private networks, such as ${example}`))
    expect(messages("192.0.2.0/24")).toEqual(told("the internet, such as 192.0.2.1"))
    expect(messages("224.0.0.0/4")).toEqual(told("addresses that no machine has, such as 224.0.0.1"))
  })
})
