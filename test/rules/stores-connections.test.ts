import { describe, expect, it } from "vitest"
import { storesConnections } from "../../core/rules/stores-connections.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("stores/connections", () => {
  const shop = (accepted: unknown, pools: readonly number[], more: object = {}) =>
    bakery({
      postgres: { store: accepted === undefined ? {} : { connections: accepted } },
      ...Object.fromEntries(
        pools.map((connections, index) => [
          `oven-${index}`,
          { image: "oven", uses: [{ to: "postgres", connections }], replicas: index + 1, ...more },
        ]),
      ),
    })

  it("refuses pools that are larger than what is left beside superusers", () => {
    expect(findings(storesConnections, shop(100, [20, 40]))).toEqual([
      {
        message:
          "The services that use shop.postgres hold up to 100 connections, and it accepts 100, 3 of them for superusers only.",
        path: "/hosts/shop/services/postgres/store/connections",
        found: "100",
        allowed: "at least 103",
        notes: [
          { message: "shop.oven-0 holds up to 20", path: "/hosts/shop/services/oven-0/uses/0/connections" },
          {
            message: "shop.oven-1 holds up to 80, in 2 containers",
            path: "/hosts/shop/services/oven-1/uses/0/connections",
          },
        ],
        help: "Make pools smaller, let the datastore accept more, or put a pooler such as PgBouncer between them.",
        environments: ["staging"],
      },
    ])
  })

  it("keeps nothing for superusers of what is no PostgreSQL", () => {
    const topology = shop(20, [20])
    topology.images.postgres.family = "other"
    expect(findings(storesConnections, topology)).toEqual([])
    topology.hosts.shop.services.postgres.store.connections = 19
    expect(findings(storesConnections, topology)).toEqual([
      expect.objectContaining({
        message: "The services that use shop.postgres hold up to 20 connections, and it accepts 19.",
        allowed: "at least 20",
      }),
    ])
  })

  it("counts each environment with its own value, and edges of other hosts", () => {
    const topology = shop({ default: 100, staging: 22 }, [20])
    topology.hosts.mill = {
      stacks: { main: { directory: "mill", project: "mill" } },
      services: { grinder: { image: "oven", uses: [{ to: "shop.postgres", connections: 10 }] } },
    }
    topology.hosts.shop.address = "10.0.0.2"
    topology.hosts.shop.services.postgres.ports = { postgres: 5432 }
    expect(findings(storesConnections, topology)).toEqual([
      expect.objectContaining({ path: "/hosts/shop/services/postgres/store/connections/staging", found: "22" }),
    ])
  })

  it("keeps quiet where all fit, and where one side says nothing", () => {
    expect(findings(storesConnections, shop(100, [97]))).toEqual([])
    expect(findings(storesConnections, shop(undefined, [970]))).toEqual([])
    expect(
      findings(storesConnections, bakery({ postgres: { store: { connections: 1 } }, a: { uses: ["postgres"] } })),
    ).toEqual([])
  })
})
