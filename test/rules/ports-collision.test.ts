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

  it("takes :: to overlap every address, however it is spelled, and tells other addresses apart", () => {
    const at = (first: string, second: string) => {
      const topology = bakery({ port: 9000, publish: 8000, address: second })
      return {
        ...topology,
        hosts: {
          shop: {
            ...topology.hosts.shop,
            services: {
              ...topology.hosts.shop.services,
              till: { image: "oven", ports: { http: { port: 8000, address: first } } },
            },
          },
        },
      }
    }
    expect(findings(portsCollision, at("0:0:0:0:0:0:0:0", "10.0.0.2"))).toHaveLength(1)
    expect(findings(portsCollision, at("10.0.0.2", "::"))).toHaveLength(1)
    expect(findings(portsCollision, at("fd00::2", "FD00:0:0::2"))).toHaveLength(1)
    expect(findings(portsCollision, at("fd00::2", "10.0.0.2"))).toEqual([])
    expect(findings(portsCollision, at("10.0.0.3", "10.0.0.2"))).toEqual([])
  })

  it("takes the stated address before that of its exposure, and IPv4 in IPv6 for IPv4", () => {
    const at = (first: object, second: object) => {
      const topology = bakery({ port: 9000, publish: 8000, ...second })
      topology.hosts.shop.services.till.ports.http = { port: 8000, ...first } as never
      return findings(portsCollision, topology)
    }
    expect(at({ exposure: "host", address: "10.0.0.5" }, { exposure: "private", address: "10.0.0.5" })).toHaveLength(1)
    expect(at({ exposure: "host", address: "127.0.0.2" }, { exposure: "host" })).toEqual([])
    expect(at({ address: "::ffff:10.0.0.5" }, { address: "10.0.0.5" })).toHaveLength(1)
    expect(at({ address: "::ffff:a00:5" }, { address: "10.0.0.6" })).toEqual([])
  })

  it("refuses a port where the machine answers SSH", () => {
    const topology = bakery({ port: 2200, publish: 22, exposure: "host" })
    expect(findings(portsCollision, topology)).toEqual([
      {
        message: "shop.orders is published on 22/tcp of shop, where the machine answers SSH.",
        path: "/hosts/shop/services/orders/ports/http/publish",
        found: "22",
        notes: [{ message: "the host has SSH there", path: "/hosts/shop" }],
        help: "Publish it on another port, or move SSH with `sshPort`.",
        environments: ["production"],
      },
    ])
    const moved = { ...topology, hosts: { shop: { ...topology.hosts.shop, sshPort: 2222 } } }
    expect(findings(portsCollision, moved)).toEqual([])
    expect(
      findings(portsCollision, { ...topology, environments: { production: { placements: ["local"] } } } as object),
    ).toEqual([])
  })

  it("tells two ports of one service apart from one that is declared twice", () => {
    const topology = bakery({ port: 9000, publish: 9001, exposure: "host" })
    const ports = (inside: number) => ({
      http: { port: 9000, publish: 9001, exposure: "host" },
      api: { port: inside, publish: 9001, exposure: "host" },
    })
    const services = (inside: number) => ({ orders: { image: "oven", ports: ports(inside) } })
    const hosts = (inside: number) => ({ shop: { ...topology.hosts.shop, services: services(inside) } })
    expect(findings(portsCollision, { ...topology, hosts: hosts(9002) } as object)).toMatchObject([
      {
        message: "The ports http and api of shop.orders are both published on 9001/tcp of shop.",
        notes: [{ message: "http is published there too" }],
      },
    ])
    expect(findings(portsCollision, { ...topology, hosts: hosts(9000) } as object)).toEqual([])
  })

  it("keeps quiet when the ports differ", () => {
    expect(findings(portsCollision, bakery({ port: 8000, publish: 8001, exposure: "host" }))).toEqual([])
  })

  it("keeps quiet about ports that are not published, and what a laptop does not publish", () => {
    const { till, orders } = {
      till: { image: "oven", ports: { http: 8000 } },
      orders: { image: "oven", ports: { http: 8000 } },
    }
    const inside = bakery({ port: 8000 })
    const hosts = { shop: { ...inside.hosts.shop, services: { till, orders } } }
    expect(findings(portsCollision, { ...inside, hosts } as object)).toEqual([])

    const local = {
      ...bakery({ port: 8000, exposure: "private" }),
      environments: { production: { placements: ["local"] } },
    }
    expect(findings(portsCollision, local as object)).toEqual([])
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
