import { child, type Pointer } from "../../schema/pointer.js"
import type { HandlerInput, MatchInput } from "../../schema/route.js"
import type { Answer, Handler, Match, ServiceName } from "../estate.js"
import type { Origin, Resolved } from "../origin.js"
import { addressOf } from "./addresses.js"
import { choosePort, portsOf } from "./catalog.js"
import { Fields, isIn, member } from "./fields.js"
import { healthPath } from "./health.js"
import { below, enumerate } from "./problems.js"
import { headerChanges, optionalBytes, type RouteContext } from "./routes.js"
import { findSecret, isHere } from "./secrets.js"
import { capitalised } from "./shared.js"
import { refuseAbsent, target } from "./targets.js"
import { type RouteData, routeUrl } from "./urls.js"

/** What a handler is resolved with: its route, and which proxy serves that. */
export interface HandlerContext extends RouteContext {
  readonly proxy: ServiceName | undefined
  readonly route: Fields<RouteData>
}

/** Resolves those handlers of a list that are in this environment, in stated order. */
export function resolveHandlers(
  handlers: readonly HandlerInput[] | undefined,
  path: Pointer,
  context: HandlerContext,
): readonly Handler[] {
  const place = { environment: context.catalog.environment, problems: context.problems }
  return (handlers ?? []).flatMap((handler, index) => {
    const own = child(path, index)
    if (!isIn(handler.only, child(own, "only"), place)) return []
    const resolved = resolveHandler(handler, own, context)
    return resolved === undefined ? [] : [resolved]
  })
}

/** Resolves one handler; undefined, and reported, when it says nothing that answers. `toOrigin` is where its `to` stands, if elsewhere. */
export function resolveHandler(
  data: HandlerInput,
  path: Pointer,
  context: HandlerContext,
  toOrigin?: Origin,
): Handler | undefined {
  const fields = new Fields<HandlerInput>("handler", data, path, context.catalog.environment, context.problems)
  const answer = answerOf(fields, context, toOrigin ?? child(path, "to"))
  if (answer === undefined) return undefined
  const passing = inherited(fields, data.to === undefined ? undefined : context.route)
  return {
    noun: "handler",
    path,
    match: data.match === undefined ? undefined : resolveMatch(data.match as MatchInput, child(path, "match")),
    strip: fields.plain("strip"),
    rewrite: fields.plain("rewrite"),
    headers: headerChanges(data.headers, child(path, "headers")),
    requestHeaders: headerChanges(data.requestHeaders, child(path, "requestHeaders")),
    basicAuth: resolveBasicAuth(data, path, context),
    bodyLimit: optionalBytes(fields.plain("bodyLimit")),
    ...passing,
    answer,
    sources: fields.sources,
  }
}

/** What a handler leads to, in words; undefined where it leads to nothing that has a title. */
export function titleOf({ answer }: Handler): string | undefined {
  if (answer.kind === "service") return answer.title
  if (answer.kind === "vercel") return answer.project.title
  if (answer.kind === "bucket") return answer.bucket.title
  return answer.kind === "external" ? answer.external.title : undefined
}

/** How requests are passed on: as the handler says, else as its route says. */
function inherited(
  fields: Fields<HandlerInput>,
  route: Fields<RouteData> | undefined,
): Pick<Handler, "dialTimeout" | "readTimeout" | "writeTimeout" | "stream" | "websocket"> {
  const timeout = (key: "dial" | "read" | "write"): string | undefined => {
    for (const { data, path } of [fields, ...(route === undefined ? [] : [route])]) {
      const value = data.timeouts?.[key]
      if (value === undefined) continue
      fields.source(`${key}Timeout`, child(child(path, "timeouts"), key))
      return value
    }
    return undefined
  }
  const flag = (key: "stream" | "websocket"): boolean => {
    const own = fields.plain(key)
    if (own !== undefined || route?.data[key] === undefined) return own ?? false
    fields.source(key, child(route.path, key))
    return route.data[key]
  }
  return {
    dialTimeout: timeout("dial"),
    readTimeout: timeout("read"),
    writeTimeout: timeout("write"),
    stream: flag("stream"),
    websocket: flag("websocket"),
  }
}

const ANSWERS = ["to", "redirect", "respond", "files", "fragment", "handle"] as const

function answerOf(fields: Fields<HandlerInput>, context: HandlerContext, toPath: Pointer): Answer | undefined {
  const { data, path, problems } = fields
  const stated = ANSWERS.filter((key) => data[key] !== undefined)
  const [kind] = stated
  if (kind === undefined || stated.length !== 1) {
    problems.error({
      code: "routes/answer",
      message:
        kind === undefined
          ? "A handler says nothing that answers."
          : `A handler says several things that answer: ${stated.join(", ")}.`,
      path,
      allowed: `exactly one of ${ANSWERS.join(", ")}`,
      help:
        kind === undefined ? "Add one of them." : "Keep one of them, and move the others into handlers of their own.",
    })
    return undefined
  }
  refuseUnused(kind, fields)
  fields.source(kind, kind === "to" ? toPath : child(path, kind))
  fields.plain("status")
  fields.plain("port")
  if (data.to !== undefined) return answerTo(data.to, fields, context, toPath)
  if (data.redirect !== undefined) return redirectOf(data.redirect, data.status ?? 308, path, context)
  if (data.respond !== undefined) return { kind: "respond", body: data.respond, status: data.status ?? 200 }
  if (data.files !== undefined)
    return { kind: "files", root: data.files.root, from: data.files.from, fallback: data.files.fallback }
  if (data.fragment !== undefined) return { kind: "fragment", file: data.fragment.file, reason: data.fragment.reason }
  return inner(fields, context)
}

function inner({ data, path, problems }: Fields<HandlerInput>, context: HandlerContext): Answer {
  const { environment } = context.catalog
  const handlers = resolveHandlers(data.handle, child(path, "handle"), context)
  if ((data.handle ?? []).every(({ only }) => only !== undefined && !only.includes(environment))) {
    problems.error(
      {
        code: "routes/no_answer",
        message: "A handler has none below it that answers in every environment that it is in.",
        path: child(path, "handle"),
        help: "Limit it with `only`, or add a handler for the environment.",
      },
      environment,
    )
  }
  return { kind: "handle", handlers }
}

function refuseUnused(kind: (typeof ANSWERS)[number], { data, path, problems }: Fields<HandlerInput>): void {
  const refuse = (key: "status" | "port", beside: string): void =>
    problems.error({
      code: "routes/unused",
      message: `\`${key}\` means nothing beside \`${kind}\`.`,
      path: child(path, key),
      help: `Remove it; it goes with ${beside}.`,
    })
  if (data.status !== undefined && kind !== "redirect" && kind !== "respond")
    refuse("status", "`redirect` and `respond`")
  if (data.port !== undefined && kind !== "to") refuse("port", "`to`")
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
      code: "routes/target",
      message: `A route can't lead to ${JSON.stringify(reference)}.`,
      path,
      allowed: "a service, a Vercel project, a bucket or an external",
      help: "Name what answers.",
    })
    return undefined
  }
  return answerService(to.service, fields, context, path)
}

function answerService(
  name: ServiceName,
  { data, path }: Fields<HandlerInput>,
  context: HandlerContext,
  toPath: Pointer,
): Answer | undefined {
  const { catalog, problems, proxy } = context
  const service = catalog.services.get(name.id)!
  const port = choosePort(service, data.port)
  const names = service.ports.map((one) => one.name)
  if (port === undefined && data.port !== undefined)
    problems.unknown("port", { found: data.port, path: child(path, "port"), declared: names, at: portsOf(service) })
  else if (port === undefined)
    problems.error({
      code: "routes/no_port",
      message:
        names.length === 0
          ? `The route leads to ${service.id}, which has no ports.`
          : `Which port of ${service.id} serves the route can't be told.`,
      path: toPath,
      ...(names.length === 0 ? {} : { allowed: enumerate(names) }),
      help: names.length === 0 ? "Declare the port that it listens on." : "Name the port with `port`.",
    })
  if (port === undefined) return undefined
  const seeker = (proxy === undefined ? undefined : catalog.services.get(proxy.id)) ?? service
  return {
    kind: "service",
    service: name,
    title: service.data.title ?? capitalised(service.name),
    portName: port.name,
    port: port.port,
    upstream: addressOf(seeker, { service, port }, context),
    healthPath: healthPath(service, port),
  }
}

function redirectOf(
  redirect: NonNullable<HandlerInput["redirect"]>,
  status: number,
  path: Pointer,
  context: RouteContext,
): Answer | undefined {
  if (typeof redirect === "string")
    return { kind: "redirect", to: redirect, target: [redirect], keepPath: false, status, route: undefined }
  const { problems, catalog, data } = context
  const place = child(child(path, "redirect"), "route")
  const { route } = redirect
  if (member(data.routes, route) === undefined) {
    const declared = Object.keys(data.routes ?? {})
    problems.unknown("route", { found: route, path: place, declared, at: below("/routes") })
    return undefined
  }
  const found = routeUrl(route, context)
  if (found.kind === "url")
    return { kind: "redirect", to: found.shown, target: found.url, keepPath: true, status, route }
  if (found.kind === "absent")
    refuseAbsent(`The route ${JSON.stringify(route)}`, { path: place, problems, environment: catalog.environment })
  else
    problems.error(
      {
        code: "routes/no_url",
        message: `The route ${JSON.stringify(route)} has no URL of its own: all its hosts are wildcards.`,
        path: place,
        help: "Give it a host without a wildcard, or write the URL out.",
      },
      catalog.environment,
    )
  return undefined
}

function resolveBasicAuth(data: HandlerInput, path: Pointer, context: RouteContext): Handler["basicAuth"] {
  const { basicAuth } = data
  if (basicAuth === undefined) return undefined
  const place = child(child(path, "basicAuth"), "password")
  const password = findSecret(basicAuth.password, place, context)
  if (password === undefined || !isHere(password, place, context)) return undefined
  return { user: basicAuth.user, password, realm: basicAuth.realm }
}

function resolveMatch(data: MatchInput, path: Pointer): Match {
  const sources: Resolved["sources"] = Object.fromEntries(Object.keys(data).map((key) => [key, child(path, key)]))
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
