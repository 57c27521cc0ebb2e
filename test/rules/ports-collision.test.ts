import { describe, expect, it } from "vitest"
import { portsCollision } from "../../core/rules/ports-collision.js"
import { findings } from "../support/findings.js"

const bakery = (second: object) => ({
  name: "bakery",
  environments: { production: {} },
  images: { oven: { repository: "oven" } },
  hosts: {
    shop: {
      stacks: { main: { directory: "shop", project: "shop" } },
      services: {
        till: { image: "oven", ports: { http: { port: 8000, exposure: "host" } } },
        orders: { image: "oven", ports: { http: second } },
      },
    },
  },
})

describe("ports/collision", () => {
  it("refuses two services on one address and port", () => {
    expect(findings(portsCollision, bakery({ port: 9000, publish: 8000, exposure: "host" }))).toEqual([
      {
        message: "shop.orders and shop.till are both published on 8000/tcp of shop.",
        path: "/hosts/shop/services/orders/ports/http/publish",
        found: "8000",
        notes: [{ message: "shop.till is published there too", path: "/hosts/shop/services/till/ports/http/port" }],
        help: "Publish one of them on another port, or make it `internal`.",
        environments: ["production"],
      },
    ])
  })

  it("takes 0.0.0.0 to overlap 127.0.0.1", () => {
    expect(
      findings(portsCollision, bakery({ port: 8000, exposure: "public", reason: "Customers order here" })),
    ).toHaveLength(1)
  })

  it("keeps quiet when the ports differ", () => {
    expect(findings(portsCollision, bakery({ port: 8000, publish: 8001, exposure: "host" }))).toEqual([])
  })

  it("keeps quiet when the protocols differ", () => {
    expect(findings(portsCollision, bakery({ port: 8000, protocol: "udp", exposure: "host" }))).toEqual([])
  })

  it("counts the hosts of one laptop together", () => {
    const topology = (placements: readonly string[]) => {
      const base = bakery({ port: 9000, exposure: "host" })
      const { shop } = base.hosts
      const cellar = { ...shop, stacks: { main: { directory: "cellar", project: "cellar" } } }
      return { ...base, environments: { production: { placements } }, hosts: { shop, cellar } }
    }
    expect(findings(portsCollision, topology(["cloud"]))).toEqual([])
    expect(findings(portsCollision, topology(["cloud", "local"])).map(({ message }) => message)).toEqual([
      "cellar.till and shop.till are both published on 8000/tcp of one laptop.",
      "cellar.orders and shop.orders are both published on 9000/tcp of one laptop.",
    ])
  })
})
