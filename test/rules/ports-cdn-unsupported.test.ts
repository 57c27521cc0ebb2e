import { describe, expect, it } from "vitest"
import { portsCdnUnsupported } from "../../core/rules/ports-cdn-unsupported.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const shop = (port: object, name = "https") => bakery({ orders: { ports: { [name]: { exposure: "cdn", ...port } } } })

describe("ports/cdn_unsupported", () => {
  it("refuses a port on which the CDN never comes", () => {
    expect(findings(portsCdnUnsupported, shop({ port: 8443, publish: 9443 }))).toEqual([
      {
        message:
          "Port https of shop.orders is exposed to the CDN on 9443/tcp, which Cloudflare does not use for HTTPS.",
        path: "/hosts/shop/services/orders/ports/https/publish",
        found: "9443/tcp",
        allowed: "443, 2053, 2083, 2087, 2096, 8443",
        help: "Publish it on one of those, or choose another exposure.",
        environments: ["staging"],
      },
    ])
  })

  it("asks the list of what is spoken, and both where that is not said", () => {
    expect(findings(portsCdnUnsupported, shop({ port: 8080 }))).toMatchObject([{ found: "8080/tcp" }])
    expect(findings(portsCdnUnsupported, shop({ port: 8443 }, "http"))).toMatchObject([
      { allowed: "80, 8080, 8880, 2052, 2082, 2086, 2095" },
    ])
    expect(findings(portsCdnUnsupported, shop({ port: 8080 }, "http"))).toEqual([])
    expect(findings(portsCdnUnsupported, shop({ port: 8080 }, "tcp"))).toEqual([])
    expect(findings(portsCdnUnsupported, shop({ port: 8443 }, "tcp"))).toEqual([])
  })

  it("refuses UDP, but for the HTTP/3 of a proxy", () => {
    expect(findings(portsCdnUnsupported, shop({ port: 443, protocol: "udp" }))).toMatchObject([{ found: "443/udp" }])
    expect(findings(portsCdnUnsupported, shop({ port: 443 }, "quic"))).toEqual([])
  })

  it("leaves a route on localhost that is opened to the CDN to the rule for that", () => {
    const routes = { orders: { host: "localhost:9443", exposure: "cdn", to: "shop.orders" } }
    const topology = bakery({ caddy: CADDY, orders: { ports: { http: 8000 } } }, { routes })
    expect(findings(portsCdnUnsupported, topology)).toEqual([])
  })

  it("keeps quiet about the CDN's own ports, and about other exposures", () => {
    expect(findings(portsCdnUnsupported, shop({ port: 9443, publish: 8443 }))).toEqual([])
    expect(findings(portsCdnUnsupported, shop({ port: 9443, exposure: "host" }))).toEqual([])
  })
})
