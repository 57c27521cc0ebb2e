import type { CaddyLine } from "./config.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"

/** The order in which Caddy 2.11 runs the handlers of a site: its documentation of directives has it. */
export const defaultOrder: readonly string[] = [
  "tracing",
  "map",
  "vars",
  "fs",
  "root",
  "log_append",
  "skip_log",
  "log_skip",
  "log_name",
  "log_level",
  "header",
  "copy_response_headers",
  "request_body",
  "timeouts",
  "redir",
  "method",
  "rewrite",
  "uri",
  "try_files",
  "basicauth",
  "basic_auth",
  "forward_auth",
  "request_header",
  "encode",
  "push",
  "intercept",
  "templates",
  "invoke",
  "handle",
  "handle_path",
  "route",
  "abort",
  "error",
  "copy_response",
  "respond",
  "metrics",
  "reverse_proxy",
  "php_fastcgi",
  "file_server",
  "acme_server",
]

/** The directives that are no handlers. */
export const otherDirectives: readonly string[] = ["bind", "tls", "log", "handle_errors"]

const known: ReadonlySet<string> = new Set([...defaultOrder, ...otherDirectives])

/** Whether Caddy has a directive without any plugin. */
export function isKnownDirective(name: string): boolean {
  return known.has(name)
}

/** Applies an `order` option to the order so far; one that Caddy would refuse is told of and changes nothing. */
export function applyOrder(order: readonly string[], line: CaddyLine, problems: Problems): readonly string[] {
  const [directive, place, other, ...more] = line.args
  if (directive === undefined || place === undefined) {
    problems.add("`order` names a directive and where it goes", line.name.position)
    return order
  }
  // A plugin's directive is told of where it is used.
  const rest = order.filter((name) => name !== directive.text)
  const relative = place.text === "before" || place.text === "after"
  if (!relative && place.text !== "first" && place.text !== "last") {
    problems.add(`\`order\` has first, last, before and after, not ${shown(place.text)}`, place.position)
    return order
  }
  const surplus = relative ? more[0] : other
  if (surplus !== undefined) problems.add("`order` has an argument too many", surplus.position)
  if (!relative) return place.text === "first" ? [directive.text, ...rest] : [...rest, directive.text]
  const at = other === undefined ? -1 : rest.indexOf(other.text)
  if (other === undefined || at === -1) {
    problems.add("`order` goes before or after a directive that is ordered", (other ?? place).position)
    return order
  }
  return rest.toSpliced(place.text === "before" ? at : at + 1, 0, directive.text)
}
