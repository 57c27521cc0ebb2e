import type { Match } from "../../core/estate.js"
import { type CaddyArgument, type Directive, directive, namedMatcher } from "../../formats/caddyfile.js"
import { child } from "../../schema/pointer.js"
import type { Words } from "./words.js"

/** Whether a handler takes every request. */
export function isUnconditional(match: Match | undefined): boolean {
  return match === undefined || countConditions(match) === 0
}

/** The matcher of a `handle` block: one path stands in its own line, all else gets a name and a definition above it. */
export function matcherOf(
  match: Match | undefined,
  context: { readonly words: Words; readonly matcherNames: Set<string> },
): { readonly definition: Directive | undefined; readonly matcher: CaddyArgument | undefined } {
  if (match === undefined || isUnconditional(match)) return { definition: undefined, matcher: undefined }
  const { words } = context
  const [path] = match.paths
  if (path !== undefined && match.paths.length === 1 && countConditions(match) === 1) {
    return { definition: undefined, matcher: words.expands(origin(match, "path"), path) }
  }
  const name = freeName(nameFor(match), context.matcherNames)
  const lines = conditions(match, words)
  const [only] = lines
  const definition =
    lines.length === 1 && only !== undefined && only.body === undefined
      ? namedMatcher(only.origin, name, [only.name as string, ...only.args])
      : namedMatcher(match.path, name, { all: lines })
  return { definition, matcher: `@${name}` }
}

function countConditions({ paths, methods, headers, remote, not }: Match): number {
  return (
    (paths.length > 0 ? 1 : 0) +
    (methods.length > 0 ? 1 : 0) +
    headers.length +
    (remote.length > 0 ? 1 : 0) +
    (not === undefined ? 0 : 1)
  )
}

/** All conditions of a matcher, each on a line; all of them must hold. */
function conditions(match: Match, words: Words): readonly Directive[] {
  const { paths, methods, headers, remote, not } = match
  const path = origin(match, "path")
  return [
    ...(paths.length === 0
      ? []
      : [
          directive(
            path,
            "path",
            paths.map((one) => words.expands(path, one)),
          ),
        ]),
    ...(methods.length === 0 ? [] : [directive(origin(match, "method"), "method", methods)]),
    ...headers.map(({ name, value }) => {
      const place = child(origin(match, "header"), name)
      return directive(place, "header", [words.headerName(place, name), words.expands(place, value)])
    }),
    // The client's own address, also where trusted proxies stand before Caddy.
    ...(remote.length === 0 ? [] : [directive(origin(match, "remote"), "client_ip", remote)]),
    ...(not === undefined ? [] : [negation(not, words)]),
  ]
}

function negation(not: Match, words: Words): Directive {
  const lines = conditions(not, words)
  const [only] = lines
  // What excludes everything leaves nothing.
  if (only === undefined) return directive(not.path, "not", ["path", "*"])
  return lines.length === 1 && only.body === undefined
    ? directive(only.origin, "not", [only.name, ...only.args])
    : directive(not.path, "not", [], lines)
}

/** A name that says what it matches: `/api/v1/*` → `api-v1`. */
function nameFor({ paths, methods, headers, remote }: Match): string {
  const [path] = paths
  if (path !== undefined) return slug(path) || "path"
  if (methods[0] !== undefined) return methods[0].toLowerCase()
  if (headers[0] !== undefined) return slug(headers[0].name) || "header"
  return remote.length > 0 ? "client" : "others"
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
}

function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`
  taken.add(free)
  return free
}

function origin(match: Match, field: string): string {
  return match.sources[field] ?? match.path
}
