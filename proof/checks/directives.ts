import type { Failure } from "../../core/proof.js"
import type { CaddyHandler, CaddyLine, CaddyProxy, CaddyRoute } from "../../formats/caddyfile/config.js"
import type { Position } from "../../formats/position.js"
import {
  DIRECTIVES,
  FILE_SERVER,
  PROXY,
  REQUEST_BODY,
  TLS,
  TRANSPORT,
  type Vocabulary,
} from "../vocabulary/caddyfile.js"
import { failure, notGranted } from "./context.js"
import { checkLog } from "./logs.js"
import type { Proxy } from "./proxies.js"
import { checkWords, type Told } from "./words.js"

/** Each directive of a proxy's sites, and each setting of theirs, is one whose effect is known. */
export function* checkDirectives(proxy: Proxy): Iterable<Failure> {
  const { claim, config, context, reading } = proxy
  const told = { context, origins: [claim.origin], who: claim.service }
  const seen = new Set<string>()
  for (const { routes, errorRoutes, tls, logs } of config.sites) {
    for (const line of logs) yield* checkLog(line, told)
    for (const { body = [] } of tls.lines) {
      yield* checkWords(body, TLS, told)
      yield* checkIssuers(body, told)
    }
    for (const handler of handlersOf(routes)) yield* checkHandler(proxy, handler, told, seen)
    for (const handler of handlersOf(errorRoutes)) {
      yield* checkHandler(proxy, handler, told, seen)
      if (!reading.isOpaque(handler.position)) yield* checkErrorHandler(handler, told)
    }
  }
  for (const { routes } of config.namedRoutes.values())
    for (const handler of handlersOf(routes)) yield* checkHandler(proxy, handler, told, seen)
}

function* handlersOf(routes: readonly CaddyRoute[]): Iterable<CaddyHandler> {
  for (const { handlers } of routes) {
    for (const handler of handlers) {
      yield handler
      if (handler.kind === "subroute") yield* handlersOf(handler.routes)
      if (handler.kind === "reverse_proxy" || handler.kind === "intercept")
        for (const response of handler.responses) yield* handlersOf(response.routes)
    }
  }
}

function* checkHandler(
  { reading, claim }: Proxy,
  handler: CaddyHandler,
  told: Told,
  seen: Set<string>,
): Iterable<Failure> {
  const { line, position } = handler
  // What stands in a snippet is one place for all sites, and what a plugin brings is told where the file is read.
  const place = `${position.file}:${position.line}:${position.column}`
  if (seen.has(place) || reading.isOpaque(position) || handler.kind === "opaque") return
  seen.add(place)
  yield* checkWords([line], DIRECTIVES, told)
  const settings = SETTINGS.get(handler.kind)
  if (settings !== undefined) yield* checkWords(line.body ?? [], settings, told)
  if (handler.kind === "reverse_proxy" && handler.directive === "reverse_proxy")
    yield* checkProxy(handler, told, claim.trusted)
  if (handler.kind === "basic_auth") yield* checkLogin(line, told)
  if (handler.kind === "rewrite" && handler.change.kind === "replace")
    yield notGranted(
      told.context,
      `${told.who} changes every path that has ${handler.change.args[0]} in it, and nothing grants it.`,
      {
        position,
        origins: told.origins,
      },
    )
  if (handler.kind === "vars") yield* checkVariables(handler.values, position, told)
}

const SETTINGS: ReadonlyMap<CaddyHandler["kind"], Vocabulary> = new Map([
  ["file_server", FILE_SERVER],
  ["request_body", REQUEST_BODY],
])

function* checkProxy(handler: CaddyProxy, told: Told, trusted: readonly string[]): Iterable<Failure> {
  const { upstreams, settings, transport } = handler
  yield* checkWords(
    settings.filter(({ name }) => !name.text.startsWith("@")),
    PROXY,
    told,
  )
  if (transport?.args[0]?.text === "http") yield* checkWords(transport.body ?? [], TRANSPORT, told)
  const { context, origins, who } = told
  for (const { name } of settings)
    if (name.text === "transport" && name !== transport?.name)
      yield failure(context, "proof/not_understood", {
        message: `A proxy of ${who} has two transports, of which one counts.`,
        position: name.position,
        origins,
        help: "Make one of the two.",
      })
  for (const { name, args } of settings) {
    const [value] = args
    if (value === undefined) continue
    const isOther =
      (name.text === "health_port" && !upstreams.every(({ port }) => port === undefined || `${port}` === value.text)) ||
      (name.text === "health_upstream" && !upstreams.some(({ dial }) => dial === value.text))
    if (isOther)
      yield notGranted(context, `${who} asks ${value.text} whether its upstream is well, and nothing grants it.`, {
        position: value.position,
        origins,
      })
    const stranger = name.text === "trusted_proxies" ? args.find(({ text }) => !trusted.includes(text)) : undefined
    if (stranger !== undefined)
      yield notGranted(
        context,
        `${who} hands on what ${stranger.text} says of where a request comes from, and nothing grants it.`,
        { position: stranger.position, origins },
      )
  }
}

/** Hashes come from the environment: one that is written down is an account of somebody else. */
function* checkLogin({ body = [] }: CaddyLine, { context, origins, who }: Told): Iterable<Failure> {
  for (const { name, args } of body) {
    const [hash] = args
    if (hash !== undefined && /^\$(?:2[abxy]|argon2)/.test(hash.text))
      yield failure(context, "proof/secret_written", {
        message: `The hash of the password of ${name.text}, whom ${who} lets in, is written down.`,
        position: hash.position,
        origins,
        help: "Declare a secret that holds it, and name it in `basicAuth`.",
      })
  }
}

/** Variables by which Caddy itself remembers who a visitor is. */
function* checkVariables(
  values: ReadonlyMap<string, string>,
  position: Position,
  { context, origins, who }: Told,
): Iterable<Failure> {
  for (const name of ["client_ip", "trusted_proxy"])
    if (values.has(name))
      yield notGranted(context, `${who} makes up who its visitors are (\`vars ${name}\`), and nothing grants it.`, {
        position,
        origins,
      })
}

function* checkIssuers(body: readonly CaddyLine[], { context, origins, who }: Told): Iterable<Failure> {
  for (const { name, args, body: settings } of body) {
    const isPlain = args.length === 1 && (settings ?? []).length === 0
    if ((name.text === "issuer" && !isPlain) || name.text === "load")
      yield notGranted(
        context,
        `\`${name.text}\` of ${who} changes who signs its certificates, and nothing grants it.`,
        {
          position: name.position,
          origins,
        },
      )
  }
}

/** Errors are told; nobody declares that something else answers in their place. */
function* checkErrorHandler(handler: CaddyHandler, { context, origins, who }: Told): Iterable<Failure> {
  const { kind, position, line } = handler
  const isAnswer =
    kind === "file_server" ||
    kind === "redirect" ||
    kind === "reverse_proxy" ||
    (kind === "respond" && /^[123]/.test(handler.status))
  if (isAnswer)
    yield notGranted(
      context,
      `\`${line.name.text}\` of ${who} answers where something has failed, and nothing grants it.`,
      {
        position,
        origins,
      },
    )
}
