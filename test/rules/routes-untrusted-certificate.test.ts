import { describe, expect, it } from "vitest"
import { routesUntrustedCertificate } from "../../core/rules/routes-untrusted-certificate.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

describe("routes/untrusted_certificate", () => {
  const found = (route: Loose, environments: Loose | undefined = { production: {} }) =>
    findings(
      routesUntrustedCertificate,
      bakery(
        { caddy: CADDY, orders: { ports: { http: 8000 } } },
        { environments, routes: { orders: { host: "bakery.example", to: "shop.orders", ...route } } },
      ),
    )

  it("refuses a certificate of a test authority on a name that visitors reach", () => {
    expect(found({ tls: "acme-test" })).toEqual([
      {
        message:
          "The route orders shows the visitors of bakery.example a certificate of a test authority, which nobody trusts.",
        path: "/routes/orders/tls",
        found: "acme-test",
        allowed: "automatic, or certificate files",
        notes: [{ message: "the host name is stated there", path: "/routes/orders/host" }],
        help: "State the certificate by environment, and leave it `automatic` where customers come.",
        environments: ["production"],
      },
    ])
  })

  it("refuses one that Caddy makes for itself", () => {
    const environments = { staging: {}, production: {} }
    const host = { staging: "staging.bakery.example", production: "bakery.example" }
    expect(found({ tls: { staging: "automatic", production: "internal" }, host }, environments)).toMatchObject([
      { message: expect.stringContaining("Caddy's own authority"), path: "/routes/orders/tls/production" },
    ])
  })

  it.each<readonly [string, Loose, Loose?]>([
    ["another stage", { tls: "acme-test" }, { staging: {} }],
    ["a laptop", { tls: "internal" }, { production: { placements: ["local"] } }],
    ["what visitors do not reach", { tls: "internal", exposure: "private" }],
    ["what stands behind a CDN", { tls: "internal", exposure: "cdn" }],
    ["a name of one's own", { tls: "internal", host: "orders.internal" }],
    ["localhost", { tls: "internal", host: "localhost:8443" }],
    ["plain HTTP, which is told as that", { tls: "off" }],
    ["a certificate that is asked for", {}],
    ["certificate files", { tls: { certificate: "/a.pem", key: "/a.key" } }],
  ])("keeps quiet about %s", (_, route, environments) => {
    expect(found(route as Loose, environments as Loose | undefined)).toEqual([])
  })
})
