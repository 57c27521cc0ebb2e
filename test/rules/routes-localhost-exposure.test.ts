import { describe, expect, it } from "vitest"
import { routesLocalhostExposure } from "../../core/rules/routes-localhost-exposure.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const shop = (exposure: unknown, placements: readonly string[] = ["cloud"]) =>
  bakery(
    { caddy: CADDY, orders: { ports: { http: 8000 } } },
    {
      environments: { testing: { placements }, staging: {} },
      routes: {
        orders: {
          host: { testing: "localhost:8080", staging: "staging.bakery.example" },
          ...(exposure === undefined ? {} : { exposure }),
          to: "shop.orders",
        },
      },
    },
  )

describe("routes/localhost_exposure", () => {
  it("refuses an exposure that is meant for names, and opens a port of localhost", () => {
    expect(findings(routesLocalhostExposure, shop("cdn"))).toEqual([
      {
        message:
          "The route orders is `cdn` in testing, but served on localhost:8080, which leads to one's own machine.",
        path: "/routes/orders/exposure",
        found: "cdn",
        allowed: "host",
        notes: [{ message: "the host is stated there", path: "/routes/orders/host/testing" }],
        help: "State the exposure by environment, with `host` for testing.",
        environments: ["testing"],
      },
    ])
    expect(findings(routesLocalhostExposure, shop({ default: "public", testing: "private" }))).toHaveLength(1)
  })

  it("keeps quiet when it is the machine's, and where there is nothing but a laptop", () => {
    expect(findings(routesLocalhostExposure, shop(undefined))).toEqual([])
    expect(findings(routesLocalhostExposure, shop({ default: "cdn", testing: "host" }))).toEqual([])
    expect(findings(routesLocalhostExposure, shop("cdn", ["local"]))).toEqual([])
    expect(findings(routesLocalhostExposure, shop("cdn", ["cloud", "local"]))).toHaveLength(1)
  })
})
