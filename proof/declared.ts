import type { AnswerClaim, HandlerClaim, HeaderClaim, LoginClaim, SiteClaim } from "../core/claims.js"
import type { Match } from "../core/estate.js"
import { covers, takesAll } from "../core/matches.js"
import type { CaddyRewrite } from "../formats/caddyfile/config.js"
import { matchesPath } from "../formats/caddyfile/paths.js"
import { freshState, type RequestState, rewritten } from "../formats/caddyfile/request-state.js"
import type { Condition, Step } from "./network.js"
import type { Witness } from "./witnesses.js"

/** What must become of a request, as the topology has it. */
export interface Declared {
  /** What answers. */
  readonly answer: AnswerClaim
  /** The path that it sees; undefined when it cannot be told. */
  readonly path: string | undefined
  /** The query that it sees, without the question mark. */
  readonly query: string | undefined
  /** The accounts that are asked for on the way. */
  readonly logins: readonly LoginClaim[]
  /** Changes to the request's headers, by name; null for one that is taken away. */
  readonly requestHeaders: ReadonlyMap<string, string | null>
  /** Changes to the response's headers. */
  readonly responseHeaders: ReadonlyMap<string, string | null>
  /** Identifies what answers among the ways of {@link declaredWays}. */
  readonly by: unknown
  /** Where it is declared. */
  readonly origin: string
}

/** The conditions on the way to what answers. */
export interface DeclaredWay {
  /** The outermost first. */
  readonly steps: readonly Step[]
  /** Identifies what answers: a handler, or the list of those of which none takes a request. */
  readonly end: unknown
}

/** What a site declares to answer a request: the first handler that takes it, and 404 where none does. */
export function declaredReply(site: SiteClaim, witness: Witness): Declared {
  return answeredBy(site.handlers, {
    state: freshState({ scheme: site.scheme, host: site.hostname, port: site.port, ...witness }),
    witness,
    logins: [],
    requestHeaders: new Map(),
    responseHeaders: changed(new Map(), site.headers),
    origin: site.origin,
  })
}

/** Each way through a site. */
export function declaredWays(site: SiteClaim): readonly DeclaredWay[] {
  return waysOf(site.handlers, [], "")
}

interface Under extends Omit<Declared, "answer" | "by" | "path" | "query"> {
  readonly state: RequestState
  readonly witness: Witness
}

function answeredBy(handlers: readonly HandlerClaim[], under: Under): Declared {
  const asked = asMatch(under)
  const handler = handlers.find(({ match }) => match === undefined || takes(match, asked) !== false)
  if (handler === undefined) return told(NOT_FOUND, handlers, under)
  if (handler.match !== undefined && takes(handler.match, asked) === undefined) return told(UNKNOWN, handler, under)
  const { answer, login, headers, requestHeaders, origin } = handler
  const inside: Under = {
    state: changeOf(handler).reduce(rewritten, under.state),
    witness: under.witness,
    logins: login === undefined ? under.logins : [...under.logins, login],
    requestHeaders: changed(under.requestHeaders, requestHeaders),
    responseHeaders: changed(under.responseHeaders, headers),
    origin,
  }
  return answer.kind === "handle" ? answeredBy(answer.handlers, inside) : told(answer, handler, inside)
}

const UNKNOWN: AnswerClaim = { kind: "unknown" }
const NOT_FOUND: AnswerClaim = { kind: "respond", status: 404, body: "" }

function told(answer: AnswerClaim, by: unknown, { state: { path, query }, ...under }: Under): Declared {
  const { logins, requestHeaders, responseHeaders, origin } = under
  return { answer, by, path, query, logins, requestHeaders, responseHeaders, origin }
}

/** A rewrite replaces the whole path, so that nothing is left to strip. */
function changeOf({ rewrite, strip }: HandlerClaim): readonly CaddyRewrite[] {
  if (rewrite !== undefined) return [{ kind: "uri", uri: rewrite }]
  return strip === undefined ? [] : [{ kind: "strip_prefix", value: strip }]
}

function changed(
  before: ReadonlyMap<string, string | null>,
  changes: readonly HeaderClaim[],
): ReadonlyMap<string, string | null> {
  return changes.length === 0
    ? before
    : new Map([...before, ...changes.map(({ name, value }) => [name, value] as const)])
}

/** Whether a matcher takes a request, which is one that leaves nothing open; undefined where a path as it came decides. */
function takes({ not, ...match }: Match, request: Match): boolean | undefined {
  if (!covers({ ...match, paths: [], not: undefined }, request)) return false
  const path = takesPath(match.paths, request.paths[0]!)
  const excluded = not === undefined ? false : takes(not, request)
  if (path === false || excluded === true) return false
  return path === undefined || excluded === undefined ? undefined : true
}

/** What two patterns share is another question than whether one takes a path: `//` counts, and a `*` in its midst takes what is no slash. */
function takesPath(patterns: readonly string[], path: string): boolean | undefined {
  const found = patterns.map((pattern) => matchesPath(path, pattern))
  if (patterns.length === 0 || found.includes(true)) return true
  return found.includes(undefined) ? undefined : false
}

function asMatch({ state, witness }: Under): Match {
  return {
    noun: "match",
    path: "",
    sources: {},
    paths: [state.path ?? witness.path],
    methods: [witness.method],
    headers: Object.entries(witness.headers).map(([name, value]) => ({ name, value })),
    remote: [witness.client],
    not: undefined,
  }
}

/* The ways there are */

function waysOf(handlers: readonly HandlerClaim[], above: readonly Step[], prefix: string): readonly DeclaredWay[] {
  const ways = handlers.flatMap((handler) => {
    const { match, strip, rewrite, answer } = handler
    const steps = match === undefined ? above : [...above, { ...conditionOf(match), prefix }]
    if (answer.kind !== "handle") return [{ steps, end: handler }]
    return waysOf(answer.handlers, steps, prefix + (rewrite === undefined ? (strip ?? "") : ""))
  })
  return takesAll(handlers.at(-1)?.match) ? ways : [...ways, { steps: above, end: handlers }]
}

function conditionOf({ paths, methods, headers, remote, not }: Match): Condition {
  return {
    paths,
    methods,
    headers: headers.map(({ name, value }) => ({ name: name.toLowerCase(), value })),
    ranges: remote,
    query: [],
    not: not === undefined ? [] : [conditionOf(not)],
  }
}
