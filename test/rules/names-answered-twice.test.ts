import { describe, expect, it } from "vitest"
import { namesAnsweredTwice } from "../../core/rules/names-answered-twice.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (search: Loose, orders: Loose = {}) =>
  bakery({
    orders: { ports: { http: 8000 }, uses: ["catalogue", "search"], ...orders },
    catalogue: { ports: { http: 8001 } },
    search: { ports: { http: 8002 }, ...search },
  })

const twice = (topology: Loose) => findings(namesAnsweredTwice, topology)

describe("names/answered_twice", () => {
  it("refuses a further name that is a service's, where somebody is on the networks of both", () => {
    expect(twice(shop({ aliases: ["products", "catalogue"] }))).toEqual([
      {
        message:
          'shop.catalogue and shop.search both answer to the name "catalogue": shop.orders is on networks of both.',
        path: "/hosts/shop/services/search/aliases/1",
        found: "catalogue",
        notes: [{ message: "shop.catalogue has the name from there", path: "/hosts/shop/services/catalogue" }],
        help: "Give one of them another further name.",
        environments: ["staging"],
      },
    ])
  })

  it("finds the further name, whichever is declared first", () => {
    const topology = shop({ aliases: ["catalogue"] })
    const { orders, catalogue, search } = topology.hosts.shop.services
    topology.hosts.shop.services = { search, orders, catalogue }
    expect(twice(topology)).toMatchObject([{ path: "/hosts/shop/services/search/aliases/0" }])
  })

  it("refuses a container name that is a service's, and a further name that two have", () => {
    expect(twice(shop({ containerName: "catalogue" }))).toMatchObject([
      { path: "/hosts/shop/services/search/containerName", help: "Give one of them another container name." },
    ])
    const topology = shop({ aliases: ["books"] })
    topology.hosts.shop.services.catalogue.aliases = ["books"]
    expect(twice(topology)).toMatchObject([{ path: "/hosts/shop/services/search/aliases/0", found: "books" }])
  })

  it("refuses a host name that is a service's, and makes no difference of capitals", () => {
    expect(twice(shop({ hostname: "catalogue" }))).toEqual([
      {
        message:
          'shop.catalogue and shop.search both answer to the name "catalogue": shop.orders is on networks of both.',
        path: "/hosts/shop/services/search/hostname",
        found: "catalogue",
        notes: [{ message: "shop.catalogue has the name from there", path: "/hosts/shop/services/catalogue" }],
        help: "Give one of them another host name.",
        environments: ["staging"],
      },
    ])
    expect(twice(shop({ containerName: "Catalogue" }))).toMatchObject([
      { path: "/hosts/shop/services/search/containerName" },
    ])
    expect(twice(shop({ hostname: "books" }, { hostname: "books" }))).toMatchObject([{ found: "books" }])
    expect(twice(shop({ hostname: "search", containerName: "Search" }))).toEqual([])
    expect(twice(shop({ hostname: "search-1" }))).toEqual([])
  })

  it("refuses a line of a hosts file for a service that the container would come to", () => {
    const of = (extraHosts: Loose) => twice(shop({ aliases: ["finder"] }, { extraHosts }))
    expect(of({ catalogue: "10.0.0.9" })).toEqual([
      {
        message:
          'The hosts file of shop.orders sends the name "catalogue" to 10.0.0.9, and not to shop.catalogue, which answers to it.',
        path: "/hosts/shop/services/orders/extraHosts/catalogue",
        found: "catalogue",
        notes: [{ message: "shop.catalogue has the name from there", path: "/hosts/shop/services/catalogue" }],
        help: "Remove the line, or give it or the service another name.",
        environments: ["staging"],
      },
    ])
    expect(of({ finder: "10.0.0.9" })).toMatchObject([{ notes: [{ path: "/hosts/shop/services/search/aliases/0" }] }])
    expect(of({ "host.docker.internal": "host-gateway", orders: "10.0.0.9" })).toEqual([])
    // It is on no network of the one that it names.
    const apart = shop({ extraHosts: { catalogue: "10.0.0.9" } })
    expect(twice(apart)).toEqual([])
  })

  it("looks across the stacks of a host, and names the network on which they meet", () => {
    const topology = shop({ stack: "side", uses: ["catalogue"], containerName: "catalogue" }, { uses: ["catalogue"] })
    topology.hosts.shop.stacks.side = { directory: "side", project: "side" }
    topology.hosts.shop.services.orders.stack = "main"
    topology.hosts.shop.services.catalogue.stack = "main"
    expect(twice(topology)).toMatchObject([{ message: expect.stringContaining("they meet on the network catalogue.") }])
  })

  it("refuses one service name of two hosts on a shared network of one laptop", () => {
    const host = (name: string) => ({
      stacks: { main: { directory: name, project: name } },
      networks: { town: { name: "town" } },
      services: { orders: { image: "orders", networks: ["town"] } },
    })
    const topology = bakery({ orders: {} }, { hosts: { shop: host("shop"), kitchen: host("kitchen") } })
    expect(twice(topology)).toEqual([])

    topology.environments.staging = { placements: ["local"] }
    expect(twice(topology)).toMatchObject([
      {
        message: 'shop.orders and kitchen.orders both answer to the name "orders": they meet on the network town.',
        path: "/hosts/kitchen/services/orders",
        help: "Give one of them another name.",
      },
    ])
  })

  it("keeps quiet where nobody can ask for both, and about names that each has alone", () => {
    expect(twice(shop({ aliases: ["catalogue"] }, { uses: ["catalogue"] }))).toEqual([])
    expect(twice(shop({ aliases: ["products"], containerName: "search" }))).toEqual([])
    expect(twice(shop({ aliases: ["search"] }))).toEqual([])
  })

  it("tells the networks of two stacks apart on which ports are published and hosts are left", () => {
    const apart = (exposure: string) => {
      const topology = bakery({
        catalogue: { stack: "main", ports: { http: { port: 8001, exposure } } },
        search: { stack: "side", ports: { http: { port: 8002, exposure } }, containerName: "catalogue" },
      })
      topology.hosts.shop.stacks.side = { directory: "side", project: "side" }
      return topology
    }
    expect(twice(apart("host"))).toEqual([])
    const together = apart("host")
    together.hosts.shop.services.search.stack = "main"
    expect(twice(together)).toMatchObject([{ message: expect.stringContaining("they meet on the network ingress.") }])
  })

  it("leaves two containers of one name to the rule for that", () => {
    const topology = shop({ containerName: "till" })
    topology.hosts.shop.services.catalogue.containerName = "till"
    expect(twice(topology)).toEqual([])
  })
})
