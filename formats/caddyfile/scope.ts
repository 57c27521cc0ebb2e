import type { Position } from "../position.js"
import type { CaddyHandler, CaddyLine, CaddyMatcherSet, CaddyRoute } from "./config.js"
import type { NamedMatchers } from "./matchers.js"
import type { Problems } from "./problems.js"

/** What is known where a directive stands. */
export interface Scope {
  /** The named matchers that can be spoken of. */
  readonly matchers: NamedMatchers
  /** Where mistakes are told of. */
  readonly problems: Problems
  /** Reads the directives of a block inside of a directive, in the order in which Caddy runs them; `route` keeps that of the source. */
  readonly block: (lines: readonly CaddyLine[], matchers: NamedMatchers, ordered: boolean) => readonly CaddyRoute[]
  /** A number for a group of routes of which one is taken. */
  readonly nextGroup: () => number
  /** The names of the routes that `invoke` can run. */
  readonly routeNames: ReadonlySet<string>
  /** Takes upstreams off what a file may have; false when that is used up. */
  readonly spendUpstreams: (count: number) => boolean
}

/** Routes that a directive makes. */
export interface Result {
  /** The directive by which they are sorted. */
  readonly directive: string
  /** Mostly one. */
  readonly routes: readonly CaddyRoute[]
  /** Whether the routes stay together, and their matchers are not looked at when directives are sorted. */
  readonly bundle: boolean
}

/** A directive whose matcher is taken off. */
export interface Directive {
  /** Its name and what follows the matcher. */
  readonly line: CaddyLine
  /** As written. */
  readonly whole: CaddyLine
  /** Empty for a directive that runs for every request. */
  readonly matchers: readonly CaddyMatcherSet[]
  /** That of its name. */
  readonly position: Position
}

/** A route of its own. */
export function routeOf(
  matchers: readonly CaddyMatcherSet[],
  handler: CaddyHandler,
  group: number | undefined = undefined,
): CaddyRoute {
  return { matchers, group, handlers: [handler], position: handler.position }
}
