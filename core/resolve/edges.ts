import { child, type Pointer } from "../../schema/pointer.js"
import type { Access, Edge, EdgeTarget, ProviderEdge, Route } from "../estate.js"
import type { Resolved } from "../origin.js"
import { publishedPort } from "./addresses.js"
import { type Catalog, type CatalogService, choosePort, portsOf, type ServiceData } from "./catalog.js"
import { isIn } from "./fields.js"
import { hasHealth } from "./health.js"
import { enumerate, type Problems } from "./problems.js"
import { target } from "./targets.js"

/** One edge as people state it. */
type EdgeData = NonNullable<ServiceData["uses"]>[number]

/** Every edge of one environment: those declared, those of backups, and those that routes imply for their proxies. */
export function resolveEdges(catalog: Catalog, routes: readonly Route[], problems: Problems): readonly Edge[] {
  const declared: Edge[] = []
  for (const service of catalog.services.values()) {
    declareUses(service, { catalog, problems }, declared)
    if (service.data.backup !== undefined)
      declared.push(...backupEdges(service, service.data.backup, catalog, problems))
  }
  return [...declared, ...routeEdges(routes, catalog, { declared, problems })]
}

/** What a whole provider, host or external reaches in one environment. */
export function resolveProviderEdges(
  uses: readonly EdgeData[] | undefined,
  place: {
    readonly path: Pointer
    readonly host: string | undefined
    readonly catalog: Catalog
    readonly problems: Problems
  },
): readonly ProviderEdge[] {
  const { catalog, problems, host } = place
  return (uses ?? []).flatMap((stated, index) => {
    const edge = typeof stated === "string" ? { to: stated } : stated
    const path = child(child(place.path, "uses"), index)
    if (!isIn(edge.only, child(path, "only"), { environment: catalog.environment, problems })) return []
    const to = target(edge.to, catalog, { path: toPath(stated, path), host, problems })
    return to === undefined ? [] : [{ ...edgeNode(stated, path), to, access: edge.access ?? "call", label: edge.label }]
  })
}

function declareUses(
  service: CatalogService,
  { catalog, problems }: { readonly catalog: Catalog; readonly problems: Problems },
  found: Edge[],
): void {
  const { uses } = service.data
  if (uses === undefined) return
  const { environment } = catalog
  for (const [index, stated] of uses.entries()) {
    const edge: Exclude<EdgeData, string> = typeof stated === "string" ? { to: stated } : stated
    const path = child(child(service.path, "uses"), index)
    if (!isIn(edge.only, child(path, "only"), { environment, problems })) continue
    const place = toPath(stated, path)
    const to = target(edge.to, catalog, { path: place, host: service.host, problems })
    if (to === undefined) continue
    const connected = connect(service, to, { catalog, portName: edge.port, path: place, problems })
    refuseVainWait(service, edge, { to, path, catalog, problems })
    const { noun, sources } = edgeNode(stated, path)
    found.push({
      noun,
      path,
      sources,
      from: connected.from,
      to,
      reach: connected.reach,
      port: connected.port,
      access: edge.access ?? "call",
      condition: edge.condition ?? connected.condition,
      required: edge.required ?? true,
      restart: edge.restart ?? false,
      connections: edge.connections,
      label: edge.label,
      because: "uses",
    })
  }
}

function backupEdges(
  service: CatalogService,
  backup: NonNullable<ServiceData["backup"]>,
  catalog: Catalog,
  problems: Problems,
): readonly Edge[] {
  const ends: readonly (readonly [string, string, Access])[] = [
    [backup.of, "of", "read"],
    [backup.to, "to", "write"],
  ]
  return ends.flatMap(([reference, key, access]): readonly Edge[] => {
    const path = child(child(service.path, "backup"), key)
    const to = target(reference, catalog, { path, host: service.host, problems })
    if (to === undefined) return []
    const connected = connect(service, to, { catalog, portName: undefined, path, problems })
    const node: Resolved = { noun: "edge", path, sources: { to: path } }
    const rest = {
      required: true,
      restart: false,
      connections: undefined,
      label: undefined,
      because: "backup",
    } as const
    return [{ ...node, ...connected, access, ...rest }]
  })
}

/** A proxy reaches whatever its routes lead to; an edge that it declares itself is not repeated. */
function routeEdges(
  routes: readonly Route[],
  catalog: Catalog,
  { declared, problems }: { readonly declared: readonly Edge[]; readonly problems: Problems },
): readonly Edge[] {
  const known = new Set(
    declared.flatMap((edge) => (catalog.services.get(edge.from.id)?.data.proxy === undefined ? [] : [edgeKey(edge)])),
  )
  return routes.flatMap((route) => {
    const proxy = route.proxy === undefined ? undefined : catalog.services.get(route.proxy.id)
    if (proxy === undefined) return []
    return answers(route.handlers).flatMap(({ answer, path: place, sources }): readonly Edge[] => {
      const path = sources.to ?? place
      if (answer.kind !== "service" && answer.kind !== "external") return []
      const to: EdgeTarget =
        answer.kind === "service"
          ? { kind: "service", service: answer.service }
          : { kind: "external", external: answer.external }
      const portName = answer.kind === "service" ? answer.portName : undefined
      const connected = connect(proxy, to, { catalog, portName, path, problems })
      const edge: Edge = {
        noun: "edge",
        path,
        sources: { to: path },
        ...connected,
        access: "call",
        condition: "started",
        required: false,
        restart: false,
        connections: undefined,
        label: undefined,
        because: "route",
      }
      const key = edgeKey(edge)
      if (known.has(key)) return []
      known.add(key)
      return [edge]
    })
  })
}

function edgeKey({ from, to, port }: Pick<Edge, "from" | "to" | "port">): string {
  if (to.kind === "service") return `${from.id}>${to.service.id}:${port?.port}`
  return to.kind === "external" ? `${from.id}>external ${to.external.name}` : `${from.id}>${to.kind}`
}

/** Every leaf of a handler tree that answers, with its place. */
export function answers(handlers: Route["handlers"]): readonly Route["handlers"][number][] {
  return handlers.flatMap((handler) =>
    handler.answer.kind === "handle" ? answers(handler.answer.handlers) : [handler],
  )
}

interface Connection {
  readonly catalog: Catalog
  readonly portName: string | undefined
  readonly path: Pointer
  readonly problems: Problems
}

function connect(
  from: CatalogService,
  to: EdgeTarget,
  context: Connection,
): Pick<Edge, "from" | "to" | "reach" | "port" | "condition"> {
  const source = from.asTarget.service
  if (to.kind !== "service") return { from: source, to, reach: "external", port: undefined, condition: "started" }
  const service = context.catalog.services.get(to.service.id)!
  const reach = service.host === from.host ? "local" : "remote"
  refuseWithoutNetwork(from, service, context)
  const port = portOf(from, service, { ...context, reach })
  return { from: source, to, reach, port, condition: conditionOf(from, service) }
}

/** Compose starts the services of a stack in order; of others it knows nothing. */
function conditionOf(from: CatalogService, to: CatalogService): Edge["condition"] {
  if (to.host !== from.host || to.stack !== from.stack) return "started"
  if (to.data.job === true) return "completed"
  return hasHealth(to) ? "healthy" : "started"
}

function portOf(
  from: CatalogService,
  service: CatalogService,
  { portName, path, problems, reach }: Connection & { readonly reach: Edge["reach"] },
): Edge["port"] {
  const port = choosePort(service, portName)
  if (port !== undefined) {
    const { name, port: number, transport } = port
    return { name, port: number, published: publishedPort(service, port), transport }
  }
  const names = service.ports.map(({ name }) => name)
  if (portName !== undefined) problems.unknown("port", { found: portName, path, declared: names, at: portsOf(service) })
  else if (reach === "remote" || (from.networkMode === "host" && service.data.job !== true))
    problems.error({
      code: "edges/no_port",
      message: `${from.id} reaches ${service.id} ${reach === "remote" ? "on another host" : "from the machine's network"}, and ${names.length === 0 ? `${service.id} has no ports` : "which port it means can't be told"}.`,
      path,
      ...(names.length === 0 ? {} : { allowed: enumerate(names) }),
      help:
        names.length === 0
          ? `Declare the port that ${service.id} listens on.`
          : "Write the edge as { to, port } and name one.",
    })
  return undefined
}

/** An edge is a way to reach something; only a job may be waited for without one. */
function refuseWithoutNetwork(
  from: CatalogService,
  to: CatalogService,
  { path, problems }: Pick<Connection, "path" | "problems">,
): void {
  if (to.data.job === true || (from.networkMode === undefined && to.networkMode === undefined)) return
  const local = from.host === to.host
  const lost =
    from.networkMode === "none"
      ? from
      : to.networkMode === "none" || (local && to.networkMode === "host" && from.networkMode !== "host")
        ? to
        : undefined
  if (lost === undefined) return
  problems.error({
    code: "edges/no_network",
    message: `${from.id} can't reach ${to.id}: ${lost.id} has the network mode ${JSON.stringify(lost.networkMode)}, so no Docker network connects them.`,
    path,
    notes: [{ message: "the network mode is stated there", path: child(lost.path, "networkMode") }],
    help: `Remove \`networkMode\` from ${lost.id}, or the edge.`,
  })
}

/** A stated condition that can't come true, or that nobody would keep. */
function refuseVainWait(
  from: CatalogService,
  { condition }: Exclude<EdgeData, string>,
  { to, path, catalog, problems }: { to: EdgeTarget; path: Pointer; catalog: Catalog; problems: Problems },
): void {
  if (condition === undefined) return
  const place = { path: child(path, "condition"), found: JSON.stringify(condition) }
  const service = to.kind === "service" ? catalog.services.get(to.service.id)! : undefined
  if (service === undefined || service.host !== from.host || service.stack !== from.stack) {
    problems.error({
      code: "edges/condition",
      message: `${from.id} waits for something outside its own stack, which Compose can't do.`,
      ...place,
      help: "Remove `condition`, and let the service try until it is answered.",
    })
  } else if (condition === "healthy" && !hasHealth(service)) {
    problems.error({
      code: "edges/no_health",
      message: `${from.id} waits until ${service.id} is healthy, but ${service.id} has no health check.`,
      ...place,
      notes: [{ message: "the service is declared there", path: service.path }],
      help: `Add \`health\` to ${service.id}, or wait until it is \`started\`.`,
    })
  } else if (condition === "completed" && service.data.job !== true) {
    problems.error({
      code: "edges/no_job",
      message: `${from.id} waits until ${service.id} has completed, but ${service.id} is no job and never ends.`,
      ...place,
      notes: [{ message: "the service is declared there", path: service.path }],
      help: `Add \`job: true\` to ${service.id}, or wait until it is \`started\` or \`healthy\`.`,
    })
  }
}

function toPath(stated: EdgeData, path: Pointer): Pointer {
  return typeof stated === "string" ? path : child(path, "to")
}

function edgeNode(stated: EdgeData, path: Pointer): Resolved {
  if (typeof stated === "string") return { noun: "edge", path, sources: { to: path } }
  const sources: Record<string, string> = {}
  for (const key in stated) sources[key] = child(path, key)
  return { noun: "edge", path, sources }
}
