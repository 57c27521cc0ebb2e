import type { Environment, Handler, Route } from "../estate.js"
import { example } from "../example.js"
import { covers, excludes, parts, takesAll, takesNone } from "../matches.js"
import type { Finding, Rule } from "../rule.js"

/** Handlers are tried in order: what the ones before a handler take, it is never asked for. */
export const routesUnreachable: Rule = {
  code: "routes/unreachable",
  severity: "error",
  summary: "A handler is never asked: others before it take all that it would, or its conditions exclude each other.",
  *check({ environments }) {
    const presence = presenceOf(environments)
    for (const { routes } of environments)
      for (const route of routes) yield* unreachable(route.handlers, { route, presence, around: [] })
  },
  explain: () => ({
    why: `The first handler that matches a request answers it; the others are not asked. A handler whose requests all go to earlier ones
does nothing, and whoever wrote it believes that it does: a password that is never asked for, an upload limit that never applies.

Nor is one whose conditions exclude each other: a \`not\` of the same path, or a path that is outside of what the handler around it takes.

Paths, methods, headers and client ranges are compared; where it can't be proved that nothing is left, nothing is said. A handler that
\`only\` keeps to some environments takes nothing from one that is in others too.`,
    source: {
      title: "Caddy: handle, which are mutually exclusive",
      url: "https://caddyserver.com/docs/caddyfile/directives/handle",
    },
    failing: orders("/orders/*", "/orders/bulk"),
    passing: orders("/orders/bulk", "/orders/*"),
  }),
}

/** The environments that each handler is in, by its place. */
type Presence = ReadonlyMap<string, ReadonlySet<string>>

interface Context {
  readonly route: Route
  readonly presence: Presence
  /** The handlers that a handler stands in, as far as they look at the same path. */
  readonly around: readonly Handler[]
}

function presenceOf(environments: readonly Environment[]): Presence {
  const presence = new Map<string, Set<string>>()
  const add = (handlers: readonly Handler[], environment: string): void => {
    for (const { path, answer } of handlers) {
      const known = presence.get(path)
      if (known === undefined) presence.set(path, new Set([environment]))
      else known.add(environment)
      if (answer.kind === "handle") add(answer.handlers, environment)
    }
  }
  for (const { name, routes } of environments) for (const { handlers } of routes) add(handlers, name)
  return presence
}

/** What one environment puts before a handler, such as a login, takes nothing from it where it is not. */
function* unreachable(handlers: readonly Handler[], context: Context): Iterable<Finding> {
  const { route, presence } = context
  const earlier: Handler[] = []
  for (const handler of handlers) {
    const own = presence.get(handler.path)!
    const everywhere = earlier.filter(({ path }) => isWithin(own, presence.get(path)!))
    const takers = takersOf(handler, everywhere)
    const against = contradiction(handler, context.around)
    if (against !== undefined) yield impossible(handler, against, route)
    else if (takers === undefined) {
      earlier.push(handler)
      if (handler.answer.kind === "handle")
        yield* unreachable(handler.answer.handlers, { ...context, around: aroundIn(handler, context.around) })
    } else yield finding(handler, takers, route)
  }
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  for (const one of some) if (!all.has(one)) return false
  return true
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

/** Past a handler that changes the path, those around it say nothing of the path that is asked for then. */
function aroundIn(handler: Handler, around: readonly Handler[]): readonly Handler[] {
  return handler.strip === undefined && handler.rewrite === undefined ? [...around, handler] : []
}

/** What a handler's matcher can't be reconciled with: itself, or a handler around it. */
function contradiction(handler: Handler, around: readonly Handler[]): Handler | undefined {
  const { match } = handler
  if (match === undefined) return undefined
  if (takesNone(match)) return handler
  return around.find((one) => one.match !== undefined && excludes(one.match, match))
}

function impossible(handler: Handler, against: Handler, route: Route): Finding {
  const itself = against === handler
  return {
    message: `A handler of the route ${route.name} is never asked: ${itself ? "what it takes, its `not` excludes" : "the handler around it takes nothing of what it would"}.`,
    path: placeOf(handler),
    ...(itself ? {} : { notes: [{ message: "the handler around it takes this", path: placeOf(against) }] }),
    help: itself ? "Remove the condition that excludes it." : "Move it out, or correct one of the two matchers.",
    environments: [route.environment],
  }
}

function placeOf({ match, path }: Handler): string {
  return match?.path ?? path
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
