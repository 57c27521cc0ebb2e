import { describe, expect, it } from "vitest"
import { portsUnneeded } from "../../core/rules/ports-unneeded.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const shop = (port: unknown) => bakery({ orders: { ports: { http: port } } })

describe("ports/unneeded", () => {
  it("tells of a private port that no other host comes to", () => {
    expect(findings(portsUnneeded, shop({ port: 8000, exposure: { staging: "private" } }))).toEqual([
      {
        message: "Port http of shop.orders is `private`, but no service of another host comes to it.",
        path: "/hosts/shop/services/orders/ports/http/exposure/staging",
        found: "private",
        help: "Leave the exposure out: an edge from another host asks for it.",
        environments: ["staging"],
      },
    ])
  })

  it("tells of a published port without a word for whom", () => {
    expect(findings(portsUnneeded, shop({ port: 8000, publish: 8080 }))).toEqual([
      {
        message: "Port http of shop.orders is published, and nothing says for whom.",
        path: "/hosts/shop/services/orders/ports/http/publish",
        found: "8080",
        help: "Say so with `exposure`, such as `host` for people on the machine, or leave it unpublished.",
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet about other exposures, an address, the machine's own network, and what is not published", () => {
    expect(findings(portsUnneeded, shop({ port: 8000, publish: 8080, exposure: "host" }))).toEqual([])
    expect(findings(portsUnneeded, shop({ port: 8000, exposure: "public", reason: "Customers" }))).toEqual([])
    expect(findings(portsUnneeded, shop({ port: 8000, publish: 8080, address: "10.8.0.1" }))).toEqual([])
    expect(findings(portsUnneeded, shop({ port: 8000, exposure: "private", address: "10.8.0.1" }))).toEqual([])
    expect(findings(portsUnneeded, shop(8000))).toEqual([])
    const ports = { http: { port: 8000, exposure: "private" } }
    expect(findings(portsUnneeded, bakery({ orders: { networkMode: "host", ports } }))).toEqual([])
  })

  it("keeps quiet when an edge from another host comes to it, be it in another environment only", () => {
    const topology = shop({ port: 8000, exposure: "private" })
    topology.environments = { staging: {}, demo: {} }
    topology.hosts.shop.address = "10.0.0.2"
    const services = { ovens: { image: "orders", uses: [{ to: "shop.orders", only: ["demo"] }] } }
    topology.hosts.kitchen = { stacks: { main: { directory: "kitchen-{environment}", project: "kitchen" } }, services }
    expect(findings(portsUnneeded, topology)).toEqual([])

    topology.hosts.shop.services.orders.ports.metrics = { port: 9100, exposure: "private" }
    topology.hosts.kitchen.services.ovens.uses[0].port = "http"
    expect(findings(portsUnneeded, topology)).toMatchObject([
      { path: "/hosts/shop/services/orders/ports/metrics/exposure", environments: ["staging"] },
      { environments: ["demo"] },
    ])
  })

  it("keeps quiet when a process of the machine comes to it, and about the ports of a proxy that serves", () => {
    const topology = shop({ port: 8000, publish: 8080 })
    topology.hosts.shop.services.watcher = { image: "orders", networkMode: "host", uses: ["orders"] }
    expect(findings(portsUnneeded, topology)).toEqual([])

    const caddy = { ...CADDY, ports: { http: { port: 80, publish: 8080 }, https: 443 } }
    const routes = { orders: { host: "bakery.example", to: "shop.orders" } }
    expect(findings(portsUnneeded, bakery({ caddy, orders: { ports: { http: 8000 } } }, { routes }))).toEqual([])
    expect(findings(portsUnneeded, bakery({ caddy, orders: { ports: { http: 8000 } } }))).toHaveLength(1)
  })
})
