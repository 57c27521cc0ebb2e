import { describe, expect, it } from "vitest"
import { routesWildcardShadows } from "../../core/rules/routes-wildcard-shadows.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shadows = (routes: Loose) =>
  findings(
    routesWildcardShadows,
    bakery(
      { caddy: CADDY, orders: { ports: { http: 8000 } } },
      {
        environments: { staging: {}, production: {} },
        routes: Object.fromEntries(
          Object.entries(routes).map(([name, one]) => [name, { to: "shop.orders", ...(one as Loose) }]),
        ),
      },
    ),
  )

const STAGING = { orders: { host: { staging: "staging.bakery.example" } } }

describe("routes/wildcard_shadows", () => {
  it("tells of a name that another environment's wildcard answers for", () => {
    expect(shadows({ ...STAGING, shops: { host: { production: "*.bakery.example" } } })).toEqual([
      {
        message:
          "The route shops in production is served on *.bakery.example, which takes staging.bakery.example of the route orders too where that has no record of its own.",
        path: "/routes/orders/host/staging",
        found: "staging.bakery.example",
        notes: [{ message: "the wildcard is stated there", path: "/routes/shops/host/production" }],
        help: "Give the wildcard a domain of its own, such as one label more, or list the names that it stands for.",
        environments: ["staging"],
      },
    ])
  })

  it("tells of a name on plain HTTP whose HTTPS a wildcard answers", () => {
    const shops = { host: { staging: "*.bakery.example" } }
    const orders = { host: { staging: "staging.bakery.example" }, tls: "off" }
    expect(shadows({ orders, shops })).toEqual([
      {
        message:
          "The route shops is served on *.bakery.example, which takes https://staging.bakery.example of the route orders too.",
        path: "/routes/orders/host/staging",
        found: "staging.bakery.example",
        notes: [{ message: "the wildcard is stated there", path: "/routes/shops/host/staging" }],
        help: "Serve the name over HTTPS too, or list the names that the wildcard stands for.",
        environments: ["staging"],
      },
    ])
    expect(shadows({ orders, shops, secure: { host: { staging: "staging.bakery.example" } } })).toEqual([])
    expect(shadows({ orders, shops: { ...shops, tls: "off" } })).toEqual([])
  })

  it("keeps quiet where the exact name comes first, and about names that the wildcard does not take", () => {
    expect(shadows({ ...STAGING, shops: { host: { staging: "*.bakery.example" } } })).toEqual([])
    for (const name of ["*.shops.bakery.example", "*.cafe.example", "*.staging.bakery.example"])
      expect(shadows({ ...STAGING, shops: { host: { production: name } } })).toEqual([])
    expect(shadows({ shops: { host: { staging: "*.a.example", production: "*.b.a.example" } } })).toEqual([])
    expect(shadows(STAGING)).toEqual([])
  })
})
