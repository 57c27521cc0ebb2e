import type { Handler, Route } from "../estate.js"
import { example } from "../example.js"
import { covers, parts, takesAll } from "../matches.js"
import type { Finding, Rule } from "../rule.js"

/** Handlers are tried in order: what the ones before a handler take, it is never asked for. */
export const routesUnreachable: Rule = {
  code: "routes/unreachable",
  severity: "error",
  summary: "A handler stands after others that take every request that it would.",
  *check({ environments }) {
    for (const { routes } of environments) for (const route of routes) yield* unreachable(route.handlers, route)
  },
  explain: () => ({
    why: `The first handler that matches a request answers it; the others are not asked. A handler whose requests all go to earlier ones
does nothing, and whoever wrote it believes that it does: a password that is never asked for, an upload limit that never applies.

Paths, methods, headers and client ranges are compared; where it can't be proved that nothing is left, nothing is said.`,
    source: {
      title: "Caddy: handle, which are mutually exclusive",
      url: "https://caddyserver.com/docs/caddyfile/directives/handle",
    },
    failing: orders("/orders/*", "/orders/bulk"),
    passing: orders("/orders/bulk", "/orders/*"),
  }),
}

function* unreachable(handlers: readonly Handler[], route: Route): Iterable<Finding> {
  const earlier: Handler[] = []
  for (const handler of handlers) {
    const takers = takersOf(handler, earlier)
    if (takers === undefined) {
      earlier.push(handler)
      if (handler.answer.kind === "handle") yield* unreachable(handler.answer.handlers, route)
    } else yield finding(handler, takers, route)
  }
}

/** The earlier handlers that take all that a handler would; undefined where something may be left for it. */
function takersOf({ match }: Handler, earlier: readonly Handler[]): readonly Handler[] | undefined {
  if (earlier.length === 0) return undefined
  const takers = new Set<Handler>()
  for (const part of parts(match)) {
    const taker = earlier.find((one) => covers(one.match, part))
    if (taker === undefined) return undefined
    takers.add(taker)
  }
  return [...takers]
}

function finding(handler: Handler, takers: readonly Handler[], route: Route): Finding {
  const all = takers.every(({ match }) => takesAll(match))
  const taking = all ? "the handler that takes every request" : "a handler that takes what it would"
  return {
    message: `A handler of the route ${route.name} is never asked: ${all ? "the one before it takes every request" : "those before it take every request that it would"}.`,
    path: handler.path === route.path ? (handler.sources.to ?? handler.path) : handler.path,
    notes: takers.map(({ path }) => ({ message: taking, path })),
    help: all ? "Put it first, or say with `match` what the other one takes." : "Put it first, or remove it.",
    environments: [route.environment],
  }
}

function orders(first: string, second: string): string {
  return example({
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: {
      orders: `
host: staging.bakery.example
handle:
  - { match: { path: [${first}] }, to: shop.orders }
  - { match: { path: [${second}] }, to: shop.orders, bodyLimit: 50 MB }`,
    },
  })
}
