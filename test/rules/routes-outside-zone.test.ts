import { describe, expect, it } from "vitest"
import { routesOutsideZone } from "../../core/rules/routes-outside-zone.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (host: unknown, route: Loose = {}) =>
  bakery(
    { caddy: CADDY, orders: { ports: { http: 8000 } } },
    {
      clouds: {
        cloudflare: { purpose: "DNS", zone: "bakery.example", buckets: { breads: { name: { staging: "breads" } } } },
      },
      routes: { orders: { host, to: "shop.orders", ...route } },
    },
  )

describe("routes/outside_zone", () => {
  it("tells of a name that no record can be made for", () => {
    expect(findings(routesOutsideZone, shop(["bakery.example", "bakery.exmaple"]))).toEqual([
      {
        message: "The route orders is served on bakery.exmaple, which lies outside the zone bakery.example.",
        path: "/routes/orders/host/1",
        found: "bakery.exmaple",
        allowed: "bakery.example, or a name that ends with .bakery.example",
        notes: [{ message: "the zone is declared there", path: "/clouds/cloudflare/zone" }],
        help: "Correct the host name, or accept this and make its record by hand.",
        environments: ["staging"],
      },
    ])
  })

  it("tells the end of a name from a part of its last label", () => {
    expect(findings(routesOutsideZone, shop("the-bakery.example"))).toHaveLength(1)
    expect(findings(routesOutsideZone, shop(["*.bakery.example", "a.b.bakery.example"]))).toEqual([])
  })

  it.each(["localhost:8080", "orders.localhost", "printer.local", "orders.home.arpa", "orders.internal"])(
    "keeps quiet about %s, which no public zone holds",
    (host) => {
      expect(findings(routesOutsideZone, shop(host))).toEqual([])
    },
  )

  it("keeps quiet about what is not for everybody, about buckets, and where no zone is declared", () => {
    expect(findings(routesOutsideZone, shop("orders.test", { exposure: "private" }))).toEqual([])
    expect(findings(routesOutsideZone, shop("orders.test", { exposure: "cdn" }))).toHaveLength(1)
    expect(findings(routesOutsideZone, shop("breads.test", { to: "breads" }))).toEqual([])
    const frontend = shop("orders.test", { to: "vercel.shop" })
    frontend.clouds.vercel = { purpose: "Frontends", projects: { shop: {} } }
    expect(findings(routesOutsideZone, frontend)).toHaveLength(1)
    expect(findings(routesOutsideZone, { ...shop("orders.test"), clouds: {} } as object)).toEqual([])
  })
})
