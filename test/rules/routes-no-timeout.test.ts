import { describe, expect, it } from "vitest"
import { routesNoTimeout } from "../../core/rules/routes-no-timeout.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (route: Loose) =>
  bakery(
    { caddy: CADDY, orders: { ports: { http: 8000 } } },
    { routes: { orders: { host: "bakery.example", to: "shop.orders", ...route } } },
  )

describe("routes/no_timeout", () => {
  it("tells of websockets that nothing ends", () => {
    expect(findings(routesNoTimeout, shop({ websocket: true, timeouts: { dial: "2s" } }))).toEqual([
      {
        message: "The route orders passes on websockets, which nothing ends when the other end is gone.",
        path: "/routes/orders/websocket",
        help: "Add `timeouts: { read: … }`, longer than the time between two heartbeats.",
        environments: ["staging"],
      },
    ])
  })

  it("tells of streams, in handlers of handlers too", () => {
    const handle = [{ match: { path: ["/a/*"] }, handle: [{ to: "shop.orders", stream: true }] }]
    expect(findings(routesNoTimeout, shop({ handle }))).toMatchObject([
      { message: expect.stringContaining("passes on streams"), path: "/routes/orders/handle/0/handle/0/stream" },
    ])
  })

  it("asks what answers from elsewhere, and not what Caddy answers itself", () => {
    const answered = (answer: Loose) => findings(routesNoTimeout, shop({ handle: [{ stream: true, ...answer }] }))
    expect(answered({ match: { path: ["/a"] }, respond: "Closed" })).toEqual([])
    expect(answered({ match: { path: ["/a"] }, redirect: "/b" })).toEqual([])
    const topology = shop({ to: undefined, handle: [{ to: "flour", websocket: true }] })
    topology.externals = { flour: { title: "Flour", hosts: ["flour.example"] } }
    expect(findings(routesNoTimeout, topology)).toHaveLength(1)
  })

  it("keeps quiet when there is a read timeout, its own or its route's, and about plain requests", () => {
    expect(findings(routesNoTimeout, shop({ websocket: true, timeouts: { read: "5m" } }))).toEqual([])
    const handle = [{ match: { path: ["/a/*"] }, to: "shop.orders", stream: true }]
    expect(findings(routesNoTimeout, shop({ handle, timeouts: { read: "5m" } }))).toEqual([])
    expect(findings(routesNoTimeout, shop({}))).toEqual([])
  })
})
