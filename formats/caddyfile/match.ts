import { domainToASCII } from "node:url"
import type { CaddyMatcher, CaddyMatcherSet, CaddyServerOptions } from "./config.js"
import { isInRange, parseIp } from "./ip.js"
import { matchesPath } from "./paths.js"
import { matchesRegexp } from "./regexp.js"
import { type RequestState, resolve } from "./request-state.js"

/** Whether one of the sets holds; undefined when it cannot be told. No set at all holds for every request. */
export function matchesAny(
  sets: readonly CaddyMatcherSet[],
  state: RequestState,
  options: CaddyServerOptions | undefined,
): boolean | undefined {
  return sets.length === 0 ? true : any(sets, (set) => matchesAll(set, state, options))
}

/** The first matcher of the sets that cannot be decided. */
export function undecided(
  sets: readonly CaddyMatcherSet[],
  state: RequestState,
  options: CaddyServerOptions | undefined,
): CaddyMatcher | undefined {
  return sets.flatMap(({ matchers }) => matchers).find((matcher) => matches(matcher, state, options) === undefined)
}

function matchesAll(
  { matchers }: CaddyMatcherSet,
  state: RequestState,
  options: CaddyServerOptions | undefined,
): boolean | undefined {
  return not(any(matchers, (matcher) => not(matches(matcher, state, options))))
}

/** True when it is for one of them; else undefined when it is for one of them. */
function any<T>(items: readonly T[], test: (item: T) => boolean | undefined): boolean | undefined {
  let isOpen = false
  for (const item of items) {
    const result = test(item)
    if (result === true) return true
    if (result === undefined) isOpen = true
  }
  return isOpen ? undefined : false
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

function matches(
  matcher: CaddyMatcher,
  state: RequestState,
  options: CaddyServerOptions | undefined,
): boolean | undefined {
  const { request, path } = state
  switch (matcher.kind) {
    case "path":
      return any(matcher.patterns, (pattern) => pathMatches(path, pattern, state))
    case "host":
      return any(matcher.values, (host) => hostMatches(request.host, host, state))
    case "method":
      return state.method === undefined ? undefined : matcher.values.some((one) => one.toUpperCase() === state.method)
    case "protocol":
      return protocolMatches(matcher.values[0] ?? "", state)
    case "remote_ip":
      return addressMatches(request.remoteAddress, matcher.ranges)
    case "client_ip":
      return clientMatches(matcher.ranges, state, options)
    case "header":
      return not(any([...matcher.fields], ([field, values]) => not(headerMatches(field, values, state))))
    case "query":
      return queryMatches(matcher.fields, state)
    case "path_regexp":
      return path === undefined ? undefined : matchesRegexp(path, matcher.pattern)
    case "header_regexp": {
      const value = headerOf(matcher.field, state)
      return value === undefined ? undefined : value === null ? false : matchesRegexp(value, matcher.pattern)
    }
    case "not":
      return not(any(matcher.sets, (set) => matchesAll(set, state, options)))
    case "tls":
      return request.scheme === "http" ? false : matcher.values.length === 0 ? true : undefined
    case "expression":
      return state.error === undefined ? undefined : statusMatches(matcher.expression, state.error)
    case "vars":
    case "vars_regexp":
    case "file":
    case "opaque":
      return undefined
  }
}

function pathMatches(path: string | undefined, pattern: string, state: RequestState): boolean | undefined {
  if (pattern === "*") return true
  const resolved = resolve(pattern, state)
  return path === undefined || resolved === undefined ? undefined : matchesPath(path, resolved)
}

/** Whether a host is the one of a pattern, in which a `*` stands for one label. */
export function hostMatches(host: string, pattern: string, state: RequestState): boolean | undefined {
  const resolved = resolve(pattern, state)
  if (resolved === undefined) return undefined
  const [actual, wanted] = [asciiHost(host), asciiHost(resolved)]
  if (!wanted.includes("*")) return actual === wanted
  const labels = actual.split(".")
  const patterns = wanted.split(".")
  return labels.length === patterns.length && patterns.every((label, index) => label === "*" || label === labels[index])
}

/** Lower case, and letters beyond ASCII in Punycode (RFC 3492), as Caddy compares hosts. */
export function asciiHost(host: string): string {
  const lower = host.toLowerCase().replace(/^\[(.*)\]$/, "$1")
  return /^[\0-\x7f]*$/.test(lower) ? lower : domainToASCII(lower) || lower
}

function protocolMatches(protocol: string, state: RequestState): boolean | undefined {
  if (protocol === "https" || protocol === "http") return state.request.scheme === protocol
  if (protocol === "grpc") {
    const type = headerOf("content-type", state)
    return type === undefined ? undefined : (type?.startsWith("application/grpc") ?? false)
  }
  return /^http\/[123](?:\.[01])?\+?$/.test(protocol) ? undefined : false
}

function addressMatches(address: string | undefined, ranges: readonly string[]): boolean | undefined {
  const ip = address === undefined ? undefined : parseIp(address)
  return ip === undefined ? undefined : any(ranges, (range) => isInRange(ip, range))
}

/** Who asks is told by a header where the connection comes from a proxy that is trusted. */
function clientMatches(
  ranges: readonly string[],
  state: RequestState,
  options: CaddyServerOptions | undefined,
): boolean | undefined {
  const { remoteAddress } = state.request
  const trusted = options?.trustedProxies
  if (options === undefined || trusted === undefined) return addressMatches(remoteAddress, ranges)
  const proxies = trusted.ranges.map(({ text }) => text)
  const isTrusted = trusted.source === "static" ? addressMatches(remoteAddress, proxies) : undefined
  if (isTrusted === false) return addressMatches(remoteAddress, ranges)
  if (isTrusted === undefined || state.request.headers === undefined) return undefined
  const value = options.clientIpHeaders
    .map((name) => state.request.headers?.[name.toLowerCase()])
    .find((one) => one !== undefined)
  const chain = (value ?? "").split(",").map((one) => one.trim())
  const addresses = chain.filter((one) => parseIp(one) !== undefined)
  const client = options.strict ? addresses.findLast((one) => addressMatches(one, proxies) === false) : addresses[0]
  return addressMatches(client ?? remoteAddress, ranges)
}

/** The value of a field; null when it is absent, undefined when it is not known. */
function headerOf(field: string, { request, changed }: RequestState): string | null | undefined {
  const name = field.toLowerCase()
  if (name === "host") return request.host
  return changed.has(name) || request.headers === undefined ? undefined : (request.headers[name] ?? null)
}

function headerMatches(field: string, values: readonly string[] | null, state: RequestState): boolean | undefined {
  const actual = headerOf(field, state)
  if (actual === undefined) return undefined
  if (actual === null || values === null) return actual === null && values === null
  return any(values, (value) => {
    const wanted = resolve(value, state)
    return wanted === undefined ? undefined : matchesValue(actual, wanted)
  })
}

function matchesValue(actual: string, wanted: string): boolean {
  if (wanted === "*") return true
  const [before, after] = [wanted.startsWith("*"), wanted.endsWith("*")]
  if (before && after) return actual.includes(wanted.slice(1, -1))
  if (before) return actual.endsWith(wanted.slice(1))
  return after ? actual.startsWith(wanted.slice(0, -1)) : actual === wanted
}

function queryMatches(fields: ReadonlyMap<string, readonly string[] | null>, state: RequestState): boolean | undefined {
  if (state.query === undefined) return undefined
  const query = new URLSearchParams(state.query)
  if (fields.size === 0) return [...query.keys()].length === 0
  return not(
    any([...fields], ([name, values]) => {
      const wanted = resolve(name, state)
      if (wanted === undefined) return undefined
      const actual = query.getAll(wanted)
      if (actual.length === 0) return true
      return not(
        any(values ?? [], (value) => {
          const one = resolve(value, state)
          return one === undefined ? undefined : one === "*" || actual.includes(one)
        }),
      )
    }),
  )
}

/** The expressions that `handle_errors 404 5xx` makes. */
function statusMatches(expression: string, status: string): boolean | undefined {
  return any(expression.split(" || "), (term) => {
    const [, digit] =
      /^\{http\.error\.status_code\} >= (\d)00 && \{http\.error\.status_code\} <= \d99$/.exec(term) ?? []
    if (digit !== undefined) return status.startsWith(digit)
    const [, codes] = /^\{http\.error\.status_code\} in \[([\d, ]*)\]$/.exec(term) ?? []
    return codes === undefined ? undefined : codes.split(", ").includes(status)
  })
}
