import type {
  CaddyConfig,
  CaddyHandler,
  CaddyMatcher,
  CaddyMatcherSet,
  CaddyRewrite,
  CaddyRoute,
  CaddyServer,
} from "../../formats/caddyfile/config.js"

/** What `caddy adapt` says and what we read, in one shape: what both speak of, and nothing else. */
export interface Adapted {
  readonly servers: readonly {
    readonly listen: readonly string[]
    readonly routes: unknown
    readonly errors: unknown
  }[]
  readonly namedRoutes: unknown
  readonly options: unknown
}

type Json = Readonly<Record<string, unknown>>

/** From the engine's JSON. */
export function fromEngine(text: string): Adapted {
  const root = JSON.parse(text) as Json
  const http = ((root.apps as Json | undefined)?.http as Json | undefined) ?? {}
  const servers = Object.values((http.servers as Record<string, Json> | undefined) ?? {})
  const named = Object.assign({}, ...servers.map((server) => server.named_routes ?? {})) as Record<string, Json>
  return {
    // The engine leaves empty ones behind where it joins addresses by protocol.
    servers: servers
      .filter((server) => server.listen !== undefined || server.routes !== undefined)
      .map((server) => ({
        listen: (server.listen ?? []) as readonly string[],
        routes: engineRoutes(server.routes),
        errors: engineRoutes((server.errors as Json | undefined)?.routes),
      }))
      .sort((left, right) => (left.listen.join() < right.listen.join() ? -1 : 1)),
    namedRoutes: Object.fromEntries(
      Object.entries(named)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, route]) => [name, engineRoutes([route])]),
    ),
    options: {
      httpPort: http.http_port ?? 80,
      httpsPort: http.https_port ?? 443,
      admin:
        (root.admin as Json | undefined)?.disabled === true
          ? "off"
          : ((root.admin as Json | undefined)?.listen ?? "localhost:2019"),
    },
  }
}

/** The servers for which the engine's JSON states TLS; that it states none says nothing. */
export function tlsOfEngine(text: string): readonly (readonly string[])[] {
  const root = JSON.parse(text) as { readonly apps?: { readonly http?: { readonly servers?: Record<string, Json> } } }
  return Object.values(root.apps?.http?.servers ?? {})
    .filter((server) => server.tls_connection_policies !== undefined)
    .map((server) => server.listen as readonly string[])
}

function engineRoutes(routes: unknown): unknown {
  const groups = new Map<string, number>()
  return ((routes as readonly Json[] | undefined) ?? []).map((route) => {
    const group = route.group as string | undefined
    if (group !== undefined && !groups.has(group)) groups.set(group, groups.size)
    return {
      match: ((route.match as readonly Json[] | undefined) ?? []).map(sortedKeys),
      group: group === undefined ? null : (groups.get(group) ?? null),
      terminal: route.terminal === true,
      handle: ((route.handle as readonly Json[] | undefined) ?? []).map(engineHandler),
    }
  })
}

function engineHandler(handler: Json): unknown {
  const name = handler.handler
  switch (name) {
    case "subroute":
      return { name, routes: engineRoutes(handler.routes) }
    case "static_response": {
      const location = (handler.headers as Record<string, readonly string[]> | undefined)?.Location?.[0]
      return {
        name,
        status: handler.status_code === undefined ? "" : `${handler.status_code}`,
        location: location ?? null,
        body: handler.headers === undefined ? (handler.body ?? "") : null,
        close: handler.close === true,
        abort: handler.abort === true,
      }
    }
    case "error":
      return { name, status: `${handler.status_code ?? ""}`, message: handler.error ?? "" }
    case "reverse_proxy": {
      const auth = (handler.headers as { readonly request?: { readonly set?: Json } } | undefined)?.request?.set
      const isAuth = auth !== undefined && "X-Forwarded-Uri" in auth && "X-Forwarded-Method" in auth
      const responses = (handler.handle_response as readonly Json[] | undefined) ?? []
      return {
        name,
        dials: ((handler.upstreams as readonly Json[] | undefined) ?? []).map(({ dial }) => dial ?? ""),
        dynamic: (handler.dynamic_upstreams as Json | undefined)?.source ?? null,
        protocol: engineProtocol(handler.transport as Json | undefined),
        responses: isAuth
          ? "auth"
          : responses.map((one) => ({
              matched: one.match !== undefined,
              status: one.status_code === undefined ? null : `${one.status_code}`,
              routes: engineRoutes(one.routes),
            })),
      }
    }
    case "intercept":
      return {
        name,
        responses: ((handler.handle_response as readonly Json[] | undefined) ?? []).map((one) => ({
          matched: one.match !== undefined,
          status: one.status_code === undefined ? null : `${one.status_code}`,
          routes: engineRoutes(one.routes),
        })),
      }
    case "vars": {
      const { handler: _, ...values } = handler
      return {
        name,
        values: Object.fromEntries(
          Object.entries(values)
            .sort(([left], [right]) => (left < right ? -1 : 1))
            .map(([key, value]) => [key, Array.isArray(value) ? value.join(" ") : `${value}`]),
        ),
      }
    }
    case "rewrite": {
      const { handler: _, ...change } = handler
      return { name, change: engineChange(change) }
    }
    case "file_server":
      return {
        name,
        root: handler.root ?? null,
        browse: handler.browse !== undefined,
        passThru: handler.pass_thru === true,
      }
    case "invoke":
      return { name, route: handler.name }
    default:
      return { name }
  }
}

function engineChange(change: Json): unknown {
  for (const key of ["uri", "method", "strip_path_prefix", "strip_path_suffix"]) {
    if (change[key] !== undefined) return { [key]: change[key] }
  }
  // The engine leaves out what is empty.
  return Object.keys(change)[0] ?? "nothing"
}

function engineProtocol(transport: Json | undefined): string {
  if (transport === undefined) return "http"
  if (transport.protocol === "fastcgi") return "fastcgi"
  if (transport.protocol !== "http") return "other"
  const versions = (transport.versions as readonly string[] | undefined) ?? []
  if (transport.tls !== undefined) return "https"
  return versions.length > 0 &&
    versions.every((version) => version === "h2c" || version === "2") &&
    versions.includes("h2c")
    ? "h2c"
    : "http"
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sortedKeys(inner)]),
  )
}

/** From what we read. */
export function fromReading(config: CaddyConfig): Adapted {
  const servers = config.servers.filter(({ sites }) => sites.length > 0)
  return {
    servers: servers
      .map((server) => ({
        listen: server.listeners.map(({ address }) => address),
        routes: siteRoutes(
          server,
          (site) => readRoutes(site.routes),
          (site) => hasHost(site.routes),
        ),
        errors: siteRoutes(
          { ...server, sites: server.sites.filter(({ site }) => site.errorRoutes.length > 0) },
          (site) => readRoutes(site.errorRoutes),
          () => false,
          server.sites.length,
        ),
      }))
      .sort((left, right) => (left.listen.join() < right.listen.join() ? -1 : 1)),
    namedRoutes: Object.fromEntries(
      [...invoked(config)].sort().map((name) => [name, namedRoute(config.namedRoutes.get(name)?.routes ?? [])]),
    ),
    options: {
      httpPort: config.options.httpPort,
      httpsPort: config.options.httpsPort,
      admin: config.options.admin.enabled ? config.options.admin.listen : "off",
    },
  }
}

type ReadRoute = { match: unknown; group: number | null; terminal: boolean; handle: readonly unknown[] }

function siteRoutes(
  server: CaddyServer,
  routesOf: (site: CaddyServer["sites"][number]["site"]) => readonly ReadRoute[],
  wraps: (site: CaddyServer["sites"][number]["site"]) => boolean,
  count = server.sites.length,
): unknown {
  const routes = server.sites.flatMap(({ site, addresses }): readonly ReadRoute[] => {
    const match = siteMatch(addresses)
    const own = routesOf(site)
    if (match.length === 0 && own.length === 0) return []
    if (match.length === 0 && count === 1 && !wraps(site)) return own
    return [{ match, group: null, terminal: true, handle: own.length === 0 ? [] : [{ name: "subroute", routes: own }] }]
  })
  return joined(routes)
}

/** Sites for the same hosts become one route. */
function joined(routes: readonly ReadRoute[]): readonly ReadRoute[] {
  const list: ReadRoute[] = []
  for (const route of routes) {
    const last = list.at(-1)
    const isSame =
      last !== undefined &&
      JSON.stringify([last.match, last.group, last.terminal]) ===
        JSON.stringify([route.match, route.group, route.terminal])
    if (isSame) list[list.length - 1] = { ...last, handle: [...last.handle, ...route.handle] }
    else list.push(route)
  }
  return list
}

function siteMatch(addresses: CaddyServer["sites"][number]["addresses"]): readonly Json[] {
  const pairs: { path: string; hosts: string[] }[] = []
  let isForAll = false
  for (const { host, path } of addresses) {
    let pair = pairs.find((one) => one.path === path)
    if (pair === undefined) {
      pair = { path, hosts: [] }
      pairs.push(pair)
    }
    if (host === "" && !isForAll) {
      pair.hosts = []
      isForAll = true
    }
    if (!isForAll && !pair.hosts.includes(host)) pair.hosts.push(host)
  }
  return pairs
    .map(({ path, hosts }) => ({
      ...(hosts.length > 0 ? { host: hosts } : {}),
      ...(path === "" ? {} : { path: [path] }),
    }))
    .filter((set) => Object.keys(set).length > 0)
}

function hasHost(routes: readonly CaddyRoute[]): boolean {
  return routes.some(({ matchers }) => matchers.some((set) => set.matchers.some(({ kind }) => kind === "host")))
}

function readRoutes(routes: readonly CaddyRoute[]): readonly ReadRoute[] {
  const groups = new Map<number, number>()
  return routes.map((route) => {
    const { group } = route
    if (group !== undefined && !groups.has(group)) groups.set(group, groups.size)
    return {
      match: route.matchers.map(readSet),
      group: group === undefined ? null : (groups.get(group) ?? null),
      terminal: false,
      handle: route.handlers.map(readHandler),
    }
  })
}

function namedRoute(routes: readonly CaddyRoute[]): unknown {
  const [only, another] = routes
  if (only !== undefined && another === undefined && only.matchers.length === 0)
    return readRoutes([{ ...only, group: undefined }])
  return [{ match: [], group: null, terminal: false, handle: [{ name: "subroute", routes: readRoutes(routes) }] }]
}

function invoked(config: CaddyConfig): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (routes: readonly CaddyRoute[]): void => {
    for (const handler of routes.flatMap(({ handlers }) => handlers)) {
      if (handler.kind === "subroute") visit(handler.routes)
      if ("responses" in handler) for (const one of handler.responses) visit(one.routes)
      if (handler.kind !== "invoke" || names.has(handler.name)) continue
      names.add(handler.name)
      visit(config.namedRoutes.get(handler.name)?.routes ?? [])
    }
  }
  for (const site of config.sites) visit([...site.routes, ...site.errorRoutes])
  return names
}

const names: Readonly<Partial<Record<CaddyHandler["kind"], string>>> = {
  basic_auth: "authentication",
  header: "headers",
  request_header: "headers",
}

function readHandler(handler: CaddyHandler): unknown {
  switch (handler.kind) {
    case "subroute":
      return { name: "subroute", routes: readRoutes(handler.routes) }
    case "redirect":
      return handler.status === "200"
        ? { name: "static_response", status: "200", location: null, body: null, close: false, abort: false }
        : {
            name: "static_response",
            status: handler.status,
            location: handler.to,
            body: null,
            close: false,
            abort: false,
          }
    case "respond":
      return {
        name: "static_response",
        status: handler.status,
        location: null,
        body: handler.body,
        close: handler.close,
        abort: false,
      }
    case "abort":
      return { name: "static_response", status: "", location: null, body: "", close: false, abort: true }
    case "error":
      return { name: "error", status: handler.status, message: handler.message }
    case "reverse_proxy":
      return {
        name: "reverse_proxy",
        dials: handler.upstreams.map(({ dial }) => dial),
        dynamic: handler.dynamic?.args[0]?.text ?? null,
        protocol: handler.protocol,
        responses: handler.directive === "forward_auth" ? "auth" : handler.responses.map(readResponse),
      }
    case "intercept":
      return { name: "intercept", responses: handler.responses.map(readResponse) }
    case "vars":
      return {
        name: "vars",
        values: Object.fromEntries([...handler.values].sort(([left], [right]) => (left < right ? -1 : 1))),
      }
    case "rewrite":
      return { name: "rewrite", change: readChange(handler.change) }
    case "file_server":
      return {
        name: "file_server",
        root: handler.root ?? null,
        browse: handler.browse,
        passThru: handler.passThru,
      }
    case "invoke":
      return { name: "invoke", route: handler.name }
    default:
      return { name: names[handler.kind] ?? handler.kind }
  }
}

function readResponse(one: {
  matcher: string | undefined
  status: string | undefined
  routes: readonly CaddyRoute[]
}): unknown {
  return { matched: one.matcher !== undefined, status: one.status ?? null, routes: readRoutes(one.routes) }
}

function readChange(change: CaddyRewrite): unknown {
  switch (change.kind) {
    case "uri":
      return change.uri === "" ? "nothing" : { uri: change.uri }
    case "method":
      return change.value === "" ? "nothing" : { method: change.value }
    case "strip_prefix":
      return change.value === "" ? "nothing" : { strip_path_prefix: change.value }
    case "strip_suffix":
      return change.value === "" ? "nothing" : { strip_path_suffix: change.value }
    case "replace":
      return "uri_substring"
    case "path_regexp":
      return "path_regexp"
    case "query":
      return "query"
  }
}

function readSet({ matchers }: CaddyMatcherSet): unknown {
  const set: Record<string, unknown> = {}
  for (const matcher of matchers) {
    const [name, value] = readMatcher(matcher)
    const before = set[name]
    set[name] = before === undefined ? value : { ...(before as Json), ...(value as Json) }
  }
  return sortedKeys(set)
}

function readMatcher(matcher: CaddyMatcher): readonly [string, unknown] {
  switch (matcher.kind) {
    case "path":
      return ["path", matcher.patterns]
    case "host":
    case "method":
      return [matcher.kind, matcher.values]
    case "protocol":
      return ["protocol", matcher.values[0]]
    case "remote_ip":
    case "client_ip":
      return [matcher.kind, { ranges: matcher.ranges }]
    case "header":
    case "query":
    case "vars":
      return [matcher.kind, Object.fromEntries(matcher.fields)]
    case "path_regexp":
      return ["path_regexp", regexp(matcher)]
    case "header_regexp":
    case "vars_regexp":
      return [matcher.kind, { [matcher.field]: regexp(matcher) }]
    case "not":
      return ["not", matcher.sets.map(readSet)]
    case "expression":
      return ["expression", matcher.name === "" ? matcher.expression : { expr: matcher.expression, name: matcher.name }]
    case "file":
      return [
        "file",
        {
          ...(matcher.root === "" ? {} : { root: matcher.root }),
          ...(matcher.tryFiles.length === 0 ? {} : { try_files: matcher.tryFiles }),
          ...(matcher.policy === "" ? {} : { try_policy: matcher.policy }),
          ...(matcher.split.length === 0 ? {} : { split_path: matcher.split }),
        },
      ]
    case "tls":
      return ["tls", matcher.values.length > 0 ? { handshake_complete: false } : {}]
    case "opaque":
      return [matcher.name, "opaque"]
  }
}

function regexp({ name, pattern }: { readonly name: string; readonly pattern: string }): unknown {
  return { ...(name === "" ? {} : { name }), ...(pattern === "" ? {} : { pattern }) }
}
