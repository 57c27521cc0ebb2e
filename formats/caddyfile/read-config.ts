import type { ReadProblem } from "../position.js"
import { type CaddyBlocks, readBlocks } from "./blocks.js"
import type { CaddyConfig, CaddyNamedRoute, CaddyRoute } from "./config.js"
import { readOptions } from "./options.js"
import { Problems } from "./problems.js"
import { CaddyRefusal, shown } from "./refusal.js"
import { RouteReader } from "./routes.js"
import { serversOf } from "./servers.js"
import { readSite } from "./sites.js"

/** What is read. */
export interface CaddyInput {
  /** The Caddyfile's path, as positions name it; what it imports is found relative to its folder. */
  readonly path: string
  /** Its text. */
  readonly content: string
  /**
   * The variables that are set where Caddy reads the file. One whose value is undefined is set to something that is not told: it stays
   * in the text as `{$NAME}`, and what depends on it cannot be decided.
   */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The text of a file that is imported, or undefined when there is none. Without it every import of a file is reported. */
  readonly read?: ((path: string) => string | undefined) | undefined
  /** The paths that a glob such as `/etc/caddy/sites/*.caddy` matches, in any order. Without it every glob is reported. */
  readonly list?: ((pattern: string) => readonly string[]) | undefined
}

/** What came of it. */
export interface CaddyConfigReading {
  /** What the file means; undefined when its blocks cannot be told apart, or an import cannot be followed. */
  readonly config: CaddyConfig | undefined
  /** What Caddy would refuse, and what is not understood, by place in the source; what they stand in is in the config all the same. */
  readonly problems: readonly ReadProblem[]
}

/**
 * Reads a Caddyfile and what it imports, as Caddy 2.11 does.
 *
 * Never throws and takes no longer than the text, whatever it is; deep nesting and imports without end are refused. It is stricter than
 * Caddy where Caddy goes on with something nobody means: a quote that is never closed, a `}` that shares its line or closes nothing.
 */
export function readCaddyConfig(input: CaddyInput): CaddyConfigReading {
  const problems = new Problems()
  try {
    const config = readConfig(readBlocks(input), problems)
    return { config, problems: problems.all() }
  } catch (error) {
    if (!(error instanceof CaddyRefusal)) throw error
    problems.add(error.message, error.position)
    return { config: undefined, problems: problems.all() }
  }
}

function readConfig(blocks: CaddyBlocks, problems: Problems): CaddyConfig {
  const options = readOptions(blocks.globalOptions, problems)
  const routeNames = new Set(blocks.namedRoutes.map(({ name }) => name.text))
  const routes = new RouteReader({ order: options.order, routeNames, problems })
  const namedRoutes = new Map<string, CaddyNamedRoute>()
  for (const { name, lines } of blocks.namedRoutes) {
    if (namedRoutes.has(name.text)) problems.add(`The named route ${shown(name.text)} is defined twice`, name.position)
    const read = routes.read(lines, undefined, true)
    namedRoutes.set(name.text, { name: name.text, routes: simplified(read), position: name.position })
  }
  const sites = blocks.sites.map((block) => readSite(block, { options, routes, problems }))
  return { options, sites, servers: serversOf(sites, options, problems), namedRoutes }
}

/** Of a named route that is one route for all requests Caddy 2.11 keeps the first handler, and no other. */
function simplified(routes: readonly CaddyRoute[]): readonly CaddyRoute[] {
  const [only, another] = routes
  if (only === undefined || another !== undefined || only.matchers.length > 0) return routes
  return [{ ...only, handlers: only.handlers.slice(0, 1) }]
}
