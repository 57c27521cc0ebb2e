import type { Edge, Exposure, Port, ResolvedText, Route } from "../estate.js"
import type { CatalogService, DeclaredPort } from "./catalog.js"
import { type Placements, variableNameOf } from "./placements.js"

/** From the most private to the least. */
const WIDTH: readonly Exposure[] = ["internal", "host", "private", "cdn", "public"]

/** What decides who may reach the ports of an environment. */
export interface ExposureContext {
  readonly edges: readonly Edge[]
  readonly routes: readonly Route[]
  readonly placements: Placements
}

/** For each service, by id: the remote edges to it and the routes it serves. Built once, so that looking up stays cheap. */
export interface ExposureIndex {
  readonly remote: ReadonlyMap<string, readonly Edge[]>
  readonly served: ReadonlyMap<string, readonly Route[]>
  readonly placements: Placements
}

/** Indexes what decides exposure. */
export function indexExposure({ edges, routes, placements }: ExposureContext): ExposureIndex {
  const remote = new Map<string, Edge[]>()
  for (const edge of edges) {
    if (edge.reach !== "remote" || edge.to.kind !== "service") continue
    const known = remote.get(edge.to.service.id)
    if (known === undefined) remote.set(edge.to.service.id, [edge])
    else known.push(edge)
  }
  const served = new Map<string, Route[]>()
  for (const route of routes) {
    if (route.proxy === undefined) continue
    const known = served.get(route.proxy.id)
    if (known === undefined) served.set(route.proxy.id, [route])
    else known.push(route)
  }
  return { remote, served, placements }
}

/** The ports of a service with their exposure: as stated, else the most private that edges and routes allow. */
export function resolvePorts(service: CatalogService, index: ExposureIndex): readonly Port[] {
  const served = index.served.get(service.id) ?? []
  const declared = service.ports.map((port) => resolvePort(port, service, index))
  return [...declared, ...sitePorts(served, service, declared, index)]
}

function resolvePort(port: DeclaredPort, service: CatalogService, index: ExposureIndex): Port {
  const { implied: _implied, publish, exposure: stated, ...rest } = port
  const exposure =
    stated ??
    widest([
      ...fromRoutes(port, index.served.get(service.id) ?? []),
      ...fromEdges(port, index.remote.get(service.id) ?? []),
    ])
  const published = exposure === "internal" ? undefined : (publish ?? port.port)
  return {
    ...rest,
    exposure,
    published,
    hostIp: published === undefined ? undefined : hostIp(exposure, service, index.placements),
  }
}

/** A route on `localhost:8000` is served by a port of its own, which only the machine itself reaches. */
function sitePorts(
  served: readonly Route[],
  service: CatalogService,
  declared: readonly Port[],
  index: ExposureIndex,
): readonly Port[] {
  const taken = new Set(declared.map(({ port, transport }) => `${port}/${transport}`))
  return served.flatMap((route) =>
    route.sites.flatMap((site): readonly Port[] => {
      const key = `${site.port}/tcp`
      if (site.hostname !== "localhost" || taken.has(key)) return []
      taken.add(key)
      const sources = { port: site.origin, publish: site.origin, exposure: `default:route.exposure` }
      return [
        {
          noun: "port",
          path: site.origin,
          sources,
          name: `${route.name}-site`,
          port: site.port,
          protocol: site.scheme,
          transport: "tcp",
          exposure: route.exposure,
          published: site.port,
          hostIp: hostIp(route.exposure, service, index.placements),
          reason: undefined,
        },
      ]
    }),
  )
}

function fromRoutes(port: DeclaredPort, routes: readonly Route[]): readonly Exposure[] {
  return routes.flatMap((route) => (route.sites.some((site) => takes(port, site)) ? [route.exposure] : []))
}

/** A site on 443 is reached over TCP and QUIC, and Caddy redirects from 80 to it. */
function takes(port: DeclaredPort, site: Route["sites"][number]): boolean {
  if (site.hostname === "localhost") return port.port === site.port
  return port.port === site.port || (site.scheme === "https" && site.port === 443 && port.port === 80)
}

function fromEdges(port: DeclaredPort, edges: readonly Edge[]): readonly Exposure[] {
  return edges.some((edge) => edge.port?.name === port.name) ? ["private"] : []
}

function widest(exposures: readonly Exposure[]): Exposure {
  return WIDTH[Math.max(0, ...exposures.map((exposure) => WIDTH.indexOf(exposure)))]!
}

/**
 * The address a port is published on. On a VM that is every address: it holds only its internal one, so the cloud's firewall decides
 * who gets through. A laptop has no such firewall: everything stays on its loopback.
 */
function hostIp(exposure: Exposure, service: CatalogService, placements: Placements): ResolvedText {
  if (exposure === "host") return ["127.0.0.1"]
  return placements.choose({
    name: `${variableNameOf(service.host)}_BIND_ADDRESS`,
    purpose: `The address that ports of ${service.host} are published on`,
    cloud: "0.0.0.0",
    local: "127.0.0.1",
    origin: placements.path,
  })
}
