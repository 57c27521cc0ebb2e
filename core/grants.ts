import { child } from "../schema/pointer.js"
import { CLOUDFLARE_RANGES } from "./cloudflare-ranges.js"
import type { Edge, Environment, Host, Port, Route, Service, Shared } from "./estate.js"
import { nameSuffix, resourceName } from "./names.js"
import { type Origin, originOf } from "./origin.js"

/** The range from which Google's Identity-Aware Proxy opens TCP tunnels: https://cloud.google.com/iap/docs/using-tcp-forwarding. */
export const IAP_RANGE = "35.235.240.0/20"

/** The whole IPv4 internet. Networks carry no IPv6, so this is everybody. */
const EVERYBODY = "0.0.0.0/0"

/** One kind of connection that the cloud's firewall lets through to a host; what no grant names is refused. */
export interface FirewallGrant {
  /** The rule's name, an RFC 1035 label of 63 characters at most, unique in its environment. */
  readonly name: string
  /** Why it is granted, in one sentence. */
  readonly description: string
  /** Who may connect. */
  readonly source: GrantSource
  /** The host that is reached. */
  readonly target: Host
  /** What is let through. */
  readonly transport: "tcp" | "udp"
  /** The port on the host. */
  readonly port: number
  /** The declarations that ask for it: edges, or the port itself. Never empty. */
  readonly causes: readonly Origin[]
  /** Where the lines about each part come from. */
  readonly origins: { readonly description: Origin; readonly source: Origin; readonly port: Origin }
}

/** Who may connect: address ranges, or every service of another host that can leave it. */
export type GrantSource =
  | { readonly kind: "internet" | "cdn" | "iap"; readonly ranges: readonly string[] }
  | { readonly kind: "host"; readonly host: Host }

/**
 * Everything that the cloud's firewall grants in one environment: public ports, ports behind the CDN, edges between hosts, and
 * operators' SSH. Grouped by target, in declared order; empty where the environment does not run in the cloud.
 *
 * A firewall can't tell the containers of a host apart: an edge to another host grants the port to that whole host.
 */
export function grantsOf(environment: Environment, shared: Shared): readonly FirewallGrant[] {
  const known = KNOWN.get(environment)
  if (known?.shared === shared) return known.grants
  const grants = derivedGrants(environment, shared)
  KNOWN.set(environment, { shared, grants })
  return grants
}

/** Rules, Terraform and several pages ask, and every answer looks at every service and edge. An estate never changes. */
const KNOWN = new WeakMap<Environment, { readonly shared: Shared; readonly grants: readonly FirewallGrant[] }>()

function derivedGrants(environment: Environment, shared: Shared): readonly FirewallGrant[] {
  if (!environment.placements.includes("cloud")) return []
  const hosts = new Map(environment.hosts.map((host) => [host.name, host]))
  const remote = remoteEdges(environment.edges)
  const served = routesByProxy(environment.routes)
  const names = new Set<string>()
  return environment.hosts.flatMap((host) => [
    ...host.services.flatMap((service) =>
      service.ports.flatMap((port) => [
        ...openGrant({ host, service, port }, served.get(service.id) ?? [], names),
        ...edgeGrants({ host, service, port }, remote.get(service.id) ?? [], { hosts, names }),
      ]),
    ),
    ...operatorGrant(host, shared),
  ])
}

/** Whether a host must be reachable from the internet: a port of it is public, or the CDN's. */
export function hasPublicPort(host: Host): boolean {
  return host.services.some(({ ports }) => ports.some(({ exposure }) => exposure === "public" || exposure === "cdn"))
}

interface Place {
  readonly host: Host
  readonly service: Service
  readonly port: Port
}

/** What anybody, or the CDN, may reach. */
function openGrant(place: Place, routes: readonly Route[], names: Set<string>): readonly FirewallGrant[] {
  const { host, service, port } = place
  const { exposure, published } = port
  if (published === undefined || (exposure !== "public" && exposure !== "cdn")) return []
  const everybody = exposure === "public"
  const asking = routes.filter((route) => route.exposure === exposure)
  const who = everybody ? "Anyone" : "Cloudflare"
  const first = asking[0]
  const stated = port.sources.exposure
  return [
    {
      name: ruleName(place, everybody ? "internet" : "cdn", names),
      description: `${who} reaches the port ${port.name} of ${service.id}: ${reasonOf(port, asking)}.`,
      source: everybody ? { kind: "internet", ranges: [EVERYBODY] } : { kind: "cdn", ranges: CLOUDFLARE_RANGES.ipv4 },
      target: host,
      transport: port.transport,
      port: published,
      causes: [stated ?? first?.path ?? port.path],
      origins: {
        description: port.sources.reason ?? first?.path ?? stated ?? port.path,
        source: stated ?? (first === undefined ? originOf(port, "exposure") : originOf(first, "exposure")),
        port: portOrigin(port),
      },
    },
  ]
}

/** Routes named in a sentence; more are counted. */
const NAMED = 4

function reasonOf(port: Port, routes: readonly Route[]): string {
  if (port.reason !== undefined) return port.reason.replace(/\.$/, "")
  if (routes.length === 0) return "it is declared so"
  return `it serves the ${routes.length === 1 ? "route" : "routes"} ${enumerate(routes.map(({ name }) => name))}`
}

/** What other hosts may reach: one grant a source host. A public port is open to them already. */
function edgeGrants(
  place: Place,
  edges: readonly Edge[],
  context: { readonly hosts: ReadonlyMap<string, Host>; readonly names: Set<string> },
): readonly FirewallGrant[] {
  const { host, service, port } = place
  const { published } = port
  if (published === undefined || (port.exposure !== "private" && port.exposure !== "cdn")) return []
  const bySource = new Map<string, Edge[]>()
  for (const edge of edges) {
    if (edge.port?.name !== port.name) continue
    const known = bySource.get(edge.from.host)
    if (known === undefined) bySource.set(edge.from.host, [edge])
    else known.push(edge)
  }
  return [...bySource].map(([name, asking]) => {
    const causes = asking.map((edge) => edge.sources.to ?? edge.path)
    const sources = [...new Set(asking.map(({ from }) => from.id))]
    return {
      name: ruleName(place, name, context.names),
      description: `${enumerate(sources)} ${sources.length === 1 ? "reaches" : "reach"} the port ${port.name} of ${service.id}.`,
      source: { kind: "host", host: context.hosts.get(name)! },
      target: host,
      transport: port.transport,
      port: published,
      causes,
      origins: { description: causes[0]!, source: causes[0]!, port: portOrigin(port) },
    }
  })
}

/** SSH for operators, through IAP only. */
function operatorGrant(host: Host, { gcp }: Shared): readonly FirewallGrant[] {
  if (gcp === undefined || gcp.operators.length === 0) return []
  const cause = child(gcp.path, "operators")
  return [
    {
      name: resourceName([host.name, "ssh", "from", "iap"]),
      description: `Operators log in to ${host.name} by SSH, through Identity-Aware Proxy.`,
      source: { kind: "iap", ranges: [IAP_RANGE] },
      target: host,
      transport: "tcp",
      port: host.sshPort,
      causes: [cause],
      origins: { description: cause, source: cause, port: originOf(host, "sshPort") },
    },
  ]
}

/** `backend` + `api` and `backend-api` alone read the same once joined: the later one gets a suffix. */
function ruleName({ host, service, port }: Place, source: string, names: Set<string>): string {
  const parts = [host.name, service.name, port.name, "from", source]
  const name = resourceName(parts)
  const unique = names.has(name) ? resourceName([...parts, nameSuffix(parts)]) : name
  names.add(unique)
  return unique
}

/** The port's number on the host: as published, else as it listens. */
function portOrigin(port: Port): Origin {
  return port.sources.publish ?? originOf(port, "port")
}

function remoteEdges(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const groups = new Map<string, Edge[]>()
  for (const edge of edges) {
    if (edge.reach !== "remote" || edge.to.kind !== "service") continue
    const known = groups.get(edge.to.service.id)
    if (known === undefined) groups.set(edge.to.service.id, [edge])
    else known.push(edge)
  }
  return groups
}

function routesByProxy(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of routes) {
    if (route.proxy === undefined) continue
    const known = groups.get(route.proxy.id)
    if (known === undefined) groups.set(route.proxy.id, [route])
    else known.push(route)
  }
  return groups
}

/** `a`, `a and b`, `a, b and c`, `a, b, c, d and 7 more`. */
function enumerate(names: readonly string[]): string {
  const shown = names.length > NAMED ? [...names.slice(0, NAMED), `${names.length - NAMED} more`] : names
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`
}
