import { describe, expect, it } from "vitest"
import { compile } from "../../core/compile.js"
import { pinned } from "../support/findings.js"

/** A slip is told once: what follows from a reference that leads nowhere is quiet until that is mended. */

const SHOP = {
  name: "bakery",
  environments: { staging: {} },
  images: { orders: { repository: "bakery/orders" }, redis: { repository: "redis" } },
  secrets: { TOKEN: { purpose: "Opens the oven" } },
  hosts: {
    shop: {
      stacks: { main: { directory: "shop", project: "shop" } },
      services: {
        orders: { image: "orders", uses: ["redis"], secrets: { TOKEN: "TOKEN" } },
        redis: { image: "redis", store: { usedBy: ["orders"] }, mounts: [{ volume: "orders", target: "/data" }] },
      },
    },
  },
}

describe("while a reference leads nowhere", () => {
  it("nothing is wrong at first", () => {
    expect(told(() => undefined)).toEqual([])
  })

  it("the image that may be meant is not unused", () => {
    expect(told((shop) => (shop.hosts.shop.services.orders.image = "bread"))).toEqual(["references/unknown_image"])
    expect(told((shop) => (shop.hosts.shop.services.orders.only = ["stagin"]))).toEqual([
      "references/unknown_environment",
    ])
  })

  it("the secret that may be meant is not unused", () => {
    expect(told((shop) => (shop.hosts.shop.services.orders.secrets = { TOKEN: "TOKN" }))).toEqual([
      "references/unknown_secret",
    ])
  })

  it("who may use a datastore is not known, and nobody is kept from it", () => {
    expect(told((shop) => (shop.hosts.shop.services.redis.store.usedBy = ["odrers"]))).toEqual([
      "references/unknown_service",
    ])
  })

  it("what does not follow from it is told all the same", () => {
    const spoiled = told((shop) => {
      shop.images.till = { repository: "bakery/till" }
      shop.secrets.SPARE = { purpose: "Opens nothing" }
      shop.hosts.shop.services.orders.uses = ["redis", "oven"]
    })
    expect(spoiled).toEqual(["references/unknown_target", "images/unused", "secrets/unused"])
  })

  it("another datastore keeps its own", () => {
    const spoiled = told((shop) => {
      shop.hosts.shop.services.cache = {
        ...shop.hosts.shop.services.redis,
        store: { usedBy: ["redis"] },
        mounts: [{ volume: "cache", target: "/data" }],
      }
      shop.hosts.shop.services.redis.store.usedBy = ["odrers"]
      shop.hosts.shop.services.orders.uses = ["redis", "cache"]
    })
    expect(spoiled).toEqual(["references/unknown_service", "edges/isolation"])
  })
})

// biome-ignore lint/suspicious/noExplicitAny: what is spoiled has no type any more
function told(spoil: (shop: any) => void): readonly string[] {
  const shop = structuredClone(SHOP) as never
  spoil(shop)
  const today = new Date("2026-01-01T00:00:00Z")
  return compile(shop, { pins: pinned(shop), generators: [], today }).diagnostics.map(({ code }) => code)
}
