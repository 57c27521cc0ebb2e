import type { Edge, Environment, Host, Port, Service } from "./estate.js"
import { EGRESS, INGRESS, leadsOut } from "./networks.js"
import type { Origin } from "./origin.js"

/** A service, and the declaration that lets it reach further than it says. */
export interface Reaching {
  /** Who reaches further. */
  readonly service: Service
  /** The edge by which it joined the network in question, or whatever else made it join. */
  readonly cause: Origin
}

/** Services that use one service, and meet on its network though they have no edge to each other. */
export interface Neighbourhood {
  /** The key of the network in compose files: `redis`, or `remote.archive.search` on a laptop. */
  readonly network: string
  /** The service that the network is there for. */
  readonly target: Service
  /** The host whose network it is; undefined for the network between all hosts of a laptop. */
  readonly host: Host | undefined
  /** Users of the target, in declared order, that reach at least one other user without an edge: two at least. */
  readonly neighbours: readonly Reaching[]
}

/** A port that the cloud's firewall opens to a whole host, because edges of some of its services ask for it. */
export interface Opening {
  /** The host that may connect. */
  readonly source: Host
  /** The service that is reached. */
  readonly target: Service
  /** The port of the target that is opened. */
  readonly port: Port
  /** The edges that ask for it, in declared order: one at least. */
  readonly edges: readonly Edge[]
  /** Services of the source that can leave it, and have no edge to the target, in declared order. */
  readonly others: readonly Reaching[]
}

/** One service that reaches another one without an edge to it. */
export type IncidentalReach =
  | { readonly kind: "network"; readonly from: Reaching; readonly to: Reaching; readonly through: Neighbourhood }
  | { readonly kind: "opening"; readonly from: Reaching; readonly to: Service; readonly through: Opening }
  | { readonly kind: "gateway"; readonly from: Reaching; readonly to: Service; readonly through: Port }

/**
 * What an edge grants beyond itself, since no engine is as narrow as an edge: who reaches whom without an edge, for those `to` that
 * are wanted. Both directions of an edge's own pair belong to the edge, because both ends have been told of each other.
 */
export function* incidentalReach(
  environment: Environment,
  wanted: (to: Service) => boolean,
): Iterable<IncidentalReach> {
  const linked = links(environment)
  for (const through of neighbourhoods(environment, linked)) {
    for (const to of through.neighbours) {
      if (!wanted(to.service)) continue
      for (const from of through.neighbours)
        if (from !== to && !areLinked(linked, from.service, to.service)) yield { kind: "network", from, to, through }
    }
  }
  for (const through of openingsOf(environment)) {
    if (!wanted(through.target)) continue
    for (const from of through.others) yield { kind: "opening", from, to: through.target, through }
  }
  for (const host of environment.hosts) yield* overGateways(host, wanted)
}

/**
 * What containers reach on their own host: through the gateway of any of their networks, whatever is published beyond the loopback. Who
 * meets the target on a network anyway is not told again.
 */
function* overGateways({ services }: Host, wanted: (to: Service) => boolean): Iterable<IncidentalReach> {
  for (const to of services) {
    const through = to.ports.find(isOpened)
    if (through === undefined || !wanted(to)) continue
    const shared = new Set(to.networks.map(({ key }) => key).filter((key) => key !== INGRESS && key !== EGRESS))
    for (const service of services) {
      const [first] = service.networks
      if (service === to || first === undefined || uses(service, to)) continue
      if (service.networks.some(({ key }) => shared.has(key))) continue
      yield { kind: "gateway", from: { service, cause: first.origin }, to, through }
    }
  }
}

/**
 * The networks on which services meet without an edge, of one environment: those of its hosts, then those of a laptop. Bridges are
 * symmetric and blind to ports. Networks that services join by declaration are no consequence of an edge, and not among them.
 */
export function neighbourhoodsOf(environment: Environment): readonly Neighbourhood[] {
  return neighbourhoods(environment, links(environment))
}

function neighbourhoods(environment: Environment, linked: Links): readonly Neighbourhood[] {
  return [
    ...environment.hosts.flatMap((host) => onHost(host, linked)),
    ...(environment.placements.includes("local") ? onLaptop(environment, linked) : []),
  ]
}

function onHost(host: Host, linked: Links): readonly Neighbourhood[] {
  const targets = new Map(host.services.map((service) => [service.name, service]))
  const edgeKeys = new Set(
    host.stacks.flatMap(({ networks }) => networks.flatMap(({ kind, key }) => (kind === "edge" ? [key] : []))),
  )
  const users = new Map<string, Reaching[]>()
  for (const service of host.services) {
    for (const { key, origin } of service.networks) {
      if (key === service.name || !edgeKeys.has(key)) continue
      const known = users.get(key)
      if (known === undefined) users.set(key, [{ service, cause: origin }])
      else known.push({ service, cause: origin })
    }
  }
  return [...users].flatMap(([network, all]): readonly Neighbourhood[] => {
    const target = targets.get(network)
    const neighbours = strangers(all, linked)
    return target === undefined || neighbours.length === 0 ? [] : [{ network, target, host, neighbours }]
  })
}

function onLaptop({ hosts, localNetworks }: Environment, linked: Links): readonly Neighbourhood[] {
  if (localNetworks.length === 0) return []
  const services = servicesOf(hosts)
  return localNetworks.flatMap(({ key, target, consumers }): readonly Neighbourhood[] => {
    const users = consumers.map(({ service, origin }) => ({ service: services.get(service.id)!, cause: origin }))
    const neighbours = strangers(users, linked)
    return neighbours.length === 0
      ? []
      : [{ network: key, target: services.get(target.id)!, host: undefined, neighbours }]
  })
}

/** Those among the users of a network that have no edge to, nor from, at least one other. */
function strangers(users: readonly Reaching[], linked: Links): readonly Reaching[] {
  if (users.length < 2) return []
  const ids = new Set(users.map(({ service }) => service.id))
  return users.filter(({ service }) => {
    let known = 0
    for (const id of linked.get(service.id) ?? []) if (id !== service.id && ids.has(id)) known += 1
    return known < ids.size - 1
  })
}

/**
 * What the cloud's firewall opens for edges between hosts, of one environment, and who else can use it: a firewall can't tell the
 * containers of a host apart. A port that anyone may reach is opened by its exposure, not by an edge.
 */
export function openingsOf(environment: Environment): readonly Opening[] {
  const { edges, hosts, placements } = environment
  const remote = placements.includes("cloud") ? edges.filter(({ reach }) => reach === "remote") : []
  if (remote.length === 0) return []
  const services = servicesOf(hosts)
  const sources = new Map(hosts.map((host) => [host.name, host]))
  const leaving = new Map<string, readonly Reaching[]>()
  const groups = new Map<string, { target: Service; port: Port; source: Host; edges: Edge[] }>()
  for (const edge of remote) {
    const target = edge.to.kind === "service" ? services.get(edge.to.service.id) : undefined
    const source = sources.get(edge.from.host)
    const port = target?.ports.find(({ name }) => name === edge.port?.name)
    if (target === undefined || source === undefined || port === undefined || !isOpened(port)) continue
    const key = `${source.name} ${target.id} ${port.name}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { source, target, port, edges: [edge] })
    else known.edges.push(edge)
  }
  return [...groups.values()].map((group) => {
    const { source, target } = group
    const all = leaving.get(source.name) ?? leavingServices(source)
    leaving.set(source.name, all)
    return { ...group, others: all.filter(({ service }) => !uses(service, target)) }
  })
}

function isOpened({ exposure, published }: Port): boolean {
  return published !== undefined && (exposure === "private" || exposure === "cdn")
}

function uses({ edges }: Service, target: Service): boolean {
  return edges.some(({ to }) => to.kind === "service" && to.service.id === target.id)
}

/** Services that can connect to what is outside their host, and what lets them. */
export function leavingServices({ stacks, services }: Host): readonly Reaching[] {
  const open = new Set(
    stacks.flatMap(({ name, networks }) =>
      networks.flatMap((network) => (leadsOut(network) ? [`${name} ${network.key}`] : [])),
    ),
  )
  return services.flatMap((service): readonly Reaching[] => {
    if (service.networkMode === "host") return [{ service, cause: service.sources.networkMode ?? service.path }]
    const out = service.networks.find(({ key }) => open.has(`${service.stack} ${key}`))
    return out === undefined ? [] : [{ service, cause: out.origin }]
  })
}

/** Which services have an edge between them, in either direction, by id. */
type Links = ReadonlyMap<string, ReadonlySet<string>>

function links({ edges }: Environment): Links {
  const linked = new Map<string, Set<string>>()
  const link = (one: string, other: string): void => {
    const known = linked.get(one)
    if (known === undefined) linked.set(one, new Set([other]))
    else known.add(other)
  }
  for (const { from, to } of edges) {
    if (to.kind !== "service") continue
    link(from.id, to.service.id)
    link(to.service.id, from.id)
  }
  return linked
}

function areLinked(linked: Links, one: Service, other: Service): boolean {
  return linked.get(one.id)?.has(other.id) ?? false
}

function servicesOf(hosts: readonly Host[]): ReadonlyMap<string, Service> {
  return new Map(hosts.flatMap(({ services }) => services.map((service) => [service.id, service] as const)))
}
