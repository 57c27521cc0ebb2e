import type {
  CaddyHandler,
  CaddyMatcher,
  CaddyMatcherSet,
  CaddyNamedRoute,
  CaddyRoute,
} from "../../formats/caddyfile/config.js"
import { isRange } from "../../formats/caddyfile/ip.js"
import type { Branch, Condition, Stated, Step } from "../network.js"

/** What requests of a site come to which end: one branch for each handler that may end a request, errors aside, and for each matcher. */
export function branchesOf(
  routes: readonly CaddyRoute[],
  named: ReadonlyMap<string, CaddyNamedRoute>,
): readonly Branch[] {
  const branches: Branch[] = []
  let left = MOST_INVOKED
  const walk = (all: readonly CaddyRoute[], above: Way): void => {
    let way = above
    for (const { matchers, handlers } of all) {
      const [set] = matchers
      const own: Way = set === undefined ? way : passed(way, set)
      // What is done on the way to some requests only, or leaves them without an answer, is told by one of them.
      const [first] = handlers
      if (set !== undefined && first !== undefined && !ENDS.has(first.kind))
        branches.push({ steps: own.steps, end: first, goesOn: true, position: set.position, blind: own.blind })
      let inside = own
      for (const handler of handlers) {
        if (handler.kind === "subroute") walk(handler.routes, inside)
        else if (handler.kind === "invoke" && left-- > 0) walk(named.get(handler.name)?.routes ?? [], inside)
        else if (ENDS.has(handler.kind))
          branches.push({
            steps: inside.steps,
            end: handler,
            goesOn: false,
            position: handler.position,
            blind: inside.blind,
          })
        inside = { ...inside, prefix: inside.prefix + cutBy(handler) }
      }
      // What is cut off for all that come by is cut off for the routes that follow.
      if (set === undefined) way = { ...way, prefix: inside.prefix }
    }
  }
  walk(routes, { steps: [], prefix: "", blind: undefined })
  return branches
}

interface Way {
  readonly steps: readonly Step[]
  readonly prefix: string
  readonly blind: Stated<string> | undefined
}

/** Named routes may run each other. */
const MOST_INVOKED = 256

const ENDS: ReadonlySet<CaddyHandler["kind"]> = new Set([
  "abort",
  "acme_server",
  "error",
  "file_server",
  "metrics",
  "redirect",
  "respond",
  "reverse_proxy",
])

function passed({ steps, prefix, blind }: Way, { matchers }: CaddyMatcherSet): Way {
  const unseen = matchers.find(isBlind)
  return {
    steps: [...steps, { ...conditionOf(matchers), prefix }],
    prefix,
    blind: blind ?? (unseen === undefined ? undefined : { value: unseen.kind, position: unseen.position }),
  }
}

/** Matchers that are decided for a request, and that none can be made up for. */
const BLIND: ReadonlySet<CaddyMatcher["kind"]> = new Set(["path_regexp", "header_regexp"])

/** Ranges that are none, or that only the run knows, are not told apart from each other. */
function isBlind(matcher: CaddyMatcher): boolean {
  const isOfAddresses = matcher.kind === "remote_ip" || matcher.kind === "client_ip"
  return BLIND.has(matcher.kind) || (isOfAddresses && !matcher.ranges.every(isRange))
}

function cutBy(handler: CaddyHandler): string {
  return handler.kind === "rewrite" && handler.change.kind === "strip_prefix" && !handler.change.value.includes("{")
    ? handler.change.value
    : ""
}

function conditionOf(matchers: readonly CaddyMatcher[]): Condition {
  const condition = { paths: [], methods: [], headers: [], ranges: [], query: [], not: [] } as {
    -readonly [K in keyof Condition]: Condition[K][number][]
  }
  for (const matcher of matchers) {
    switch (matcher.kind) {
      case "path":
        condition.paths.push(...matcher.patterns)
        break
      case "method":
        condition.methods.push(...matcher.values)
        break
      case "header":
        for (const [name, values] of matcher.fields)
          for (const value of values ?? [null]) condition.headers.push({ name: name.toLowerCase(), value })
        break
      case "query":
        for (const [name, values] of matcher.fields)
          for (const value of values ?? []) condition.query.push({ name, value })
        break
      case "remote_ip":
      case "client_ip":
        condition.ranges.push(...matcher.ranges.filter(isRange))
        break
      case "not":
        condition.not.push(...matcher.sets.map((set) => conditionOf(set.matchers)))
        break
      default:
    }
  }
  return condition
}
