import { CLOUDFLARE_RANGES } from "../cloudflare-ranges.js"
import type { Answer, Environment, Handler, HeaderChange, Host, Match, Placement, Route, Site } from "../estate.js"
import { type Origin, originOf } from "../origin.js"
import { textAt } from "./placed-text.js"

/** A service that takes requests and hands them on. */
export interface ProxyClaim {
  /** The id of its service. */
  readonly service: string
  /** Whose word is believed on where a request comes from: ranges in CIDR notation; empty when nobody's is. */
  readonly trusted: readonly string[]
  /** The headers that the trusted say it in, the first of them that is there; lower case. */
  readonly clientHeaders: readonly string[]
  /** The port of its administration interface, which only its own container reaches. */
  readonly adminPort: number
  /** Where it is declared. */
  readonly origin: Origin
  /** Where it is declared who is believed. */
  readonly trustedOrigin: Origin
}

/** An address that a proxy serves. */
export interface SiteClaim {
  /** The id of the proxy's service. */
  readonly proxy: string
  /** Lower case. */
  readonly hostname: string
  /** What is spoken. */
  readonly scheme: "http" | "https"
  /** As visitors name it: 443, 80, or the stated one. */
  readonly port: number
  /** Who may come to it. */
  readonly exposure: Route["exposure"]
  /** Where its certificate comes from. */
  readonly tls: Route["tls"]
  /** Where that is declared. */
  readonly tlsOrigin: Origin
  /** What answers: an ordered tree, of whose handlers the first that takes a request answers it. */
  readonly handlers: readonly HandlerClaim[]
  /** Changes to every response; those of handlers win over them. */
  readonly headers: readonly HeaderClaim[]
  /** What some request leads to, and the port that the proxy connects to. */
  readonly upstreams: readonly UpstreamClaim[]
  /** The files of the user's own whose lines answer some requests. */
  readonly fragments: readonly string[]
  /** Where the host name is stated. */
  readonly origin: Origin
}

/** One handler of a site. */
export interface HandlerClaim {
  /** The requests that it takes; undefined for all. */
  readonly match: Match | undefined
  /** A path prefix that is removed before it answers. */
  readonly strip: string | undefined
  /** A path that replaces the request's before it answers. */
  readonly rewrite: string | undefined
  /** Changes to its responses. */
  readonly headers: readonly HeaderClaim[]
  /** Changes to what the upstream is sent. */
  readonly requestHeaders: readonly HeaderClaim[]
  /** The account that may pass; undefined when everybody may. */
  readonly login: LoginClaim | undefined
  /** What answers, or the handlers of which one does. */
  readonly answer: AnswerClaim | { readonly kind: "handle"; readonly handlers: readonly HandlerClaim[] }
  /** Where it is declared. */
  readonly origin: Origin
}

/** An account. */
export interface LoginClaim {
  /** The user's name. */
  readonly user: string
  /** The variable of the proxy that holds what the password hashes to. */
  readonly variable: string
}

/** A change to one header. */
export interface HeaderClaim {
  /** Lower case. */
  readonly name: string
  /** Null where it is taken away. */
  readonly value: string | null
}

/** What answers a request. */
export type AnswerClaim =
  | UpstreamClaim
  | {
      readonly kind: "redirect"
      /** Undefined where only the run knows. */
      readonly to: string | undefined
      /** Whether the request's path and query follow it. */
      readonly keepsPath: boolean
      /** 300 to 399. */
      readonly status: number
    }
  | { readonly kind: "respond"; readonly status: number; readonly body: string }
  | { readonly kind: "files"; readonly root: string; readonly fallback: string | undefined }
  /** Lines of the user's own. */
  | { readonly kind: "fragment" }
  /** Somebody outside who has no public name. */
  | { readonly kind: "unknown" }

/** What a proxy hands requests to: a service by its id (`host.service`), or a host of somebody outside. */
export type UpstreamClaim =
  | {
      readonly kind: "service"
      /** Its id. */
      readonly service: string
      /** Inside its container, or on its machine where that is another. */
      readonly port: number
      /** The path that tells whether it is well; undefined where none is declared. */
      readonly healthPath: string | undefined
    }
  | { readonly kind: "external"; readonly host: string; readonly port: number }

/** The proxies of a host whose Caddyfiles are generated. */
export function proxyClaims({ services, generate }: Host): readonly ProxyClaim[] {
  if (!generate.has("caddy")) return []
  return services.flatMap(({ id, proxy }) => {
    if (proxy === undefined) return []
    const { trusted, adminPort, path } = proxy
    const isCdn = trusted === "cloudflare"
    return [
      {
        service: id,
        trusted: isCdn ? [...CLOUDFLARE_RANGES.ipv4, ...CLOUDFLARE_RANGES.ipv6] : trusted,
        clientHeaders: isCdn ? ["cf-connecting-ip", "x-forwarded-for"] : ["x-forwarded-for"],
        adminPort,
        origin: path,
        trustedOrigin: originOf(proxy, "trusted"),
      },
    ]
  })
}

/** The addresses of a route, where it runs in a placement; none where a provider serves it. */
export function siteClaims(route: Route, environment: Environment, placement: Placement): readonly SiteClaim[] {
  const { proxy, sites, localSites, exposure } = route
  if (proxy === undefined) return []
  const at: At = { environment, placement }
  const answers = answersOf(route.handlers)
  const known = {
    proxy: proxy.id,
    exposure,
    tls: route.tls,
    tlsOrigin: originOf(route, "tls"),
    handlers: route.handlers.map((handler) => handlerClaim(handler, at)),
    headers: route.headers.map(headerClaim),
    upstreams: answers.flatMap((answer) => upstreamsOf(answer, environment)),
    fragments: answers.flatMap((answer) => (answer.kind === "fragment" ? [answer.file] : [])),
  }
  const shown: readonly Site[] = placement === "local" && environment.placements.length > 1 ? localSites : sites
  return shown.map(({ hostname, port, scheme, origin }) => ({
    ...known,
    hostname: hostname.toLowerCase(),
    port,
    scheme,
    origin,
  }))
}

interface At {
  readonly environment: Environment
  readonly placement: Placement
}

function handlerClaim(handler: Handler, at: At): HandlerClaim {
  const { match, strip, rewrite, headers, requestHeaders, basicAuth, path } = handler
  return {
    match,
    strip,
    rewrite,
    headers: headers.map(headerClaim),
    requestHeaders: requestHeaders.map(headerClaim),
    login: basicAuth === undefined ? undefined : { user: basicAuth.user, variable: basicAuth.password.name },
    answer: answerClaim(handler.answer, at),
    origin: path,
  }
}

function headerClaim({ name, value }: HeaderChange): HeaderClaim {
  return { name: name.toLowerCase(), value }
}

function answerClaim(answer: Answer, at: At): HandlerClaim["answer"] {
  switch (answer.kind) {
    case "service":
    case "external":
    case "vercel":
    case "bucket":
      return upstreamsOf(answer, at.environment)[0] ?? { kind: "unknown" }
    case "redirect":
      return {
        kind: "redirect",
        to: textAt(answer.target, at.environment, at.placement),
        keepsPath: answer.keepPath,
        status: answer.status,
      }
    case "respond":
      return { kind: "respond", status: answer.status, body: answer.body }
    case "files":
      return { kind: "files", root: answer.root, fallback: answer.fallback }
    case "handle":
      return { kind: "handle", handlers: answer.handlers.map((handler) => handlerClaim(handler, at)) }
    case "fragment":
      return { kind: "fragment" }
  }
}

function answersOf(handlers: readonly Handler[]): readonly Answer[] {
  return handlers.flatMap(({ answer }) => (answer.kind === "handle" ? answersOf(answer.handlers) : [answer]))
}

function upstreamsOf(answer: Answer, environment: Environment): readonly UpstreamClaim[] {
  switch (answer.kind) {
    case "service": {
      const { service, upstream, healthPath } = answer
      return [{ kind: "service", service: service.id, port: upstream.port, healthPath }]
    }
    case "external": {
      const { hosts, port } = answer.external
      return hosts.map((host) => ({ kind: "external", host: host.toLowerCase(), port }))
    }
    case "vercel":
    case "bucket": {
      const host = publicHostsOf(environment).get(publicKey(answer))
      return host === undefined ? [] : [{ kind: "external", host, port: 443 }]
    }
    default:
      return []
  }
}

const PUBLIC_HOSTS = new WeakMap<Environment, ReadonlyMap<string, string>>()

/** Where the public finds what a provider serves: the first host name of each route that no proxy of ours serves. */
function publicHostsOf(environment: Environment): ReadonlyMap<string, string> {
  const known = PUBLIC_HOSTS.get(environment)
  if (known !== undefined) return known
  const hosts = new Map<string, string>()
  for (const { proxy, handlers, sites } of environment.routes) {
    const answer = handlers[0]?.answer
    const hostname = sites[0]?.hostname
    if (proxy !== undefined || hostname === undefined) continue
    if (answer?.kind !== "vercel" && answer?.kind !== "bucket") continue
    if (!hosts.has(publicKey(answer))) hosts.set(publicKey(answer), hostname.toLowerCase())
  }
  PUBLIC_HOSTS.set(environment, hosts)
  return hosts
}

function publicKey(answer: Extract<Answer, { readonly kind: "vercel" | "bucket" }>): string {
  return answer.kind === "vercel" ? `vercel/${answer.project.name}` : `bucket/${answer.bucket.name}`
}
