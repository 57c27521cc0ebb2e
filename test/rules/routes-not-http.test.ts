import { describe, expect, it } from "vitest"
import { routesNotHttp } from "../../core/rules/routes-not-http.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (service: Loose, route: Loose = {}) =>
  bakery(
    { caddy: CADDY, ovens: service },
    { routes: { ovens: { host: "bakery.example", to: "shop.ovens", ...route } } },
  )

describe("routes/not_http", () => {
  it("refuses a port that says that it speaks something else", () => {
    const ports = { http: 8000, mqtt: { port: 1883, protocol: "tcp" } }
    expect(findings(routesNotHttp, shop({ ports }, { port: "mqtt" }))).toEqual([
      {
        message: "The route ovens leads to the port mqtt of shop.ovens, which speaks tcp and not HTTP.",
        path: "/routes/ovens/port",
        found: "mqtt",
        allowed: "a port that speaks http or https",
        notes: [{ message: "the port is declared there", path: "/hosts/shop/services/ovens/ports/mqtt/protocol" }],
        help: "Name a port that speaks HTTP, or correct the `protocol` of this one.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses UDP, and databases by their image, in handlers of handlers too", () => {
    expect(findings(routesNotHttp, shop({ ports: { udp: 8000 } }))).toMatchObject([
      { path: "/routes/ovens/to", message: expect.stringContaining("which speaks udp") },
    ])
    const handle = [{ match: { path: ["/a/*"] }, handle: [{ to: "shop.ovens" }] }]
    expect(findings(routesNotHttp, shop({ image: "postgres" }, { to: undefined, handle }))).toMatchObject([
      { path: "/routes/ovens/handle/0/handle/0/to", message: expect.stringContaining("the protocol of postgres") },
    ])
    expect(findings(routesNotHttp, shop({ image: "redis", ports: { cache: 6380 } }))).toHaveLength(1)
  })

  it("believes HTTP, and a port that says nothing", () => {
    expect(findings(routesNotHttp, shop({ ports: { https: 8443 } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ ports: { web: 8000 } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ ports: { web: { port: 8000, protocol: "http" } } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ image: "redis", ports: { http: 8000 } }))).toEqual([])
  })
})
