import { describe, expect, it } from "vitest"
import { routesPlainHttp } from "../../core/rules/routes-plain-http.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (route: Loose, environments: Loose = { production: {} }) =>
  bakery(
    { caddy: CADDY, orders: { ports: { http: 8000 } } },
    { environments, routes: { orders: { host: "bakery.example", tls: "off", to: "shop.orders", ...route } } },
  )

const REDIRECT = { redirect: "https://www.bakery.example" }

describe("routes/plain_http", () => {
  it("refuses a host name of production without TLS", () => {
    expect(findings(routesPlainHttp, shop({}))).toEqual([
      {
        message: "The route orders is served on bakery.example over plain HTTP, in an environment that customers use.",
        path: "/routes/orders/tls",
        found: "off",
        allowed: "automatic, or certificate files",
        notes: [{ message: "the host name is stated there", path: "/routes/orders/host" }],
        help: "Leave `tls` out, or answer with nothing but redirects to https.",
        environments: ["production"],
      },
    ])
    expect(findings(routesPlainHttp, shop({ exposure: "cdn" }))).toHaveLength(1)
  })

  it("goes by the stage that an environment states", () => {
    expect(findings(routesPlainHttp, shop({}, { market: {} }))).toEqual([])
    expect(findings(routesPlainHttp, shop({}, { market: { stage: "production" } }))).toHaveLength(1)
  })

  it("keeps quiet about TLS of any kind, localhost, and what is not for everybody", () => {
    for (const route of [{ tls: "automatic" }, { tls: "internal" }, { host: "localhost:80" }, { exposure: "private" }])
      expect(findings(routesPlainHttp, shop(route))).toEqual([])
  })

  it("keeps quiet about a route that only redirects to https", () => {
    expect(findings(routesPlainHttp, shop({ to: undefined, handle: [REDIRECT] }))).toEqual([])
    const nested = [{ match: { path: ["/a"] }, handle: [REDIRECT] }, REDIRECT]
    expect(findings(routesPlainHttp, shop({ to: undefined, handle: nested }))).toEqual([])
    expect(findings(routesPlainHttp, shop({ to: undefined, handle: [{ redirect: "http://a.example" }] }))).toHaveLength(
      1,
    )
    expect(findings(routesPlainHttp, shop({ handle: [{ match: { path: ["/a"] }, ...REDIRECT }] }))).toHaveLength(1)
  })
})
