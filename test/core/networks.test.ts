import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Edge, Port } from "../../core/estate.js"
import { allocateSubnets, extent, type Networked, networksOf, overlaps } from "../../core/networks.js"

describe("networksOf", () => {
  it("gives a service that is used one network, which its consumers join", () => {
    const { memberships, networks } = networksOf([
      service("till", { uses: ["ledger"] }),
      service("oven", { uses: ["ledger"] }),
      service("ledger", { aliases: ["books"] }),
    ])
    expect(keys(memberships, "till")).toEqual(["ledger"])
    expect(keys(memberships, "ledger")).toEqual(["ledger"])
    expect(memberships.get("ledger")).toEqual([{ key: "ledger", aliases: ["books"], origin: "/ledger" }])
    expect(memberships.get("oven")).toEqual([{ key: "ledger", aliases: [], origin: "/oven/uses/0" }])
    expect([...networks.values()]).toEqual([
      { key: "ledger", kind: "edge", owner: "main", origin: "/ledger", members: 3 },
    ])
  })

  it("leads out of the host only who publishes, or uses something elsewhere", () => {
    const { memberships, networks } = networksOf([
      service("till", { published: true }),
      service("oven", { outside: true }),
      service("ledger"),
      service("door", { outward: "/door/certificates" }),
    ])
    expect(keys(memberships, "till")).toEqual(["ingress"])
    expect(keys(memberships, "oven")).toEqual(["egress"])
    expect(keys(memberships, "ledger")).toEqual([])
    expect(memberships.get("door")).toEqual([{ key: "egress", aliases: [], origin: "/door/certificates" }])
    expect([...networks.keys()]).toEqual(["main/ingress", "main/egress"])
  })

  it("gives each stack its own way out, and the network of a service to its stack", () => {
    const { networks } = networksOf([
      service("till", { stack: "front", outside: true, uses: ["ledger"] }),
      service("ledger", { stack: "back", outside: true }),
    ])
    expect([...networks].map(([id, { owner, kind }]) => [id, owner, kind])).toEqual([
      ["ledger", "back", "edge"],
      ["front/egress", "front", "egress"],
      ["back/egress", "back", "egress"],
    ])
  })

  it("joins shared networks, which the first stack that joins owns", () => {
    const { memberships, networks } = networksOf([
      service("till", { stack: "front", shared: ["town"] }),
      service("oven", { stack: "back", shared: ["town"] }),
    ])
    expect(memberships.get("oven")).toEqual([{ key: "town", aliases: [], origin: "/oven/networks/0" }])
    expect(networks.get("town")).toMatchObject({ kind: "shared", owner: "front", members: 2 })
  })

  it("leaves out whoever has no network of its own", () => {
    const { memberships } = networksOf([
      service("till", { detached: true, published: true, uses: ["ledger"] }),
      service("ledger"),
    ])
    expect(keys(memberships, "till")).toEqual([])
  })

  it("does not change the networks of others when a consumer is added", () => {
    const before = networksOf([service("till", { uses: ["ledger"] }), service("ledger")])
    const after = networksOf([
      service("till", { uses: ["ledger"] }),
      service("ledger"),
      service("oven", { uses: ["ledger"] }),
    ])
    expect(after.memberships.get("ledger")).toEqual(before.memberships.get("ledger"))
    expect(after.memberships.get("till")).toEqual(before.memberships.get("till"))
    expect([...after.networks.keys()]).toEqual([...before.networks.keys()])
  })
})

describe("allocateSubnets", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 60 })

  it("gives every name a /26 of its own inside the pool", () => {
    fc.assert(
      fc.property(names, (all) => {
        const subnets = [...allocateSubnets(all, "172.20.0.0/14").values()]
        expect(subnets).toHaveLength(all.length)
        expect(new Set(subnets).size).toBe(all.length)
        for (const subnet of subnets) {
          expect(subnet).toMatch(/\/26$/)
          expect(overlaps(subnet, "172.20.0.0/14")).toBe(true)
          expect(extent(subnet).first % 64).toBe(0)
        }
      }),
      { numRuns: 100 },
    )
  })

  it("does not look at the order of names", () => {
    fc.assert(
      fc.property(names, (all) => {
        const one = allocateSubnets(all, "172.20.0.0/16")
        const other = allocateSubnets([...all].reverse(), "172.20.0.0/16")
        expect(new Map([...other].sort())).toEqual(new Map([...one].sort()))
      }),
      { numRuns: 100 },
    )
  })

  it("leaves the others where they are when a name is added, unless it takes their place", () => {
    fc.assert(
      fc.property(names, fc.string({ minLength: 1 }), (all, added) => {
        fc.pre(!all.includes(added))
        const before = allocateSubnets(all, "172.20.0.0/14")
        const after = allocateSubnets([...all, added], "172.20.0.0/14")
        const moved = all.filter((name) => before.get(name) !== after.get(name))
        const taken = [...before.values()].includes(after.get(added) ?? "")
        if (!taken) expect(moved).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it("gives out nothing that the pool has no room for", () => {
    expect([...allocateSubnets(["a", "b", "c"], "10.0.0.0/25").values()].sort()).toEqual([
      "10.0.0.0/26",
      "10.0.0.64/26",
    ])
    expect(allocateSubnets(["a"], "10.0.0.0/27").size).toBe(0)
  })

  it.each([
    ["10.0.0.0/8", "10.9.0.0/16", true],
    ["10.0.0.0/16", "10.1.0.0/16", false],
    ["10.0.0.7", "10.0.0.0/29", true],
    ["10.0.0.8", "10.0.0.0/29", false],
  ])("tells whether %s and %s share an address", (a, b, expected) => {
    expect(overlaps(a, b)).toBe(expected)
    expect(overlaps(b, a)).toBe(expected)
  })
})

interface Draft {
  readonly stack?: string
  readonly uses?: readonly string[]
  readonly outside?: boolean
  readonly published?: boolean
  readonly shared?: readonly string[]
  readonly aliases?: readonly string[]
  readonly detached?: boolean
  readonly outward?: string
}

function service(name: string, draft: Draft = {}): Networked {
  const id = `shop.${name}`
  const from = { host: "shop", name, id }
  const edge = (index: number, rest: Partial<Edge>): Edge =>
    ({ path: `/${name}/uses/${index}`, sources: { to: `/${name}/uses/${index}` }, from, ...rest }) as Edge
  const uses = (draft.uses ?? []).map((to, index) =>
    edge(index, { reach: "local", to: { kind: "service", service: { host: "shop", name: to, id: `shop.${to}` } } }),
  )
  const outside = draft.outside ? [edge(9, { reach: "external", to: { kind: "provider", provider: "gcp" } })] : []
  const ports = draft.published ? [{ path: `/${name}/ports/http`, published: 80 } as Port] : []
  return {
    id,
    name,
    host: "shop",
    stack: draft.stack ?? "main",
    path: `/${name}`,
    ports,
    edges: [...uses, ...outside],
    shared: draft.shared ?? [],
    aliases: draft.aliases ?? [],
    detached: draft.detached ?? false,
    outward: draft.outward,
  }
}

function keys(memberships: ReadonlyMap<string, readonly { readonly key: string }[]>, name: string): readonly string[] {
  return memberships.get(name)?.map(({ key }) => key) ?? []
}
