import { describe, expect, it } from "vitest"
import { routesRedirectLoop } from "../../core/rules/routes-redirect-loop.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (routes: Loose) => bakery({ caddy: CADDY, orders: { ports: { http: 8000 } } }, { routes })
const loops = (routes: Loose) => findings(routesRedirectLoop, shop(routes))
const on = (host: unknown, ...handle: readonly Loose[]) => ({ host, proxy: "shop.caddy", handle })
const to = (redirect: unknown, ...path: readonly string[]) => ({
  ...(path.length > 0 ? { match: { path } } : {}),
  redirect,
})
const REST = { to: "shop.orders" }

describe("routes/redirect_loop", () => {
  it("refuses two routes that lead to each other", () => {
    expect(
      loops({
        orders: on("bakery.example", to({ route: "www" })),
        www: on("www.bakery.example", to({ route: "orders" })),
      }),
    ).toEqual([
      {
        message:
          "A redirect of the route orders leads back to itself: https://bakery.example/ → https://www.bakery.example/ → https://bakery.example/.",
        path: "/routes/orders/handle/0/redirect",
        found: "https://bakery.example/ → https://www.bakery.example/ → https://bakery.example/",
        notes: [{ message: "the route www redirects there", path: "/routes/www/handle/0/redirect" }],
        help: "Let one of these answer instead of redirecting.",
        environments: ["staging"],
      },
    ])
  })

  it.each<readonly [string, Loose]>([
    ["a path that everything leads to, itself included", { orders: on("bakery.example", to("/closed")) }],
    ["a URL of localhost with a port", { orders: on("localhost:8080", to("http://localhost:8080/a")) }],
    ["a URL of its own", { orders: on("bakery.example", to("https://bakery.example/menu?a=b#c")) }],
    [
      "a second name that is served too",
      { orders: on(["bakery.example", "www.bakery.example"], to("https://www.bakery.example")) },
    ],
    ["a path that leads below itself", { orders: on("bakery.example", to("/menu/today", "/Menu/*"), REST) }],
    [
      "a path in a handler of handlers",
      { orders: on("bakery.example", { match: { path: ["/a/*"] }, handle: [to("/a/b")] }, REST) },
    ],
    ["plain HTTP, which Caddy answers with HTTPS", { orders: on("bakery.example", to("http://bakery.example/a")) }],
    [
      "HTTPS of a name that the CDN asks for over HTTP",
      { orders: { ...on("bakery.example", to("https://bakery.example/a")), tls: "off", exposure: "cdn" } },
    ],
  ])("refuses %s", (_, routes) => {
    expect(loops(routes)).toHaveLength(1)
  })

  it("follows a name that a wildcard takes, and one with a dot at its end", () => {
    expect(loops({ orders: on("*.bakery.example", to("https://www.bakery.example/menu")) })).toMatchObject([
      { found: "https://www.bakery.example/menu → https://www.bakery.example/menu" },
    ])
    expect(loops({ orders: on("bakery.example", to("https://bakery.example./menu")) })).toHaveLength(1)
    const www = on("www.bakery.example", REST)
    expect(loops({ orders: on("*.bakery.example", to("https://www.bakery.example/menu")), www })).toEqual([])
    expect(loops({ orders: on("*.bakery.example", to("https://bakery.example/menu")) })).toEqual([])
    expect(loops({ orders: on("*.bakery.example", to("https://a.b.bakery.example/menu")) })).toEqual([])
  })

  it("tells a circle once, also to those that lead into it", () => {
    const circle = {
      a: on("a.example", to({ route: "b" })),
      b: on("b.example", to({ route: "c" })),
      c: on("c.example", to({ route: "b" })),
    }
    expect(loops(circle)).toMatchObject([{ path: "/routes/b/handle/0/redirect" }])
  })

  it.each<readonly [string, Loose]>([
    ["leads to what answers", { orders: on("bakery.example", to("/menu", "/old"), REST) }],
    ["leads out of what it takes", { orders: on("bakery.example", to("/menu", "/old/*"), REST) }],
    ["leads elsewhere", { orders: on("bakery.example", to("https://flour.example/")) }],
    [
      "leads from a name to another",
      { www: on("www.bakery.example", to({ route: "orders" })), orders: on("bakery.example", REST) },
    ],
    ["leads to another port", { orders: { ...on("bakery.example", to("https://bakery.example/")), tls: "off" } }],
    [
      "swaps two paths that something else answers",
      { orders: on("bakery.example", to("/b", "/a"), to("/c", "/b"), REST) },
    ],
    [
      "depends on a header",
      { orders: on("bakery.example", { match: { header: { Accept: "x" } }, redirect: "/a" }, REST) },
    ],
    [
      "depends on what must not hold",
      { orders: on("bakery.example", { match: { not: { path: ["/a"] } }, redirect: "/a" }, REST) },
    ],
    [
      "has another path by then",
      { orders: on("bakery.example", { match: { path: ["/a/*"] }, strip: "/a", handle: [to("/a/b")] }, REST) },
    ],
    ["has a wildcard within its path", { orders: on("bakery.example", to("/a/b/c", "/a/*/c"), REST) }],
    ["has an escape in its path", { orders: on("bakery.example", to("/%C3%A9", "/%C3%A9"), REST) }],
    ["goes to no URL at all", { orders: on("bakery.example", to("https://:", "/a"), REST) }],
  ])("keeps quiet when a redirect %s", (_, routes) => {
    expect(loops(routes)).toEqual([])
  })

  it("keeps quiet behind a handler that a method, or a method and a header, decide about", () => {
    const answered = (match: object) =>
      loops({ orders: on("bakery.example", { match, respond: "Closed" }, to("/closed")) })
    expect(answered({ method: ["GET"] })).toEqual([])
    expect(answered({ method: ["GET"], header: { "X-Oven": "cold" } })).toEqual([])
  })
})
