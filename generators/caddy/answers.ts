import type { Answer, Handler, Service } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import {
  type CaddyText,
  type Directive,
  directive,
  expands,
  handler as line,
  placeholder,
} from "../../formats/caddyfile.js"
import { child } from "../../schema/pointer.js"
import { type ProxyContext, publicKey } from "./context.js"
import type { Words } from "./words.js"

/** What the lines of an answer are built with. */
export interface AnswerContext extends ProxyContext {
  readonly words: Words
  /** Where a login is asked for before this answer; undefined when none is. */
  readonly login: Origin | undefined
}

/** The lines that answer a request. */
export function answerLines(handler: Handler, context: AnswerContext): readonly Directive[] {
  const { answer } = handler
  const { words } = context
  switch (answer.kind) {
    case "service":
      return [toService(handler, answer, context)]
    case "external":
    case "vercel":
    case "bucket":
      return [toOutside(handler, answer, context)]
    case "redirect": {
      const origin = originOf(handler, "redirect")
      const to: CaddyText = answer.keepPath ? [...answer.target, placeholder("uri")] : answer.target
      return [line(origin, "redir", undefined, [words.expands(origin, to), String(answer.status)])]
    }
    case "respond": {
      const origin = originOf(handler, "respond")
      // Alone, a body of three digits would be taken for a status.
      const body = answer.body === "" ? [] : [words.expands(origin, answer.body)]
      return [line(origin, "respond", undefined, [...body, String(answer.status)])]
    }
    case "files":
      return files(handler, answer, words)
    case "fragment": {
      const origin = originOf(handler, "fragment")
      const { file, reason } = answer
      const options = { comment: reason, commentOrigin: child(origin, "reason") }
      return [
        directive(child(origin, "file"), "import", [words.verbatim(child(origin, "file"), file)], undefined, options),
      ]
    }
    case "handle":
      return []
  }
}

type AnswerOf<K extends Answer["kind"]> = Extract<Answer, { readonly kind: K }>

const RETRY = "constant:generators/caddy/retry"
const HEALTH = "constant:generators/caddy/health"

function toService(handler: Handler, answer: AnswerOf<"service">, context: AnswerContext): Directive {
  const { upstream, healthPath, service } = answer
  const { words, services } = context
  const origin = originOf(handler, "to")
  return line(
    origin,
    "reverse_proxy",
    undefined,
    [words.expands(origin, [...upstream.host, `:${upstream.port}`])],
    [
      ...upHeaders(handler, context),
      ...(healthPath === undefined ? [] : healthChecks(healthPath, services.get(service.id), words)),
      // While a container restarts, requests wait for it instead of failing at once.
      directive(RETRY, "lb_try_duration", ["5s"]),
      ...streaming(handler),
      ...transport(handler),
    ],
  )
}

/**
 * Asks the path that also tells Docker whether the service is well.
 *
 * Failures of requests are not counted (`fail_duration`): with a single upstream, one refused connection would close the site for
 * that long, and waiting for a restart would be in vain.
 */
function healthChecks(path: string, service: Service | undefined, words: Words): readonly Directive[] {
  const origin = service?.health?.testOrigin ?? HEALTH
  return [
    directive(origin, "health_uri", [words.verbatim(origin, path)]),
    directive(HEALTH, "health_interval", ["10s"]),
    directive(HEALTH, "health_timeout", ["5s"]),
    directive(HEALTH, "health_fails", ["3"]),
  ]
}

/** Upstreams of somebody else are reached by their public name, which they want to see as `Host`. */
function toOutside(
  handler: Handler,
  answer: AnswerOf<"external" | "vercel" | "bucket">,
  context: AnswerContext,
): Directive {
  const { words } = context
  const origin = originOf(handler, "to")
  const hostIsStated = handler.requestHeaders.some(({ name }) => name.toLowerCase() === "host")
  const host = hostIsStated
    ? []
    : [directive(origin, "header_up", ["Host", expands([placeholder("upstream_hostport")])])]
  return line(
    origin,
    "reverse_proxy",
    undefined,
    [words.expands(origin, outsideAddress(answer, context) ?? "https://refused.invalid")],
    [...host, ...upHeaders(handler, context), ...streaming(handler), ...transport(handler)],
  )
}

/** The public address of what somebody else runs; undefined when the topology tells none. */
export function outsideAddress(
  answer: AnswerOf<"external" | "vercel" | "bucket">,
  { publicHosts }: Pick<ProxyContext, "publicHosts">,
): string | undefined {
  if (answer.kind !== "external") {
    const hostname = publicHosts.get(publicKey(answer))
    return hostname === undefined ? undefined : `https://${hostname}`
  }
  const { hosts, port } = answer.external
  const [hostname] = hosts
  if (hostname === undefined) return undefined
  if (port === 80) return `http://${hostname}`
  return port === 443 ? `https://${hostname}` : `https://${hostname}:${port}`
}

function upHeaders({ requestHeaders }: Handler, { login, words }: AnswerContext): readonly Directive[] {
  const isStated = requestHeaders.some(({ name }) => name.toLowerCase() === "authorization")
  // The proxy has asked for the password itself: it is nothing that an upstream should see.
  const own = login === undefined || isStated ? [] : [directive(login, "header_up", ["-Authorization"])]
  const stated = requestHeaders.map(({ name, value, origin }) => {
    const spelled = words.headerName(origin, name)
    return value === null
      ? directive(origin, "header_up", [`-${spelled}`])
      : directive(origin, "header_up", [spelled, words.expands(origin, value)])
  })
  return [...own, ...stated]
}

function streaming(handler: Handler): readonly Directive[] {
  return [
    ...(handler.stream ? [directive(originOf(handler, "stream"), "flush_interval", ["-1"])] : []),
    // Otherwise a reload closes every open WebSocket at once, and all clients come back together.
    ...(handler.websocket ? [directive(originOf(handler, "websocket"), "stream_close_delay", ["5m"])] : []),
  ]
}

function transport(handler: Handler): readonly Directive[] {
  const { dialTimeout, readTimeout, writeTimeout } = handler
  const lines = [
    ...timeout(handler, "dialTimeout", "dial_timeout", dialTimeout),
    ...timeout(handler, "readTimeout", "read_timeout", readTimeout),
    ...timeout(handler, "writeTimeout", "write_timeout", writeTimeout),
  ]
  const [first] = lines
  // The timeouts of a handler may be those of its route: the block comes from where its first line does.
  return first === undefined ? [] : [directive(first.origin, "transport", ["http"], lines)]
}

function timeout(handler: Handler, field: string, name: string, value: string | undefined): readonly Directive[] {
  return value === undefined ? [] : [directive(originOf(handler, field), name, [value])]
}

function files(handler: Handler, answer: AnswerOf<"files">, words: Words): readonly Directive[] {
  const origin = originOf(handler, "files")
  const { root, fallback } = answer
  const place = child(origin, "fallback")
  return [
    line(child(origin, "root"), "root", "*", [words.expands(child(origin, "root"), root)]),
    ...(fallback === undefined
      ? []
      : [line(place, "try_files", undefined, [expands([placeholder("path")]), words.expands(place, fallback)])]),
    line(origin, "file_server", undefined),
  ]
}
