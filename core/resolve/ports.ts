import type { Edge, Exposure, Port, ResolvedText, Route, Site } from "../estate.js"
import { widest } from "../exposure.js"
import { append } from "../lists.js"
import { originOf } from "../origin.js"
import { publishedPort } from "./addresses.js"
import type { Catalog, CatalogService, DeclaredPort } from "./catalog.js"
import { type Placements, variableNameOf } from "./placements.js"
import type { Problems } from "./problems.js"

/** What decides who may reach the ports of an environment. */
export interface ExposureContext {
  readonly catalog: Catalog
  readonly edges: readonly Edge[]
  readonly routes: readonly Route[]
  readonly placements: Placements
  readonly problems: Problems
}

/** For each service, by id: the edges that ask for a published port, and the routes it serves. Built once, so that looking up stays cheap. */
export interface ExposureIndex {
  /** Edges from other hosts. */
  readonly remote: ReadonlyMap<string, readonly Edge[]>
  /** Edges from services of the same host that have the machine's own network. */
  readonly fromMachine: ReadonlyMap<string, readonly Edge[]>
  readonly served: ReadonlyMap<string, readonly Route[]>
  readonly placements: Placements
  readonly problems: Problems
}

/** Indexes what decides exposure. */
export function indexExposure({ catalog, edges, routes, placements, problems }: ExposureContext): ExposureIndex {
  const remote = new Map<string, Edge[]>()
  const fromMachine = new Map<string, Edge[]>()
  for (const edge of edges) {
    if (edge.to.kind !== "service") continue
    if (edge.reach === "remote") append(remote, edge.to.service.id, edge)
    else if (catalog.services.get(edge.from.id)?.networkMode === "host") append(fromMachine, edge.to.service.id, edge)
  }
  const served = new Map<string, Route[]>()
  for (const route of routes) if (route.proxy !== undefined) append(served, route.proxy.id, route)
  return { remote, fromMachine, served, placements, problems }
}

/** The ports of a service with their exposure: as stated, else the most private that edges and routes allow. */
export function resolvePorts(service: CatalogService, index: ExposureIndex): readonly Port[] {
  const declared = service.ports.map((port) => resolvePort(port, service, index))
  const served = index.served.get(service.id)
  return served === undefined ? declared : [...declared, ...sitePorts(served, service, declared, index)]
}

function resolvePort(port: DeclaredPort, service: CatalogService, index: ExposureIndex): Port {
  const exposure =
    port.exposure ??
    widest([
      ...fromDeclaration(port, service),
      ...fromRoutes(port, index.served.get(service.id) ?? NONE),
      ...fromEdges(port, index.remote.get(service.id) ?? NONE, "private"),
      ...fromEdges(port, index.fromMachine.get(service.id) ?? NONE, "host"),
    ])
  if (exposure === "internal") refuseUnpublished(port, service, index.problems)
  const published = exposure === "internal" ? undefined : publishedPort(service, port)
  const byDocker = published !== undefined && service.networkMode === undefined
  return {
    noun: "port",
    path: port.path,
    sources: port.sources,
    name: port.name,
    port: port.port,
    protocol: port.protocol,
    transport: port.transport,
    exposure,
    published,
    hostIp: byDocker ? (statedAddress(port, service, index) ?? hostIp(exposure, service, index.placements)) : undefined,
    address: port.address,
    reason: port.reason,
  }
}

const NONE: readonly never[] = []

/** A route on `localhost:8000` is served by a port of its own, which only the machine itself reaches. */
function sitePorts(
  served: readonly Route[],
  service: CatalogService,
  declared: readonly Port[],
  index: ExposureIndex,
): readonly Port[] {
  const taken = new Set(declared.map(({ port, transport }) => `${port}/${transport}`))
  const portOf = (route: Route, site: Site, exposure: Exposure): readonly Port[] => {
    if (site.hostname !== "localhost" || taken.size === taken.add(`${site.port}/tcp`).size) return []
    const sources = { port: site.origin, publish: site.origin, exposure: originOf(route, "exposure") }
    return [
      {
        noun: "port",
        path: site.origin,
        sources,
        name: `${route.name}-site`,
        port: site.port,
        protocol: site.scheme,
        transport: "tcp",
        exposure,
        published: site.port,
        hostIp: service.networkMode === undefined ? hostIp(exposure, service, index.placements) : undefined,
        address: undefined,
        reason: undefined,
      },
    ]
  }
  return served.flatMap((route) => [
    ...route.sites.flatMap((site) => portOf(route, site, route.exposure)),
    // Where the cloud has another name for it, the laptop's own is still nobody else's.
    ...route.localSites.flatMap((site) => portOf(route, site, "host")),
  ])
}

/** Whoever states where a port is published wants it published. In the machine's own network it is from the start. */
function fromDeclaration(port: DeclaredPort, { networkMode }: CatalogService): readonly Exposure[] {
  if (port.address !== undefined) return ["private"]
  return port.publish !== undefined || networkMode === "host" ? ["host"] : NONE
}

function fromRoutes(port: DeclaredPort, routes: readonly Route[]): readonly Exposure[] {
  if (port.transport === "udp" && port.protocol !== "quic") return NONE
  return routes.filter(({ sites }) => sites.some((site) => takes(port, site))).map(({ exposure }) => exposure)
}

/** A site on 443 is reached over TCP and QUIC, and Caddy redirects from 80 to it. */
function takes(port: DeclaredPort, site: Site): boolean {
  if (site.hostname === "localhost") return port.port === site.port
  return port.port === site.port || (site.scheme === "https" && site.port === 443 && port.port === 80)
}

function fromEdges(port: DeclaredPort, edges: readonly Edge[], exposure: Exposure): readonly Exposure[] {
  return edges.some((edge) => edge.port?.name === port.name) ? [exposure] : NONE
}

function refuseUnpublished(port: DeclaredPort, service: CatalogService, problems: Problems): void {
  const key = port.publish !== undefined ? "publish" : port.address !== undefined ? "address" : undefined
  if (key === undefined) return
  problems.error({
    code: "ports/unpublished",
    message: `Port ${port.name} of ${service.id} is \`internal\`, so \`${key}\` means nothing.`,
    path: port.sources[key] ?? port.path,
    notes: [{ message: "it is said to be internal", path: port.sources.exposure ?? port.path }],
    help: `Remove \`${key}\`, or choose a wider exposure.`,
  })
}

/** The address that the topology states. A literal one is that of a VM: a laptop has its loopback instead. */
function statedAddress(
  { address, name, path, sources }: DeclaredPort,
  service: CatalogService,
  { placements }: ExposureIndex,
): ResolvedText | undefined {
  const [only] = address ?? NONE
  if (typeof only !== "string") return address
  return placements.choose({
    name: `${variableNameOf(service.host, service.name, name)}_ADDRESS`,
    purpose: `The address that ${name} of ${service.id} is published on`,
    cloud: only,
    local: "127.0.0.1",
    origin: sources.address ?? path,
  })
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
