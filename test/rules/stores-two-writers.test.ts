import { describe, expect, it } from "vitest"
import { storesTwoWriters } from "../../core/rules/stores-two-writers.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("stores/two_writers", () => {
  const store = (source: string, more: object = {}) => ({
    image: "postgres",
    mounts: [{ source, target: "/var/lib/postgresql/data" }],
    ...more,
  })

  it("refuses two databases in one folder", () => {
    expect(findings(storesTwoWriters, bakery({ orders: store("/data/a"), bookings: store("/data/a") }))).toEqual([
      {
        message:
          "shop.bookings and shop.orders both write to /data/a, where the datastore shop.bookings keeps its files.",
        path: "/hosts/shop/services/bookings/mounts/0/source",
        found: "/data/a",
        notes: [{ message: "shop.orders writes there too", path: "/hosts/shop/services/orders/mounts/0" }],
        help: "Give each a place of its own, or mount it `readOnly` where it is only read.",
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["above it", "/data"],
    ["at the root", "/"],
  ])("refuses a service that writes %s", (_, source) => {
    const topology = bakery({ files: { mounts: [{ source, target: "/all" }] }, orders: store("/data/a") })
    expect(findings(storesTwoWriters, topology)).toEqual([
      expect.objectContaining({
        message: "shop.orders and shop.files both write to /data/a, where the datastore shop.orders keeps its files.",
      }),
    ])
  })

  it("refuses a service that writes below it", () => {
    const topology = bakery({
      orders: store("/data/a"),
      files: { mounts: [{ source: "/data/a/base", target: "/all" }] },
    })
    expect(findings(storesTwoWriters, topology)).toEqual([
      expect.objectContaining({
        message:
          "shop.files and shop.orders both write to /data/a/base, where the datastore shop.orders keeps its files.",
        path: "/hosts/shop/services/files/mounts/0/source",
      }),
    ])
  })

  it("refuses several containers of one datastore", () => {
    const topology = bakery({ orders: store("/data/a", { replicas: 2 }) })
    expect(findings(storesTwoWriters, topology)).toEqual([
      {
        message: "2 containers of the datastore shop.orders write to /data/a.",
        path: "/hosts/shop/services/orders/replicas",
        found: "2",
        allowed: "1",
        notes: [{ message: "all of them mount this", path: "/hosts/shop/services/orders/mounts/0" }],
        help: "Run one, and scale it as its manual says: read replicas have data of their own.",
        environments: ["staging"],
      },
    ])
  })

  it("knows a volume by its key in a stack, and by its real name across stacks", () => {
    const volume = (name: string | undefined, stack: string) => ({
      image: "postgres",
      stack,
      mounts: [{ volume: "orders", target: "/data", ...(name === undefined ? {} : { name }) }],
    })
    const found = (one: object, other: object) => {
      const topology = bakery({ a: one, b: other })
      topology.hosts.shop.stacks.side = { directory: "side", project: "side" }
      return findings(storesTwoWriters, topology).map(({ path }) => path)
    }
    expect(found(volume(undefined, "main"), volume(undefined, "main"))).toEqual([
      "/hosts/shop/services/b/mounts/0/volume",
    ])
    expect(found(volume("orders", "main"), volume("orders", "side"))).toHaveLength(1)
    expect(found(volume(undefined, "main"), volume(undefined, "side"))).toEqual([])
  })

  it("tells a pair once", () => {
    const both = [
      { source: "/data/a", target: "/a" },
      { source: "/data/b", target: "/b" },
    ]
    const topology = bakery({ a: { image: "postgres", mounts: both }, b: { image: "postgres", mounts: both } })
    expect(findings(storesTwoWriters, topology)).toHaveLength(1)
  })

  it("keeps quiet about neighbours, readers, files that no datastore keeps, other hosts, variables and laptops", () => {
    const quiet = (services: object, more: object = {}) =>
      expect(findings(storesTwoWriters, bakery(services, more))).toEqual([])
    quiet({ orders: store("/data/a"), bookings: store("/data/ab") })
    quiet({ orders: store("/data/a"), saver: { mounts: [{ source: "/data/a", target: "/a", readOnly: true }] } })
    quiet({
      oven: { mounts: [{ source: "/data/photos", target: "/p" }] },
      window: { mounts: [{ source: "/data/photos", target: "/p" }] },
    })
    quiet({
      orders: { image: "postgres", mounts: [{ source: { env: "DATA" }, target: "/d" }] },
      b: { image: "postgres", mounts: [{ source: { env: "DATA" }, target: "/d" }] },
    })
    quiet({
      orders: store("/data/a", { replicas: 1 }),
      oven: { replicas: 3, mounts: [{ source: "/x", target: "/x" }] },
    })
    quiet({ a: store("/data/a"), b: store("/data/a") }, { environments: { staging: { placements: ["local"] } } })
  })
})
