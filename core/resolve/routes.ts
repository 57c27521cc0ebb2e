import type * as z from "zod"
import { bytes } from "../../schema/atoms.js"
import { child, type Pointer } from "../../schema/pointer.js"
import type { HandlerInput, MatchInput, route as routeSchema } from "../../schema/route.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Answer, Handler, HeaderChange, Match, Placement, Route, Secret, ServiceName, Site } from "../estate.js"
import type { Origin, Resolved } from "../origin.js"
import { addressOf } from "./addresses.js"
import { type Catalog, type CatalogService, choosePort, type DeclaredPort } from "./catalog.js"
import { Fields, pickAt } from "./fields.js"
import { type Placements, variableNameOf } from "./placements.js"
import type { Problems } from "./problems.js"
import { capitalised, limited } from "./shared.js"
import { target } from "./targets.js"

type RouteData = z.output<typeof routeSchema>

/** What a route is resolved with. */
export interface RouteContext {
  readonly data: TopologyData
  readonly catalog: Catalog
  readonly placements: Placements
  readonly problems: Problems
}

/** The same, once it is known which proxy serves the route at hand. */
interface HandlerContext extends RouteContext {
  readonly proxy: ServiceName | undefined
}

/** Resolves the routes of one environment, in declared order. */
export function resolveRoutes(context: RouteContext): readonly Route[] {
  return Object.entries(context.data.routes ?? {}).flatMap(([name, route]) => {
    const resolved = resolveRoute(
      name,
      new Fields("route", route, child("/routes", name), context.catalog.environment, context.problems),
      context,
    )
    return resolved === undefined ? [] : [resolved]
  })
}

/** The URL of a route in this environment, for links to it; undefined when it is not in it. */
export function routeUrl(name: string, context: RouteContext): string | undefined {
  const route = context.data.routes?.[name]
  if (route === undefined) return undefined
  const stated = statedHosts(
    new Fields("route", route, child("/routes", name), context.catalog.environment, context.problems),
  )
  const first = stated?.hosts[context.placements.placements[0]!]?.[0]
  return first === undefined ? undefined : `${schemeOf(first, tlsOf(route, context))}://${first.replace("*.", "")}`
}

function resolveRoute(name: string, fields: Fields<RouteData>, context: RouteContext): Route | undefined {
  const { catalog, problems } = context
  const present = limited(fields, problems.environments).includes(catalog.environment)
  const stated = statedHosts(fields)
  if (!present || stated === undefined) return undefined
  fields.source("host", stated.origin)
  const { data } = fields
  const to = fields.varying("to") as string | undefined
  const whole: HandlerInput | undefined =
    to === undefined
      ? undefined
      : { to, port: data.port, timeouts: data.timeouts, stream: data.stream, websocket: data.websocket }
  const proxy = proxyOf(
    fields,
    references(whole === undefined ? (data.handle ?? []) : [...(data.handle ?? []), whole]),
    context,
  )
  const inner = { ...context, proxy }
  const tree = (data.handle ?? []).map((handler, index) =>
    resolveHandler(handler, child(child(fields.path, "handle"), index), inner),
  )
  const last = whole === undefined ? [] : [resolveHandler(whole, fields.path, inner, fields.node.sources.to)]
  const handlers = [...tree, ...last].filter((handler) => handler !== undefined)
  if (handlers.length === 0 && data.handle === undefined && to === undefined) {
    problems.error(
      {
        code: "route/no_answer",
        message: `The route ${JSON.stringify(name)} says nothing that answers.`,
        path: fields.path,
        help: "Add `to` or `handle`.",
      },
      catalog.environment,
    )
  }
  const tls = fields.varying("tls") as TlsData | undefined
  const first = stated.hosts[context.placements.placements[0]!]![0]!
  const local = first.startsWith("localhost:")
  const resolved = {
    name,
    title: fields.plain("title") ?? handlers.map(titleOf).find((title) => title !== undefined) ?? capitalised(name),
    purpose: fields.plain("purpose"),
    role: fields.plain("role") ?? ("other" as const),
    environment: catalog.environment,
    sites: sitesOf(name, stated, { tls, context }),
    url: `${schemeOf(first, tls)}://${first}`,
    exposure:
      (fields.varying("exposure") as Route["exposure"] | undefined) ??
      (local ? ("host" as const) : ("public" as const)),
    proxy,
    tls: resolveTls(tls, local),
    handlers,
    headers: headerChanges(fields.plain("headers"), child(fields.path, "headers")),
    compress: fields.plain("compress") ?? true,
    bodyLimit: optionalBytes(fields.plain("bodyLimit")),
    hasWebsocket: everyHandler(handlers).some(({ websocket }) => websocket),
  }
  return { ...fields.node, ...resolved }
}

type TlsData = "automatic" | "acme-test" | "internal" | "off" | { readonly certificate: string; readonly key: string }

function resolveTls(tls: TlsData | undefined, local: boolean): Route["tls"] {
  if (typeof tls === "object") return { kind: "files", certificate: tls.certificate, key: tls.key }
  return { kind: tls ?? (local ? "off" : "automatic") }
}

interface StatedHosts {
  /** Per placement of the environment. */
  readonly hosts: Readonly<Partial<Record<Placement, readonly string[]>>>
  readonly origin: Origin
}

/** The host names as stated for this environment; undefined where the route is not in it. */
function statedHosts(fields: Fields<RouteData>): StatedHosts | undefined {
  const { value, origin } = pickAt(fields.data.host, child(fields.path, "host"), fields)
  if (value === undefined) return undefined
  const list = (hosts: unknown): readonly string[] =>
    typeof hosts === "string" ? [hosts] : (hosts as readonly string[])
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const perPlacement = value as { readonly cloud: unknown; readonly local: unknown }
    return { hosts: { cloud: list(perPlacement.cloud), local: list(perPlacement.local) }, origin }
  }
  return { hosts: { cloud: list(value), local: list(value) }, origin }
}

function sitesOf(
  name: string,
  stated: StatedHosts,
  { tls, context }: { readonly tls: unknown; readonly context: RouteContext },
): readonly Site[] {
  const [first] = context.placements.placements
  const hosts = stated.hosts[first!]!
  const cloud = stated.hosts.cloud!
  const local = stated.hosts.local!
  const differs = context.placements.placements.length > 1 && cloud.join() !== local.join()
  return hosts.map((host, index) => {
    const address = siteAddress(host, tls)
    const { port, scheme, hostname } = siteParts(host, tls)
    const text = differs
      ? context.placements.choose({
          name: `${variableNameOf(name)}_SITE${index === 0 ? "" : `_${index + 1}`}`,
          purpose: `Where the route ${name} is served`,
          cloud: siteAddress(cloud[index] ?? cloud[0]!, tls),
          local: siteAddress(local[index] ?? local[0]!, tls),
          origin: stated.origin,
        })
      : [address]
    return {
      hostname,
      port,
      scheme,
      address: text,
      origin: hosts.length === 1 ? stated.origin : child(stated.origin, index),
    }
  })
}

function siteParts(
  host: string,
  tls: unknown,
): { readonly hostname: string; readonly port: number; readonly scheme: "http" | "https" } {
  const [hostname, port] = host.split(":") as [string, string | undefined]
  const scheme = schemeOf(host, tls)
  return { hostname, scheme, port: port === undefined ? (scheme === "https" ? 443 : 80) : Number(port) }
}

/** As a Caddyfile names a site: `http://` switches automatic HTTPS off, a bare name switches it on. */
function siteAddress(host: string, tls: unknown): string {
  const scheme = schemeOf(host, tls)
  if (scheme === "http") return `http://${host}`
  return host.startsWith("localhost:") ? `https://${host}` : host
}

function schemeOf(host: string, tls: unknown): "http" | "https" {
  if (tls === "off") return "http"
  return tls === undefined && host.startsWith("localhost:") ? "http" : "https"
}

function tlsOf(route: RouteData, context: RouteContext): unknown {
  return pickAt(route.tls, "", { environment: context.catalog.environment, problems: context.problems }).value
}

/** Everything that the handlers of a tree lead to, by reference. */
function references(handlers: readonly HandlerInput[]): readonly HandlerInput[] {
  return handlers.flatMap((handler) => (handler.handle === undefined ? [handler] : references(handler.handle)))
}

function proxyOf(
  fields: Fields<RouteData>,
  leaves: readonly HandlerInput[],
  { catalog, problems }: RouteContext,
): ServiceName | undefined {
  const proxies = catalog.proxies
  const name = fields.plain("proxy")
  if (name !== undefined) {
    const named = proxies.find(({ id }) => id === name)
    if (named === undefined)
      problems.unknown("proxy", {
        found: name,
        path: child(fields.path, "proxy"),
        declared: proxies.map(({ id }) => id),
      })
    return named === undefined ? undefined : { host: named.host, name: named.name, id: named.id }
  }
  const servedElsewhere = leaves.every(
    ({ to }) => to !== undefined && !catalog.services.has(to) && (to.startsWith("vercel.") || catalog.buckets.has(to)),
  )
  if (servedElsewhere && fields.data.handle === undefined) return undefined
  const hosts = new Set(leaves.flatMap(({ to }) => (to === undefined ? [] : [catalog.services.get(to)?.host])))
  const near = proxies.filter(({ host }) => hosts.has(host))
  const candidates = near.length > 0 ? near : proxies
  const [only] = candidates
  if (only !== undefined && candidates.length === 1) return { host: only.host, name: only.name, id: only.id }
  problems.error(
    {
      code: "route/no_proxy",
      message:
        only === undefined
          ? "No service is a proxy, so nothing serves this route."
          : "Several services are proxies, so which one serves this route can't be told.",
      path: fields.path,
      allowed: proxies.map(({ id }) => id).join(", ") || "no service has `proxy`",
      help:
        only === undefined
          ? "Give the service that runs Caddy a `proxy`, if only an empty one."
          : "Name it with `proxy`.",
    },
    catalog.environment,
  )
  return undefined
}

function resolveHandler(
  data: HandlerInput,
  path: Pointer,
  context: HandlerContext,
  toOrigin?: Origin,
): Handler | undefined {
  const fields = new Fields<HandlerInput>("handler", data, path, context.catalog.environment, context.problems)
  const answer = answerOf(fields, context, toOrigin ?? child(path, "to"))
  if (answer === undefined) return undefined
  const timeouts = fields.below("timeouts", data.timeouts ?? {}, "timeouts")
  const resolved = {
    match: data.match === undefined ? undefined : resolveMatch(data.match as MatchInput, child(path, "match")),
    strip: fields.plain("strip"),
    rewrite: fields.plain("rewrite"),
    headers: headerChanges(data.headers, child(path, "headers")),
    requestHeaders: headerChanges(data.requestHeaders, child(path, "requestHeaders")),
    basicAuth: resolveBasicAuth(data, path, context),
    bodyLimit: optionalBytes(fields.plain("bodyLimit")),
    dialTimeout: timeouts.plain("dial"),
    readTimeout: timeouts.plain("read"),
    writeTimeout: timeouts.plain("write"),
    stream: fields.plain("stream") ?? false,
    websocket: fields.plain("websocket") ?? false,
    answer,
  }
  const node: Resolved = {
    ...fields.node,
    sources: {
      ...fields.node.sources,
      ...timeoutSources(timeouts.node),
      ...(toOrigin === undefined ? {} : { to: toOrigin }),
    },
  }
  return { ...node, ...resolved }
}

const ANSWERS = ["to", "redirect", "respond", "files", "fragment", "handle"] as const

function answerOf(fields: Fields<HandlerInput>, context: HandlerContext, toPath: Pointer): Answer | undefined {
  const { data, path, problems } = fields
  const stated = ANSWERS.filter((key) => data[key] !== undefined)
  if (stated.length !== 1) {
    problems.error({
      code: "route/answer",
      message:
        stated.length === 0
          ? "A handler says nothing that answers."
          : `A handler says several things that answer: ${stated.join(", ")}.`,
      path,
      allowed: `exactly one of ${ANSWERS.join(", ")}`,
      help:
        stated.length === 0 ? "Add one of them." : "Keep one of them, and move the others into handlers of their own.",
    })
    return undefined
  }
  for (const key of ANSWERS) if (data[key] !== undefined) fields.source(key, key === "to" ? toPath : child(path, key))
  if (data.status !== undefined) fields.source("status", child(path, "status"))
  if (data.to !== undefined) return answerTo(data.to, fields, context, toPath)
  if (data.redirect !== undefined) return redirectOf(data.redirect, data.status ?? 308, path, context)
  if (data.respond !== undefined) return { kind: "respond", body: data.respond, status: data.status ?? 200 }
  if (data.files !== undefined)
    return { kind: "files", root: data.files.root, from: data.files.from, fallback: data.files.fallback }
  if (data.fragment !== undefined) return { kind: "fragment", file: data.fragment.file, reason: data.fragment.reason }
  const handlers = (data.handle ?? []).map((handler, index) =>
    resolveHandler(handler, child(child(path, "handle"), index), context),
  )
  return { kind: "handle", handlers: handlers.filter((handler) => handler !== undefined) }
}

function answerTo(
  reference: string,
  fields: Fields<HandlerInput>,
  context: HandlerContext,
  path: Pointer,
): Answer | undefined {
  const { catalog, problems } = context
  const to = target(reference, catalog, { path, host: undefined, problems })
  if (to === undefined) return undefined
  if (to.kind === "vercel") return { kind: "vercel", project: to.project }
  if (to.kind === "bucket") return { kind: "bucket", bucket: to.bucket }
  if (to.kind === "external") return { kind: "external", external: to.external }
  if (to.kind !== "service") {
    problems.error({
      code: "route/target",
      message: `A route can't lead to ${JSON.stringify(reference)}.`,
      path,
      allowed: "a service, a Vercel project, a bucket or an external",
      help: "Name what answers.",
    })
    return undefined
  }
  const service = catalog.services.get(to.service.id)!
  const port = choosePort(service, fields.data.port)
  if (port === undefined) {
    problems.error({
      code: "route/no_port",
      message: `Which port of ${service.id} serves the route can't be told.`,
      path,
      allowed: service.ports.map(({ name }) => name).join(", ") || `${service.id} declares no port`,
      help: "Name the port with `port`.",
    })
    return undefined
  }
  const upstream = addressOf({ host: context.proxy?.host ?? service.host }, { service, port }, context)
  return {
    kind: "service",
    service: to.service,
    title: service.data.title ?? capitalised(service.name),
    portName: port.name,
    port: port.port,
    upstream,
    healthPath: healthPath(service, port),
  }
}

/** The path that tells whether a port is well; undefined where the service is asked on another port, or in another way. */
function healthPath({ data, ports }: CatalogService, port: DeclaredPort): string | undefined {
  const { health } = data
  if (typeof health !== "object" || health.get === undefined) return undefined
  const asked = health.on ?? (ports.find(({ protocol }) => protocol === "http") ?? ports[0])?.name
  return asked === port.name ? health.get : undefined
}

function redirectOf(
  redirect: NonNullable<HandlerInput["redirect"]>,
  status: number,
  path: Pointer,
  context: RouteContext,
): Answer | undefined {
  if (typeof redirect === "string") return { kind: "redirect", to: redirect, keepPath: false, status, route: undefined }
  const to = routeUrl(redirect.route, context)
  if (to === undefined) {
    context.problems.unknown("route", {
      found: redirect.route,
      path: child(child(path, "redirect"), "route"),
      declared: Object.keys(context.data.routes ?? {}),
    })
    return undefined
  }
  return { kind: "redirect", to, keepPath: true, status, route: redirect.route }
}

function resolveBasicAuth(
  data: HandlerInput,
  path: Pointer,
  { catalog, problems }: RouteContext,
): Handler["basicAuth"] {
  const { basicAuth } = data
  if (basicAuth === undefined) return undefined
  const password = findSecret(basicAuth.password, child(child(path, "basicAuth"), "password"), catalog, problems)
  return password === undefined ? undefined : { user: basicAuth.user, password, realm: basicAuth.realm }
}

/** A declared secret by its name; reported when nothing declares it. */
export function findSecret(name: string, path: Pointer, catalog: Catalog, problems: Problems): Secret | undefined {
  const secret = catalog.secrets.get(name)
  if (secret === undefined) problems.unknown("secret", { found: name, path, declared: catalog.secrets.keys() })
  return secret
}

function resolveMatch(data: MatchInput, path: Pointer): Match {
  const sources = Object.fromEntries(Object.keys(data).map((key) => [key, child(path, key)]))
  return {
    noun: "match",
    path,
    sources,
    paths: data.path ?? [],
    methods: data.method ?? [],
    headers: Object.entries(data.header ?? {}).map(([name, value]) => ({ name, value })),
    remote: data.remote ?? [],
    not: data.not === undefined ? undefined : resolveMatch(data.not as MatchInput, child(path, "not")),
  }
}

function headerChanges(
  headers: Readonly<Record<string, string | null>> | undefined,
  path: Pointer,
): readonly HeaderChange[] {
  return Object.entries(headers ?? {}).map(([name, value]) => ({ name, value, origin: child(path, name) }))
}

function timeoutSources(node: Resolved): Readonly<Record<string, Origin>> {
  return Object.fromEntries(Object.entries(node.sources).map(([key, origin]) => [`${key}Timeout`, origin]))
}

function everyHandler(handlers: readonly Handler[]): readonly Handler[] {
  return handlers.flatMap((handler) => [
    handler,
    ...(handler.answer.kind === "handle" ? everyHandler(handler.answer.handlers) : []),
  ])
}

function titleOf({ answer }: Handler): string | undefined {
  if (answer.kind === "service") return answer.title
  if (answer.kind === "vercel") return answer.project.title
  if (answer.kind === "bucket") return answer.bucket.title
  return answer.kind === "external" ? answer.external.title : undefined
}

function optionalBytes(size: string | undefined): number | undefined {
  return size === undefined ? undefined : bytes(size)
}
