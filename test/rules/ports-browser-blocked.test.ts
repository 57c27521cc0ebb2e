import { describe, expect, it } from "vitest"
import { BROWSER_BLOCKED_PORTS } from "../../core/port-facts.js"
import { portsBrowserBlocked } from "../../core/rules/ports-browser-blocked.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const shop = (port: object) => bakery({ orders: { ports: { http: port } } })

describe("ports/browser_blocked", () => {
  it("refuses HTTP where no browser asks for it", () => {
    expect(findings(portsBrowserBlocked, shop({ port: 8000, publish: 6000, exposure: "host" }))).toEqual([
      {
        message: "Port http of shop.orders serves http on 6000, which browsers refuse to open.",
        path: "/hosts/shop/services/orders/ports/http/publish",
        found: "6000",
        help: "Publish it on another port, such as 8080 or 8443.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses a route on localhost at its host", () => {
    const routes = { orders: { host: "localhost:6666", to: "shop.orders" } }
    const topology = bakery({ caddy: CADDY, orders: { ports: { http: 8000 } } }, { routes })
    expect(findings(portsBrowserBlocked, topology)).toMatchObject([{ path: "/routes/orders/host", found: "6666" }])
  })

  it("keeps quiet where no browser comes, and about what is no HTTP", () => {
    expect(findings(portsBrowserBlocked, shop({ port: 6000, exposure: "private" }))).toEqual([])
    expect(findings(portsBrowserBlocked, shop({ port: 6000 }))).toEqual([])
    expect(findings(portsBrowserBlocked, shop({ port: 6000, exposure: "host", protocol: "tcp" }))).toEqual([])
    expect(findings(portsBrowserBlocked, shop({ port: 6000, publish: 6001, exposure: "host" }))).toEqual([])
  })

  it("knows the ports that this machine's own fetch refuses", async () => {
    const asked = [...BROWSER_BLOCKED_PORTS]
    const refused = await Promise.all(
      asked.map((port) =>
        fetch(`http://127.0.0.1:${port}`).catch((error: { readonly cause?: Error }) => error.cause?.message),
      ),
    )
    // Releases of Node before the standard's last two ports know all others.
    const known = asked.filter((_, index) => refused[index] === "bad port")
    expect(asked.filter((port) => !known.includes(port) && port !== 4190 && port !== 6679)).toEqual([])
  })
})
