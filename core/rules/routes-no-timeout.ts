import type { Handler, Route } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"

/** A connection that lasts has no end of its own: without a timeout, one whose other end is gone is kept until the proxy stops. */
export const routesNoTimeout: Rule = {
  code: "routes/no_timeout",
  severity: "warning",
  summary: "A handler of connections that last has no read timeout.",
  *check({ environments }) {
    for (const { routes } of environments) for (const route of routes) yield* endless(route.handlers, route)
  },
  explain: () => ({
    why: `Websockets and streams stay open for as long as both ends like. When an upstream is gone without saying so (its machine died, a
firewall forgot the connection), nothing more arrives, and Caddy, which waits forever by default, keeps the connection and the client
that waits at it. They add up until no descriptor is free.

\`timeouts: { read: … }\` ends a connection on which the upstream has been silent for so long. Choose more than the time between two
heartbeats of the application.`,
    source: {
      title: "Caddy: reverse_proxy, the http transport's read_timeout, by default none",
      url: "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#the-http-transport",
    },
    failing: shop(""),
    passing: shop("\ntimeouts: { read: 5m }"),
  }),
}

function* endless(handlers: readonly Handler[], route: Route): Iterable<Finding> {
  for (const { answer, websocket, stream, readTimeout, path, sources } of handlers) {
    if (answer.kind === "handle") yield* endless(answer.handlers, route)
    if (!UPSTREAM.has(answer.kind) || (!websocket && !stream) || readTimeout !== undefined) continue
    if (route.proxy === undefined) continue
    const kind = websocket ? "websockets" : "streams"
    yield {
      message: `The route ${route.name} passes on ${kind}, which nothing ends when the other end is gone.`,
      path: sources[websocket ? "websocket" : "stream"] ?? path,
      help: "Add `timeouts: { read: … }`, longer than the time between two heartbeats.",
      environments: [route.environment],
    }
  }
}

/** Answers that come from somebody else: nothing else lasts. */
const UPSTREAM: ReadonlySet<string> = new Set(["service", "external", "vercel", "bucket"])

function shop(timeouts: string): string {
  return example({
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: { orders: `host: staging.bakery.example\nto: shop.orders\nwebsocket: true${timeouts}` },
  })
}
