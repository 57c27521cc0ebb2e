import { describe, expect, it } from "vitest"
import { portsAddress } from "../../core/rules/ports-address.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("ports/address", () => {
  const found = (port: object, environment: object = {}) =>
    findings(
      portsAddress,
      bakery({ orders: { ports: { http: { port: 8000, ...port } } } }, { environments: { staging: environment } }),
    )

  it("refuses a port of its machine's own on an address that others reach", () => {
    expect(found({ exposure: "host", address: "10.0.0.5" })).toEqual([
      {
        message: "Port http of shop.orders is for its own machine, and published on 10.0.0.5, which others may reach.",
        path: "/hosts/shop/services/orders/ports/http/address",
        found: "10.0.0.5",
        allowed: "127.0.0.1",
        help: "Remove `address`, or choose the exposure of those who are to reach it.",
        environments: ["staging"],
      },
    ])
    for (const address of ["0.0.0.0", "::", "fd00::2", "::ffff:10.0.0.5"])
      expect(found({ exposure: "host", address })).toHaveLength(1)
  })

  it("refuses a port for others on loopback", () => {
    expect(found({ exposure: "private", address: "127.0.0.1" })).toEqual([
      {
        message: "Port http of shop.orders is private, and published on 127.0.0.1, which only its own machine reaches.",
        path: "/hosts/shop/services/orders/ports/http/address",
        found: "127.0.0.1",
        help: "Say `exposure: host`, or remove `address`.",
        environments: ["staging"],
      },
    ])
    for (const address of ["127.8.0.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"]) {
      expect(found({ exposure: "cdn", address })).toHaveLength(1)
      expect(found({ exposure: "public", reason: "Customers order here", address })).toHaveLength(1)
      expect(found({ address })).toHaveLength(1)
    }
  })

  it("keeps quiet where the two agree, nothing or a variable is stated, and on laptops", () => {
    expect(found({ exposure: "host", address: "127.0.0.1" })).toEqual([])
    expect(found({ exposure: "host", address: "::1" })).toEqual([])
    expect(found({ exposure: "private", address: "10.0.0.5" })).toEqual([])
    expect(found({ exposure: "host" })).toEqual([])
    expect(found({ exposure: "host", address: { env: "VPN_ADDRESS", purpose: "Where the VPN listens" } })).toEqual([])
    expect(found({ exposure: "host", address: "10.0.0.5" }, { placements: ["local"] })).toEqual([])
  })
})
