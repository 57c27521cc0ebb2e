import { describe, expect, it } from "vitest"
import { routesWiderPort } from "../../core/rules/routes-wider-port.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

function shop(exposure: object) {
  return bakery(
    { caddy: CADDY, orders: { ports: { http: 8000 } } },
    {
      routes: {
        orders: { host: "orders.bakery.example", to: "shop.orders" },
        admin: { host: "admin.bakery.example", to: "shop.orders", ...exposure },
      },
    },
  )
}

describe("routes/wider_port", () => {
  it.each(["private", "host"] as const)("refuses a %s route on a port that another opens to anyone", (exposure) => {
    expect(findings(routesWiderPort, shop({ exposure }))).toEqual([
      {
        message: `The route admin is \`${exposure}\`, but port https of shop.caddy, which serves it, is \`public\`.`,
        path: "/routes/admin/exposure",
        found: exposure,
        allowed: "public",
        notes: [{ message: "the route orders opens it", path: "/routes/orders" }],
        help: "Serve it on a proxy or a port of its own, or give both the same exposure.",
        environments: ["staging"],
      },
    ])
  })

  it("warns of a way around the CDN", () => {
    expect(findings(routesWiderPort, shop({ exposure: "cdn" }))).toMatchObject([{ severity: "warning", found: "cdn" }])
  })

  it("names the port where it is stated wider than every route", () => {
    const topology = bakery(
      { caddy: { ...CADDY, ports: { https: { port: 443, exposure: "public" } } }, orders: { ports: { http: 8000 } } },
      { routes: { admin: { host: "admin.bakery.example", to: "shop.orders", exposure: "private" } } },
    )
    expect(findings(routesWiderPort, topology)).toMatchObject([
      { notes: [{ message: "the port is declared there", path: "/hosts/shop/services/caddy/ports/https" }] },
    ])
  })

  it("keeps quiet where all routes of a port are alike, and on localhost", () => {
    expect(findings(routesWiderPort, shop({}))).toEqual([])
    expect(findings(routesWiderPort, shop({ host: "localhost:8080" }))).toEqual([])
  })
})
