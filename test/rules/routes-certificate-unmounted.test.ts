import { describe, expect, it } from "vitest"
import { routesCertificateUnmounted } from "../../core/rules/routes-certificate-unmounted.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

function shop(mounts: readonly object[]) {
  return bakery(
    { caddy: { ...CADDY, mounts }, orders: { ports: { http: 8000 } } },
    {
      routes: {
        orders: {
          host: "orders.bakery.example",
          to: "shop.orders",
          tls: { certificate: "/certificates/orders.pem", key: "/keys/orders.key" },
        },
      },
    },
  )
}

describe("routes/certificate_unmounted", () => {
  it("refuses each file that the proxy does not have", () => {
    expect(findings(routesCertificateUnmounted, shop([{ source: "/etc/ssl", target: "/certificates" }]))).toEqual([
      {
        message: "/keys/orders.key is in no mount of shop.caddy.",
        path: "/routes/orders/tls/key",
        found: "/keys/orders.key",
        notes: [{ message: "the proxy is declared there", path: "/hosts/shop/services/caddy" }],
        help: "Add a mount to shop.caddy whose target holds it, `readOnly`.",
        environments: ["staging"],
      },
    ])
    expect(findings(routesCertificateUnmounted, shop([]))).toHaveLength(2)
  })

  it("keeps quiet where a folder or the file itself is mounted", () => {
    const mounts = [
      { source: "/etc/ssl", target: "/certificates" },
      { source: "/etc/orders.key", target: "/keys/orders.key" },
    ]
    expect(findings(routesCertificateUnmounted, shop(mounts))).toEqual([])
  })

  it("keeps quiet about other certificates, and an image that is built with them", () => {
    const topology = shop([])
    topology.hosts.shop.services.caddy.build = { context: "../caddy" }
    expect(findings(routesCertificateUnmounted, topology)).toEqual([])

    const automatic = shop([])
    automatic.routes.orders.tls = "automatic"
    expect(findings(routesCertificateUnmounted, automatic)).toEqual([])
  })
})
