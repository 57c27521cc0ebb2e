import { describe, expect, it } from "vitest"
import { edgesIsolation } from "../../core/rules/edges-isolation.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

/** A store beside two stacks of one host, and another host. */
function shop(usedBy: unknown, uses: { readonly till?: string; readonly ovens?: string } = {}): Loose {
  const store = usedBy === undefined ? { contents: "Orders" } : { contents: "Orders", usedBy }
  const topology = bakery({
    orders: { stack: "web", ports: { http: 8000 }, uses: ["ledger"] },
    till: { stack: "sales", ports: { http: 8001 }, uses: uses.till === undefined ? [] : [uses.till] },
    ledger: { stack: "web", ports: { db: 5000 }, store },
  })
  topology.hosts.shop.stacks = {
    web: { directory: "web", project: "web" },
    sales: { directory: "sales", project: "sales" },
  }
  topology.hosts.shop.address = "10.0.0.2"
  topology.hosts.kitchen = {
    stacks: { main: { directory: "kitchen", project: "kitchen" } },
    services: { ovens: { image: "orders", uses: uses.ovens === undefined ? [] : [uses.ovens] } },
  }
  return topology
}

describe("edges/isolation", () => {
  it("refuses a service that is not among those of a datastore", () => {
    expect(
      findings(edgesIsolation, shop(["orders", "kitchen.ovens"], { till: "ledger", ovens: "shop.ledger" })),
    ).toEqual([
      {
        message: "shop.till uses the datastore shop.ledger, which is there for shop.orders, kitchen.ovens only.",
        path: "/hosts/shop/services/till/uses/0",
        found: "shop.ledger",
        notes: [{ message: "whose it is stands there", path: "/hosts/shop/services/ledger/store/usedBy" }],
        help: "Ask one of those services instead, or add shop.till to `usedBy`.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses another host where it is its host's, and another stack where it is its stack's", () => {
    const both = { till: "ledger", ovens: "shop.ledger" }
    expect(findings(edgesIsolation, shop("host", both))).toMatchObject([
      {
        message: "kitchen.ovens uses the datastore shop.ledger, which is there for services of shop only.",
        help: "Ask a service of its own instead, or widen `usedBy`.",
      },
    ])
    expect(findings(edgesIsolation, shop("stack", both)).map(({ message }) => message)).toEqual([
      "shop.till uses the datastore shop.ledger, which is there for the stack web of shop only.",
      "kitchen.ovens uses the datastore shop.ledger, which is there for the stack web of shop only.",
    ])
  })

  it("keeps quiet where nothing is said, and about edges to others", () => {
    expect(findings(edgesIsolation, shop(undefined, { till: "ledger", ovens: "shop.ledger" }))).toEqual([])
    expect(findings(edgesIsolation, shop(["orders"], { till: "orders", ovens: "shop.orders" }))).toEqual([])
  })

  it("bears services of other environments among its users", () => {
    const topology = shop(["orders", "till"])
    topology.environments.demo = {}
    topology.hosts.shop.stacks.web.directory = "web-{environment}"
    topology.hosts.shop.services.till.only = ["demo"]
    expect(findings(edgesIsolation, topology)).toEqual([])
  })

  it("stands at the name, where the edge says more", () => {
    const topology = shop(["orders"])
    topology.hosts.shop.services.till.uses = [{ to: "ledger", access: "read" }]
    expect(findings(edgesIsolation, topology)).toMatchObject([{ path: "/hosts/shop/services/till/uses/0/to" }])
  })
})
