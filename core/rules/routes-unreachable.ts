import type { Handler, Route } from "../estate.js"
import type { Finding, Rule } from "../rule.js"

/** Handlers are tried in order: after one that takes everything, none is asked. */
export const routesUnreachable: Rule = {
  code: "routes/unreachable",
  severity: "error",
  summary: "A handler stands after one that takes every request.",
  *check({ environments }) {
    for (const { routes } of environments) for (const route of routes) yield* unreachable(route.handlers, route)
  },
}

function* unreachable(handlers: readonly Handler[], route: Route): Iterable<Finding> {
  const last = handlers.findIndex(({ match }) => match === undefined)
  for (const handler of last === -1 ? [] : handlers.slice(last + 1)) {
    yield {
      message: `A handler of the route ${route.name} is never asked: the one before it takes every request.`,
      path: handler.path === route.path ? (handler.sources.to ?? handler.path) : handler.path,
      notes: [{ message: "the handler that takes every request", path: handlers[last]!.path }],
      help: "Put it first, or say with `match` what the other one takes.",
      environments: [route.environment],
    }
  }
  for (const { answer } of handlers) if (answer.kind === "handle") yield* unreachable(answer.handlers, route)
}
