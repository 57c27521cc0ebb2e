import { child, type Pointer } from "../../schema/pointer.js"
import type { Access, Edge, EdgeTarget, ProviderEdge, Route } from "../estate.js"
import { FAMILIES } from "../families.js"
import type { Resolved } from "../origin.js"
import { type Catalog, type CatalogService, choosePort, type ServiceData } from "./catalog.js"
import type { Problems } from "./problems.js"
import { enumerate } from "./problems.js"
import { target } from "./targets.js"

/** One edge as people state it. */
type EdgeData = NonNullable<ServiceData["uses"]>[number]

/** Every edge of one environment: those declared, those of backups, and those that routes imply for their proxies. */
export function resolveEdges(catalog: Catalog, routes: readonly Route[], problems: Problems): readonly Edge[] {
  const declared = [...catalog.services.values()].flatMap((service) => [
    ...usesOf(service, catalog, problems),
    ...backupEdges(service, catalog, problems),
  ])
  return [...declared, ...routeEdges(routes, catalog, declared)]
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
  return (uses ?? []).flatMap((stated, index) => {
    const edge = typeof stated === "string" ? { to: stated } : stated
    const path = child(child(place.path, "uses"), index)
    if (edge.only !== undefined && !edge.only.includes(place.catalog.environment)) return []
    const to = target(edge.to, place.catalog, {
      path: toPath(stated, path),
      host: place.host,
      problems: place.problems,
    })
    return to === undefined ? [] : [{ ...edgeNode(stated, path), to, access: edge.access ?? "call", label: edge.label }]
  })
}

function usesOf(service: CatalogService, catalog: Catalog, problems: Problems): readonly Edge[] {
  return (service.data.uses ?? []).flatMap((stated, index): readonly Edge[] => {
    const edge = typeof stated === "string" ? { to: stated } : stated
    const path = child(child(service.path, "uses"), index)
    for (const [position, name] of (edge.only ?? []).entries()) {
      if (!problems.environments.includes(name))
        problems.unknown("environment", {
          found: name,
          path: child(child(path, "only"), position),
          declared: problems.environments,
        })
    }
    if (edge.only !== undefined && !edge.only.includes(catalog.environment)) return []
    const to = target(edge.to, catalog, { path: toPath(stated, path), host: service.host, problems })
    if (to === undefined) return []
    const connected = connect(service, to, { catalog, portName: edge.port, path: toPath(stated, path), problems })
    return [
      {
        ...edgeNode(stated, path),
        ...connected,
        access: edge.access ?? "call",
        condition: edge.condition ?? connected.condition,
        required: edge.required ?? true,
        label: edge.label,
        because: "uses",
      },
    ]
  })
}

function backupEdges(service: CatalogService, catalog: Catalog, problems: Problems): readonly Edge[] {
  const backup = service.data.backup
  if (backup === undefined) return []
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
    return [{ ...node, ...connected, access, required: true, label: undefined, because: "backup" }]
  })
}

/** A proxy reaches whatever its routes lead to; an edge that it declares itself is not repeated. */
function routeEdges(routes: readonly Route[], catalog: Catalog, declared: readonly Edge[]): readonly Edge[] {
  const known = new Set(
    declared.flatMap((edge) =>
      edge.to.kind === "service" ? [`${edge.from.id}>${edge.to.service.id}:${edge.port?.port}`] : [],
    ),
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
      const connected = connect(proxy, to, { catalog, portName, path, problems: undefined })
      const key =
        to.kind === "service" ? `${proxy.id}>${to.service.id}:${connected.port?.port}` : `${proxy.id}>${answer.kind}`
      if (known.has(key)) return []
      known.add(key)
      const node: Resolved = { noun: "edge", path, sources: { to: path } }
      return [
        {
          ...node,
          ...connected,
          access: "call",
          condition: "started",
          required: false,
          label: undefined,
          because: "route",
        },
      ]
    })
  })
}

/** Every leaf of a handler tree that answers, with its place. */
export function answers(handlers: Route["handlers"]): readonly Route["handlers"][number][] {
  return handlers.flatMap((handler) =>
    handler.answer.kind === "handle" ? answers(handler.answer.handlers) : [handler],
  )
}

function connect(
  from: CatalogService,
  to: EdgeTarget,
  context: {
    readonly catalog: Catalog
    readonly portName: string | undefined
    readonly path: Pointer
    readonly problems: Problems | undefined
  },
): Pick<Edge, "from" | "to" | "reach" | "port" | "condition"> {
  const source = { host: from.host, name: from.name, id: from.id }
  if (to.kind !== "service") return { from: source, to, reach: "external", port: undefined, condition: "started" }
  const service = context.catalog.services.get(to.service.id)!
  const port = choosePort(service, context.portName)
  if (port === undefined && context.portName !== undefined) {
    context.problems?.unknown("port", {
      found: context.portName,
      path: context.path,
      declared: service.ports.map(({ name }) => name),
    })
  }
  const reach = service.host === from.host ? "local" : "remote"
  if (port === undefined && context.portName === undefined && reach === "remote") {
    context.problems?.error({
      code: "edge/no_port",
      message: `${from.id} reaches ${service.id} on another host, and which port it means can't be told.`,
      path: context.path,
      allowed:
        service.ports.length === 0
          ? `${service.id} declares no port`
          : enumerate(service.ports.map(({ name }) => name)),
      help:
        service.ports.length === 0
          ? `Declare the port that ${service.id} listens on.`
          : "Write the edge as { to, port } and name one.",
    })
  }
  const condition = service.data.job === true ? "completed" : hasHealth(service) ? "healthy" : "started"
  return {
    from: source,
    to,
    reach,
    port:
      port === undefined
        ? undefined
        : { name: port.name, port: port.port, published: port.publish ?? port.port, transport: port.transport },
    condition,
  }
}

/** Whether a service will have a health check, its family's included. */
function hasHealth(service: CatalogService): boolean {
  const stated = service.data.health
  if (stated === "none") return false
  return stated !== undefined || FAMILIES[service.family].health !== undefined
}

function toPath(stated: EdgeData, path: Pointer): Pointer {
  return typeof stated === "string" ? path : child(path, "to")
}

function edgeNode(stated: EdgeData, path: Pointer): Resolved {
  if (typeof stated === "string") return { noun: "edge", path, sources: { to: path } }
  const sources = Object.fromEntries(Object.keys(stated).map((key) => [key, child(path, key)]))
  return { noun: "edge", path, sources }
}
