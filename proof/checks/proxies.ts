import type { ProxyClaim } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import type { CaddyConfig, CaddyLine, CaddyServer } from "../../formats/caddyfile/config.js"
import { dotted, rangesOf, subtract } from "../ranges.js"
import type { ProxyReading } from "../read/proxies.js"
import { closed } from "../trace.js"
import { OPTIONS, REPEATED, SERVERS, WRAPPERS } from "../vocabulary/caddyfile.js"
import { type Context, closedPath, failure, notGranted, REBUILD } from "./context.js"
import { checkDirectives } from "./directives.js"
import { checkLog } from "./logs.js"
import { checkWords, type Told } from "./words.js"

/** What a proxy does for all of its sites is what is declared: whom it believes, who commands it, where its logs go. */
export function* checkProxies(context: Context): Iterable<Failure> {
  const claims = new Map(context.claims.proxies.map((claim) => [claim.service, claim]))
  for (const [key, reading] of context.scene.proxies) {
    const claim = claims.get(context.serviceOf.get(key)?.id ?? "")
    if (claim === undefined || reading.config === undefined) continue
    const proxy = { context, claim, reading, config: reading.config }
    yield* checkOptions(proxy)
    yield* checkAdmin(proxy)
    for (const server of serversOf(reading.config)) yield* checkTrust(proxy, server)
    yield* checkDirectives(proxy)
  }
}

/** A proxy, as it is declared and as its files have it. */
export interface Proxy {
  /** What is checked. */
  readonly context: Context
  /** As it is declared. */
  readonly claim: ProxyClaim
  /** Its files. */
  readonly reading: ProxyReading
  /** What they mean. */
  readonly config: CaddyConfig
}

function* checkOptions(proxy: Proxy): Iterable<Failure> {
  const { context, claim, config } = proxy
  const { lines } = config.options
  const told = { context, origins: [claim.origin], who: claim.service }
  yield* checkWords(lines, OPTIONS, told)
  const seen = new Set<string>()
  for (const { name } of lines) {
    if (seen.has(name.text) && !REPEATED.has(name.text))
      yield failure(context, "proof/not_understood", {
        message: `The option \`${name.text}\` of ${claim.service} is stated twice.`,
        position: name.position,
        origins: [claim.origin],
        help: "Take one of the two out of the file.",
      })
    seen.add(name.text)
  }
  for (const line of lines) {
    if (line.name.text === "servers") yield* checkServers(line, told)
    if (line.name.text === "log") yield* checkLog(line, told)
    const otlp = line.name.text === "metrics" ? line.body?.find(({ name }) => name.text === "otlp") : undefined
    if (otlp !== undefined)
      yield notGranted(context, `${claim.service} sends what it counts to a collector, and nothing grants it.`, {
        position: otlp.name.position,
        origins: [claim.origin],
      })
  }
}

function* checkServers({ body = [] }: CaddyLine, told: Told): Iterable<Failure> {
  yield* checkWords(body, SERVERS, told)
  for (const { name, args, body: inner } of body) {
    if (name.text === "listener_wrappers") yield* checkWords(inner ?? [], WRAPPERS, told)
    if (name.text === "protocols" && args.length > 0 && !args.some(({ text }) => text === "h1"))
      yield closedPath(
        told.context,
        `visitors → ${told.who}`,
        told.origins,
        closed([], "HTTP/1.1 is not spoken, which health checks and authorities speak", name.position),
      )
  }
}

/** Whoever reaches the administration interface says what the proxy does; its own health check asks it. */
function* checkAdmin({ context, claim, config }: Proxy): Iterable<Failure> {
  const { enabled, listen, position } = config.options.admin
  const origins = [claim.origin]
  if (!enabled) {
    const text = "its administration interface is off, which its health check asks"
    yield closedPath(context, `the health check of ${claim.service}`, origins, closed([], text, position))
    return
  }
  const [, host = "", port] = /^(?:tcp\d?\/)?(.*):(\d+)$/.exec(listen) ?? []
  if (port === undefined || !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(host))
    yield notGranted(
      context,
      `The administration interface of ${claim.service} listens on ${listen}: who reaches it commands the proxy.`,
      { position, origins },
    )
  else if (Number(port) !== claim.adminPort)
    yield failure(context, "proof/disagreement", {
      message: `The administration interface of ${claim.service} listens on port ${port}, and its health check asks port ${claim.adminPort}.`,
      position,
      origins,
      help: `If it is meant, state \`adminPort\` in the topology. ${REBUILD}`,
    })
}

type Server = Pick<CaddyServer, "options" | "listeners">

/** What listens; where nothing does yet, what is said of it. */
function serversOf({ servers, options }: CaddyConfig): readonly Server[] {
  const serving = servers.filter(({ sites }) => sites.length > 0)
  return serving.length > 0 ? serving : [{ options: options.servers[0], listeners: [] }]
}

/** Whose word is believed on where a request comes from. */
function* checkTrust({ context, claim }: Proxy, { options, listeners }: Server): Iterable<Failure> {
  const { trusted, clientHeaders, service } = claim
  const stated = options?.trustedProxies
  // What only a plugin knows is told where the file is read.
  if (stated !== undefined && stated.source !== "static") return
  const found = stated?.ranges.map(({ text }) => text) ?? []
  const position = stated?.position ?? options?.position ?? listeners[0]?.position
  const origins = [claim.trustedOrigin]
  const stranger = outside(found, trusted)
  if (stranger !== undefined)
    yield notGranted(
      context,
      `${service} believes ${stranger} on where a request comes from, and the topology trusts ${trusted.length === 0 ? "nobody" : "others alone"}.`,
      { position, origins },
    )
  const forgotten = outside(trusted, found)
  const disagree = (message: string): Failure =>
    failure(context, "proof/disagreement", { message, position, origins, help: REBUILD })
  if (forgotten !== undefined)
    yield disagree(
      `${service} does not believe ${forgotten}, whom the topology trusts: it takes those for its visitors.`,
    )
  if (stated === undefined || options === undefined || trusted.length === 0) return
  if (!options.strict)
    yield disagree(
      `${service} believes the first address of a chain, which visitors make up: \`trusted_proxies_strict\` is missing.`,
    )
  const headers = options.clientIpHeaders.map((name) => name.toLowerCase())
  if (headers.join(" ") !== clientHeaders.join(" "))
    yield disagree(
      `${service} reads who its visitors are from ${headers.join(", ")}, and the topology says ${clientHeaders.join(", ")}.`,
    )
}

/** The first address of some ranges that others do not hold; those of IPv6 are compared as they are written. */
function outside(some: readonly string[], others: readonly string[]): string | undefined {
  const known = new Set(others.map((range) => range.toLowerCase()))
  const [first] = subtract(rangesOf(some), rangesOf(others))
  if (first !== undefined) return dotted(first[0])
  return some.find((range) => range.includes(":") && !known.has(range.toLowerCase()))
}
