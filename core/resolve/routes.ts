import { child, type Pointer } from "../../schema/pointer.js"
import type { HandlerInput } from "../../schema/route.js"
import type { TopologyData } from "../../schema/topology.js"
import { bytes } from "../../schema/units.js"
import type { HeaderChange, Route, ServiceName } from "../estate.js"
import type { Catalog } from "./catalog.js"
import { Fields, isIn } from "./fields.js"
import { type HandlerContext, resolveHandler, resolveHandlers, titleOf } from "./handlers.js"
import type { Placements } from "./placements.js"
import { enumerate, type Problems } from "./problems.js"
import { capitalised } from "./shared.js"
import { refuseAbsent } from "./targets.js"
import { isLocal, mainHost, type RouteData, resolveSites, schemeOf, statedHosts, type TlsData } from "./urls.js"

/** What a route is resolved with. */
export interface RouteContext {
  readonly data: TopologyData
  readonly catalog: Catalog
  readonly placements: Placements
  readonly problems: Problems
}

/** Resolves the routes of one environment, in declared order. */
export function resolveRoutes(context: RouteContext): readonly Route[] {
  const { data, catalog, problems } = context
  return Object.entries(data.routes ?? {}).flatMap(([name, route]) => {
    const fields = new Fields("route", route, child("/routes", name), catalog.environment, problems)
    const resolved = resolveRoute(name, fields, context)
    return resolved === undefined ? [] : [resolved]
  })
}

function resolveRoute(name: string, fields: Fields<RouteData>, context: RouteContext): Route | undefined {
  const { data, path } = fields
  const place = { environment: context.catalog.environment, problems: context.problems }
  const stated = statedHosts(data, child(path, "host"), place)
  if (!isIn(data.only, child(path, "only"), place)) return undefined
  if (stated === undefined) {
    if (data.only !== undefined) noHost(name, fields, context)
    return undefined
  }
  fields.source("host", stated.origin)
  if (data.only !== undefined) fields.source("only", child(path, "only"))
  const to = fields.varying("to") as string | undefined
  const tree = (data.handle ?? []).filter((one, index) =>
    isIn(one.only, child(child(child(path, "handle"), index), "only"), place),
  )
  const leaves = leavesOf(tree, place.environment)
  refuseNothing(name, { tree, to, fields }, context)
  const whole: HandlerInput | undefined =
    to === undefined
      ? undefined
      : { to, port: data.port, timeouts: data.timeouts, stream: data.stream, websocket: data.websocket }
  const proxy = proxyOf(fields, whole === undefined ? leaves : [...leaves, whole], context)
  const inner: HandlerContext = { ...context, proxy, route: fields }
  const last = whole === undefined ? undefined : resolveHandler(whole, path, inner, fields.sources.to)
  const handlers = [
    ...resolveHandlers(data.handle, child(path, "handle"), inner),
    ...(last === undefined ? [] : [last]),
  ]
  const tls = fields.varying("tls") as TlsData | undefined
  const main = mainHost(stated.hosts[context.placements.placements[0]])
  return {
    noun: "route",
    path,
    name,
    title: fields.plain("title") ?? handlers.map(titleOf).find((title) => title !== undefined) ?? capitalised(name),
    purpose: fields.plain("purpose"),
    role: fields.plain("role") ?? "other",
    environment: place.environment,
    ...resolveSites(name, stated, { tls, context }),
    url: `${schemeOf(main, tls)}://${main}`,
    exposure: (fields.varying("exposure") as Route["exposure"] | undefined) ?? (isLocal(main) ? "host" : "public"),
    proxy,
    tls: resolveTls(tls, isLocal(main)),
    handlers,
    headers: headerChanges(fields.plain("headers"), child(path, "headers")),
    compress: fields.plain("compress") ?? true,
    bodyLimit: optionalBytes(fields.plain("bodyLimit")),
    hasWebsocket: hasWebsocket(handlers),
    sources: fields.sources,
  }
}

/** Header changes in stated order. */
export function headerChanges(
  headers: Readonly<Record<string, string | null>> | undefined,
  path: Pointer,
): readonly HeaderChange[] {
  return Object.entries(headers ?? {}).map(([name, value]) => ({ name, value, origin: child(path, name) }))
}

/** A size in bytes, where one is stated. */
export function optionalBytes(size: string | undefined): number | undefined {
  return size === undefined ? undefined : bytes(size)
}

function resolveTls(tls: TlsData | undefined, local: boolean): Route["tls"] {
  if (typeof tls === "object") return { kind: "files", certificate: tls.certificate, key: tls.key }
  return { kind: tls ?? (local ? "off" : "automatic") }
}

/** The leaves of a tree in one environment. */
function leavesOf(handlers: readonly HandlerInput[], environment: string): readonly HandlerInput[] {
  return handlers.flatMap((handler) => {
    if (handler.only !== undefined && !handler.only.includes(environment)) return []
    return handler.handle === undefined ? [handler] : leavesOf(handler.handle, environment)
  })
}

function hasWebsocket(handlers: Route["handlers"]): boolean {
  return handlers.some(
    ({ websocket, answer }) => websocket || (answer.kind === "handle" && hasWebsocket(answer.handlers)),
  )
}

/** Which proxy serves a route: the one it names, else the only one near what it leads to, else the only one there is. */
function proxyOf(
  fields: Fields<RouteData>,
  leaves: readonly HandlerInput[],
  { catalog, problems, data }: RouteContext,
): ServiceName | undefined {
  const name = fields.plain("proxy")
  if (name !== undefined) return namedProxy(name, child(fields.path, "proxy"), { catalog, problems, data })
  if (leaves.length === 0) return undefined
  const servedElsewhere = leaves.every(
    ({ to }) => to !== undefined && !catalog.services.has(to) && (to.startsWith("vercel.") || catalog.buckets.has(to)),
  )
  if (servedElsewhere && fields.data.handle === undefined) return undefined
  const hosts = new Set(leaves.flatMap(({ to }) => (to === undefined ? [] : [catalog.services.get(to)?.host ?? ""])))
  const near = [...hosts].flatMap((host) => catalog.proxies.get(host) ?? [])
  const candidates = near.length > 0 ? near : [...catalog.proxies.values()].flat()
  const [only] = candidates
  if (only !== undefined && candidates.length === 1) return { host: only.host, name: only.name, id: only.id }
  problems.error(
    {
      code: "routes/no_proxy",
      message:
        only === undefined
          ? "No service is a proxy, so nothing serves this route."
          : "Several services are proxies, so which one serves this route can't be told.",
      path: fields.path,
      allowed: only === undefined ? "no service has `proxy`" : enumerate(candidates.map(({ id }) => id)),
      help:
        only === undefined
          ? "Give the service that runs Caddy a `proxy`, if only an empty one."
          : "Name it with `proxy`.",
    },
    catalog.environment,
  )
  return undefined
}

function namedProxy(
  name: string,
  path: Pointer,
  { catalog, problems, data }: Pick<RouteContext, "catalog" | "problems" | "data">,
): ServiceName | undefined {
  const service = catalog.services.get(name)
  if (service?.data.proxy !== undefined) return { host: service.host, name: service.name, id: service.id }
  const dot = name.indexOf(".")
  const elsewhere = data.hosts?.[name.slice(0, dot)]?.services[name.slice(dot + 1)]
  if (service !== undefined) {
    problems.error({
      code: "routes/proxy",
      message: `The service ${name} is to serve a route, but is no proxy.`,
      path,
      found: JSON.stringify(name),
      notes: [{ message: "the service is declared there", path: service.path }],
      help: "Give it a `proxy`, if only an empty one, or name a service that has one.",
    })
  } else if (elsewhere !== undefined) {
    refuseAbsent(JSON.stringify(name), { path, problems, environment: catalog.environment })
  } else {
    const declared = [...catalog.proxies.values()].flat().map(({ id }) => id)
    problems.unknown("proxy", { found: name, path, declared, at: (id) => catalog.services.get(id)?.path })
  }
  return undefined
}

function refuseNothing(
  name: string,
  { tree, to, fields }: { tree: readonly HandlerInput[]; to: string | undefined; fields: Fields<RouteData> },
  { catalog, problems }: RouteContext,
): void {
  if (tree.length === 0 && to === undefined) {
    problems.error(
      {
        code: "routes/no_answer",
        message: `The route ${JSON.stringify(name)} says nothing that answers.`,
        path: fields.path,
        help: "Add `to` or `handle`.",
      },
      catalog.environment,
    )
  }
  if (fields.data.to === undefined && fields.data.port !== undefined) {
    problems.error({
      code: "routes/unused",
      message: `\`port\` of the route ${JSON.stringify(name)} means nothing without \`to\`.`,
      path: child(fields.path, "port"),
      help: "Remove it, or move it to the handler that it is meant for.",
    })
  }
}

function noHost(name: string, fields: Fields<RouteData>, { catalog, problems }: RouteContext): void {
  problems.error(
    {
      code: "routes/no_host",
      message: `The route ${JSON.stringify(name)} is said to be in an environment that it has no host for.`,
      path: child(fields.path, "host"),
      notes: [{ message: "the environments are stated there", path: child(fields.path, "only") }],
      help: "Add a host for it, or take the environment out of `only`.",
    },
    catalog.environment,
  )
}
