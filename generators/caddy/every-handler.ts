import type { Handler, Route } from "../../core/estate.js"

/** Every handler of a tree, in printed order. */
export function* everyHandler(handlers: Route["handlers"]): Iterable<Handler> {
  for (const handler of handlers) {
    yield handler
    if (handler.answer.kind === "handle") yield* everyHandler(handler.answer.handlers)
  }
}
