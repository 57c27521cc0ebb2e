import { describe, expect, it } from "vitest"
import { portsBesideFirewall } from "../../core/rules/ports-beside-firewall.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("ports/beside_firewall", () => {
  const found = (address: unknown, more: object = {}, environment: object = {}) =>
    findings(
      portsBesideFirewall,
      bakery(
        { oven: { ports: { http: { port: 8000, exposure: "private", address, ...more } } } },
        { environments: { staging: environment } },
      ),
    )

  it("refuses every address of IPv6", () => {
    expect(found("::")).toEqual([
      {
        message: "Port http of shop.oven is `private` but published on ::, which no firewall rule of IPv4 closes.",
        path: "/hosts/shop/services/oven/ports/http/address",
        found: "::",
        allowed: "an IPv4 address, ::1, or an address of a private network (fc00::/7)",
        help: "Publish it on an IPv4 address, or on one of the private network that is meant.",
        environments: ["staging"],
      },
    ])
  })

  it.each(["2001:db8::7", "0:0:0:0:0:0:0:0", "fec0::1", "::2", "::ffff:192.0.2.7"])("refuses %s", (address) => {
    expect(found(address)).toHaveLength(1)
  })

  it.each(["::1", "0:0:0:0:0:0:0:1", "fd00::7", "fc12:3456::1", "fe80::1", "10.0.0.7", "0.0.0.0", { env: "ADDRESS" }])(
    "keeps quiet about %j",
    (address) => {
      expect(found(address)).toEqual([])
    },
  )

  it("keeps quiet about what is public, and about laptops", () => {
    expect(found("::", { exposure: "public", reason: "Orders" })).toEqual([])
    expect(found("::", {}, { placements: ["local"] })).toEqual([])
  })
})
