import type { AnswerClaim, SiteClaim } from "../../core/claims.js"
import type { Failure, Hop } from "../../core/proof.js"
import { type Declared, type DeclaredWay, declaredReply, declaredWays } from "../declared.js"
import type { Container, Reply, Site, SiteAnswer, SiteUpstream } from "../network.js"
import { insidePort, publishedAt } from "../published.js"
import { rangeOf } from "../ranges.js"
import { closed, hop, type Trace, traceBetween } from "../trace.js"
import { type Trust, type Witness, witnessesOf } from "../witnesses.js"
import { type Context, closedPath, containerOf, failure, hasFiles, notGranted, REBUILD } from "./context.js"
import { headerDifferences } from "./headers.js"
import { isOwnMachine, siteOf, upstreamContainers, upstreamName } from "./paths.js"

/**
 * Each site answers each request as the topology says, and no other way: requests are made up from the conditions of both, and both are
 * asked what becomes of each.
 */
export function* checkAnswers(context: Context): Iterable<Failure> {
  const trusts = trustsOf(context)
  for (const claim of context.claims.sites) {
    const container = containerOf(context, claim.proxy)
    const site = container === undefined ? undefined : siteOf(context, container, claim)
    if (container === undefined || site === undefined) continue
    const seen = new Set<string>()
    for (const one of differences({ context, container, site, claim }, trusts.get(claim.proxy))) {
      // A place that is wrong is wrong for many requests: the first of them tells it.
      const key = `${one.code} ${one.position?.file}:${one.position?.line} ${one.origins.join(" ")}`
      if (!seen.has(key)) yield one
      seen.add(key)
    }
  }
}

interface Asked {
  readonly context: Context
  readonly container: Container
  readonly site: Site
  readonly claim: SiteClaim
}

/** Whom proxies believe, one address each; none where nobody is. */
function trustsOf({ claims }: Context): ReadonlyMap<string, Trust> {
  return new Map(
    claims.proxies.flatMap(({ service, trusted, clientHeaders }) => {
      const [range] = trusted
      const [header] = clientHeaders
      return range === undefined || header === undefined
        ? []
        : [[service, { address: range.replace(/\/\d+$/, ""), header }] as const]
    }),
  )
}

function* differences(asked: Asked, trust: Trust | undefined): Iterable<Failure> {
  const { context, site, claim } = asked
  const reached = new Set<unknown>()
  const ways = declaredWays(claim)
  for (const witness of witnessesOf(
    [...ways, ...site.branches].map(({ steps }) => steps),
    trust,
  )) {
    const { ways: replies, doubt } = site.replies(witness)
    for (const { passed } of replies) for (const handler of passed) reached.add(handler)
    const declared = declaredReply(claim, witness)
    reached.add(declared.by)
    if (declared.answer.kind === "unknown") continue
    if (doubt !== undefined) yield doubted(context, doubt, `${requestName(claim, witness)}`, declared)
    for (const reply of replies) yield* differencesOf(asked, { witness, declared, reply })
    yield* missingFallback(asked, { witness, declared, replies })
  }
  yield* unreached(asked, ways, reached)
}

/** What no request comes to stands in vain, or is meant for requests that nobody could make up; what is declared in vain may. */
function* unreached(
  { context, site, claim }: Asked,
  ways: readonly DeclaredWay[],
  reached: ReadonlySet<unknown>,
): Iterable<Failure> {
  const inVain = new Map<string, number>()
  for (const { steps, end } of ways) {
    const key = JSON.stringify(steps)
    inVain.set(key, (inVain.get(key) ?? 0) + (reached.has(end) ? 0 : 1))
  }
  for (const { steps, end, goesOn, blind, position } of site.branches) {
    if (reached.has(end)) continue
    const key = JSON.stringify(steps)
    const left = inVain.get(key)
    if (left !== undefined && !goesOn) inVain.set(key, left - 1)
    if (left !== undefined && (goesOn || left > 0)) continue
    yield failure(context, "proof/not_understood", {
      message:
        blind === undefined
          ? `No request of ${claim.hostname} comes to what stands here: others take them all.`
          : `Which requests of ${claim.hostname} \`${blind.value}\` holds for can't be told by trying.`,
      position: blind?.position ?? position,
      origins: [claim.origin],
      help: "Match by path, method, header or address, or take it out of the file.",
    })
  }
}

function doubted(
  context: Context,
  { value, position }: { readonly value: string; readonly position: Failure["position"] },
  request: string,
  { origin }: Declared,
): Failure {
  return failure(context, "proof/not_understood", {
    message: `What answers ${request} can't be told: ${value}.`,
    position,
    origins: [origin],
    help: "Leave it to the topology, or put it into a fragment, whose effects the proof takes for granted.",
  })
}

interface Compared {
  readonly witness: Witness
  readonly declared: Declared
  readonly reply: Reply
}

function* differencesOf(asked: Asked, compared: Compared): Iterable<Failure> {
  const { context, claim, site } = asked
  const { witness, declared, reply } = compared
  const what = requestName(claim, witness)
  const hops = [hop(`${claim.proxy} serves ${claim.hostname}`, site.position)]
  const wrong = wrongAnswer(asked, compared, { what, hops })
  if (wrong !== undefined) {
    yield wrong
    return
  }
  if (declared.answer.kind === "fragment") return
  const { origin } = declared
  const position = reply.answer.position
  const isPassedOn = reply.answer.kind === "upstream"
  if (isPassedOn || (reply.answer.kind === "files" && reply.path !== undefined)) {
    for (const [name, wanted, found] of [
      ["path", declared.path, reply.path],
      ["query", declared.query, reply.query],
      ["method", witness.method, reply.method],
    ] as const)
      if (wanted !== undefined && wanted !== found)
        yield failure(context, "proof/disagreement", {
          message: `${what} is answered as if its ${name} were ${found === undefined ? "one that can't be told" : found || "empty"}, and the topology says ${wanted || "none"}.`,
          position,
          hops,
          origins: [origin],
          help: DECLARE_OR_REBUILD,
        })
  }
  yield* loginDifferences(context, compared, what)
  yield* headerDifferences(context, compared, what)
}

const DECLARE_OR_REBUILD = `If it is meant, declare in the topology what the file says. ${REBUILD}`

/** Who must log in. */
function* loginDifferences(context: Context, { declared, reply }: Compared, what: string): Iterable<Failure> {
  const found = reply.logins.map(({ value }) => value.map(accountName).sort().join(" or "))
  const wanted = declared.logins.map(accountName)
  if (found.toSorted().join("\n") === wanted.toSorted().join("\n")) return
  const missing = wanted.find((account) => !found.includes(account))
  const position = reply.logins[0]?.position ?? reply.answer.position
  const origins = [declared.origin]
  yield missing === undefined
    ? closedPath(context, what, origins, closed([], "a login is asked for that nobody declares", position))
    : notGranted(context, `${what} is not answered for ${missing} alone, as the topology says.`, { position, origins })
}

function accountName({ user, variable }: { readonly user: string; readonly variable: string | undefined }): string {
  return `${user} (${variable ?? "with a password of its own"})`
}

/* Answers */

interface Told {
  readonly what: string
  readonly hops: readonly Hop[]
}

function wrongAnswer(asked: Asked, { witness, declared, reply }: Compared, { what, hops }: Told): Failure | undefined {
  const { context, claim } = asked
  const { answer: found } = reply
  const { answer: wanted, origin } = declared
  if (found.kind === "upstream" && wanted.kind === "service") {
    if (found.upstreams.length === 0)
      return closedPath(context, what, [origin], closed(hops, "the proxy has no upstream", found.position))
    for (const upstream of found.upstreams) {
      const trace = traceUpstream(context, asked.container, upstream, wanted)
      if (trace !== undefined && !trace.isOpen)
        return closedPath(context, what, [origin], { isOpen: false, hops: [...hops, ...trace.hops] })
    }
    if (found.protocol !== "http")
      return closedPath(
        context,
        what,
        [origin],
        closed(hops, `the proxy speaks ${found.protocol} to ${wanted.service}, which speaks http`, found.position),
      )
    const { health } = found
    return health === undefined || health.value === wanted.healthPath
      ? undefined
      : failure(context, "proof/disagreement", {
          message: `The proxy asks ${wanted.service} for ${health.value} to learn whether it is well, and ${wanted.healthPath === undefined ? "no such path is declared" : `${wanted.healthPath} is declared`}.`,
          position: health.position,
          origins: [origin],
          help: DECLARE_OR_REBUILD,
        })
  }
  if (isAs(found, wanted, { declared, witness })) return undefined
  const answers = `${answerName(found)} answers, not ${claimName(wanted)}`
  return found.kind === "upstream" || found.kind === "files" || found.kind === "redirect"
    ? notGranted(context, `${claim.proxy} is asked for ${what}: ${answers}, as the topology says.`, {
        position: found.position,
        hops: [...hops, hop(answers, found.position)],
        origins: [origin],
      })
    : closedPath(context, what, [origin], closed(hops, answers, found.position))
}

function isAs(
  found: SiteAnswer,
  wanted: AnswerClaim,
  { declared }: { readonly declared: Declared; readonly witness: Witness },
): boolean {
  switch (wanted.kind) {
    case "fragment":
      // What its lines answer is looked at no further; what they leave nobody else takes.
      return found.kind === "nothing"
    case "external":
      return (
        found.kind === "upstream" &&
        found.upstreams.length > 0 &&
        found.upstreams.every(({ host, port }) => host === wanted.host && port === wanted.port) &&
        found.protocol === (wanted.port === 80 ? "http" : "https")
      )
    case "redirect":
      return (
        found.kind === "redirect" &&
        found.status === wanted.status &&
        (wanted.to === undefined || found.to === wanted.to + (wanted.keepsPath ? uriOf(declared) : ""))
      )
    case "respond":
      return found.kind === "respond" && found.status === wanted.status && found.body === wanted.body
    case "files":
      return (
        found.kind === "files" &&
        found.root === wanted.root &&
        !found.isListed &&
        (found.fallback === undefined || found.fallback === wanted.fallback)
      )
    default:
      return false
  }
}

function uriOf({ path, query }: Declared): string {
  return query === undefined || query === "" ? encodeURI(path ?? "") : `${encodeURI(path ?? "")}?${query}`
}

function* missingFallback(
  { context, claim }: Asked,
  { witness, declared, replies }: Omit<Compared, "reply"> & { readonly replies: readonly Reply[] },
): Iterable<Failure> {
  const { answer, origin } = declared
  if (answer.kind !== "files" || answer.fallback === undefined || replies.length === 0) return
  if (replies.some((reply) => reply.answer.kind !== "files" || reply.answer.fallback !== undefined)) return
  yield closedPath(
    context,
    requestName(claim, witness),
    [origin],
    closed([], `${answer.fallback} does not answer where there is no file`, replies[0]!.answer.position),
  )
}

function requestName({ scheme, hostname }: SiteClaim, { method, path, query, headers, client }: Witness): string {
  const named = Object.entries(headers).map(([name, value]) => `, with ${name}: ${value}`)
  const from = client === "198.51.100.7" ? "" : `, from ${client}`
  return `${method} ${scheme}://${hostname}${path}${query === "" ? "" : `?${query}`}${named.join("")}${from}`
}

function answerName(answer: SiteAnswer): string {
  switch (answer.kind) {
    case "upstream":
      return answer.upstreams.length === 0
        ? "an upstream that is looked up at run time"
        : `${answer.upstreams.map(upstreamName).join(" or ")} (${answer.protocol})`
    case "redirect":
      return `a redirect (${answer.status}) to ${answer.to}`
    case "respond":
      return `a fixed response (${answer.status})`
    case "files":
      return `${answer.isListed ? "a list of " : ""}the folder ${answer.root ?? "that the proxy runs in"}`
    case "nothing":
      return "nothing"
    case "unknown":
      return `something else (${answer.reason})`
  }
}

function claimName(answer: AnswerClaim): string {
  switch (answer.kind) {
    case "service":
      return answer.service
    case "external":
      return `${answer.host}:${answer.port}`
    case "redirect":
      return `a redirect (${answer.status}) to ${answer.to ?? "where a variable says"}`
    case "respond":
      return `a fixed response (${answer.status})`
    case "files":
      return `the folder ${answer.root}`
    case "fragment":
      return "lines of the user's own"
    case "unknown":
      return "somebody outside"
  }
}

/** From a proxy to the service that an upstream must be. */
function traceUpstream(
  context: Context,
  proxy: Container,
  upstream: SiteUpstream,
  { service, port }: { readonly service: string; readonly port: number },
): Trace | undefined {
  const { atlas, services } = context
  const start = hop(`is handed to ${upstreamName(upstream)}`, upstream.position)
  if (upstream.port !== port)
    return closed(
      [],
      `the upstream is ${upstreamName(upstream)}, and ${service} is reached on ${port}`,
      upstream.position,
    )
  const target = containerOf(context, service)
  if (target === undefined)
    return hasFiles(context, services.get(service)!.host)
      ? closed([start], `no Compose file has ${service}`, undefined)
      : undefined
  const found = upstreamContainers(context, proxy, upstream)
  const mayListen = found.includes(target) && found.every(({ mode }) => mode === "host")
  if (!mayListen && (found.length !== 1 || found[0] !== target)) {
    const who =
      found.length === 0
        ? "nobody answers"
        : `${found.map(atlas.nameOf).join(" and ")} answer${found.length === 1 ? "s" : ""}`
    return closed([start], `${who} to ${upstream.host}, and ${atlas.nameOf(target)} is meant`, upstream.position)
  }
  const isAddress = rangeOf(upstream.host) !== undefined || isOwnMachine(proxy, upstream.host)
  const [published] = isAddress ? publishedAt(target, upstream.port, "tcp") : []
  const inside = published === undefined ? upstream.port : insidePort(published, upstream.port)
  const trace = traceBetween(atlas, proxy, { container: target, port: inside, transport: "tcp" })
  return { isOpen: trace.isOpen, hops: [start, ...trace.hops] }
}
