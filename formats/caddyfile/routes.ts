import type { CaddyHandler, CaddyLine, CaddyRoute } from "./config.js"
import { sortLikeGo } from "./go-sort.js"
import { readHandler } from "./handlers.js"
import { matcherKey, type NamedMatchers, readNamedMatchers } from "./matchers.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"
import type { Result, Scope } from "./scope.js"

/** What the directives of one Caddyfile share. */
export interface RouteReading {
  /** The order of directives. */
  readonly order: readonly string[]
  /** The names of the routes that `invoke` can run. */
  readonly routeNames: ReadonlySet<string>
  /** Where mistakes are told of. */
  readonly problems: Problems
}

/** Reads blocks of handlers into the routes that Caddy makes of them. */
export class RouteReader {
  readonly #reading: RouteReading
  readonly #places: ReadonlyMap<string, number>
  readonly #common: Omit<Scope, "matchers">
  #groups = 0
  #upstreams = 100_000

  constructor(reading: RouteReading) {
    this.#reading = reading
    this.#places = new Map(reading.order.map((name, index) => [name, index]))
    this.#common = {
      problems: reading.problems,
      routeNames: reading.routeNames,
      block: (lines, around, ordered) => this.read(lines, around, ordered),
      nextGroup: () => this.#groups++,
      spendUpstreams: (count) => {
        this.#upstreams -= count
        return this.#upstreams >= 0
      },
    }
  }

  /**
   * The routes of a block, sorted as directives are and then by their matchers; with `ordered` false as they stand. Handlers of plugins
   * that no `order` option speaks of come before all others.
   */
  read(lines: readonly CaddyLine[], outer: NamedMatchers | undefined, ordered: boolean): readonly CaddyRoute[] {
    const scope: Scope = { ...this.#common, matchers: readNamedMatchers(lines, outer, this.#reading.problems) }
    const results: Result[] = []
    for (const line of lines) {
      if (!line.name.text.startsWith("@")) for (const result of readHandler(line, scope)) results.push(result)
    }
    return consolidated(this.#grouped(ordered ? this.#sorted(results) : results))
  }

  #sorted(results: readonly Result[]): readonly Result[] {
    for (const { directive, routes } of results) {
      const [first] = routes
      if (this.#places.has(directive) || first === undefined || first.handlers[0]?.kind === "opaque") continue
      this.#reading.problems.add(`\`${shown(directive)}\` has no place in the order of directives`, first.position)
    }
    if (results.length < 2) return results
    return sortLikeGo(results.map(sortable), (left, right) => this.#isBefore(left, right)).map(({ result }) => result)
  }

  #isBefore(left: Sortable, right: Sortable): boolean {
    const { directive } = left.result
    if (directive !== right.result.directive) {
      return (this.#places.get(directive) ?? -1) < (this.#places.get(right.result.directive) ?? -1)
    }
    // Of variables the last one that matches wins, so the most specific comes last.
    return directive === "vars" || directive === "log_level" ? isMoreSpecific(right, left) : isMoreSpecific(left, right)
  }

  /** Some directives exclude each other: of their routes one is taken. A rewrite is never joined with what is not one. */
  #grouped(results: readonly Result[]): readonly CaddyRoute[] {
    const [only, another] = results
    if (only !== undefined && another === undefined && only.directive !== "rewrite") return only.routes
    const groups = new Map<string, number>()
    const counts = new Map<string, number>()
    for (const { directive } of results) counts.set(directive, (counts.get(directive) ?? 0) + 1)
    for (const name of ["handle", "rewrite", "root"]) {
      if ((counts.get(name) ?? 0) > 1 || name === "rewrite") groups.set(name, this.#groups++)
    }
    const all: CaddyRoute[] = []
    for (const { directive, routes } of results) {
      const group = groups.get(directive)
      for (const route of routes) all.push(group === undefined ? route : { ...route, group })
    }
    return all
  }
}

interface Sortable {
  readonly result: Result
  /** The only path of the only matcher set; empty when there is none. */
  readonly path: string
  readonly hasMatcher: boolean
}

function sortable(result: Result): Sortable {
  const [route] = result.routes
  const [set, another] = route?.matchers ?? []
  const paths = another === undefined ? set?.matchers.find(({ kind }) => kind === "path") : undefined
  const [path, more] = paths?.kind === "path" ? paths.patterns : []
  return { result, path: more === undefined ? (path ?? "") : "", hasMatcher: set !== undefined }
}

/** Longer paths first, then by the letter; a path before the same with a wildcard; with a matcher before without. */
function isMoreSpecific(left: Sortable, right: Sortable): boolean {
  if (left.result.bundle || right.result.bundle) return false
  if (left.path === "" || right.path === "") return left.hasMatcher && !right.hasMatcher
  const [mine, other] = [left.path.replace(/\*$/, ""), right.path.replace(/\*$/, "")]
  if (mine === other) return left.path.length < right.path.length
  const difference = Buffer.byteLength(mine) - Buffer.byteLength(other)
  return difference === 0 ? Buffer.compare(Buffer.from(mine), Buffer.from(other)) < 0 : difference > 0
}

/** Neighbours that hold for the same requests are one route. */
function consolidated(routes: readonly CaddyRoute[]): readonly CaddyRoute[] {
  const joined: (CaddyRoute & { readonly handlers: CaddyHandler[] })[] = []
  let key = ""
  for (const route of routes) {
    const previous = joined.at(-1)
    const own = routes.length > 1 ? matcherKey(route.matchers) : ""
    if (previous !== undefined && previous.group === route.group && key === own) {
      for (const handler of route.handlers) previous.handlers.push(handler)
    } else joined.push({ ...route, handlers: [...route.handlers] })
    key = own
  }
  return joined
}
