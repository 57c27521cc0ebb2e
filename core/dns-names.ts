import type { Environment, Host, Service } from "./estate.js"
import { append } from "./lists.js"
import { EGRESS, INGRESS } from "./networks.js"
import type { Origin } from "./origin.js"

/** A name to which a container answers on some Docker networks. */
export interface NameClaim {
  /** The name as Docker's DNS server knows it. */
  readonly name: string
  /** The service whose containers answer. */
  readonly service: Service
  /** Why they do: the service's own name, the name of its container, or a further name on the network named after it. */
  readonly as: "service" | "container" | "alias"
  /** The networks on which it is answered: each is one on its Docker engine. */
  readonly networks: readonly string[]
  /** Where the name is stated. */
  readonly origin: Origin
}

/** The names of one Docker engine, and who asks there. */
export interface DnsScope {
  /** The claims of every name that several services answer to. */
  readonly contested: readonly (readonly NameClaim[])[]
  /** The services that are on a network, by the network. */
  readonly members: ReadonlyMap<string, readonly Service[]>
  /** The networks that a service is on. */
  readonly networks: ReadonlyMap<Service, readonly string[]>
}

/**
 * The names that containers answer to, for each Docker engine of an environment: each host's own in the cloud, one for all hosts on a
 * laptop. Docker gives a container its service's name and its own on every network that it joins, and further names where they are stated.
 */
export function dnsScopes(environment: Environment): readonly DnsScope[] {
  return environment.placements.flatMap((placement) =>
    placement === "cloud" ? environment.hosts.map((host) => scopeOf([host])) : [scopeOf(environment.hosts)],
  )
}

const NOTHING: DnsScope = { contested: [], members: new Map(), networks: new Map() }

function scopeOf(hosts: readonly Host[]): DnsScope {
  const repeated = repeatedNames(hosts)
  if (repeated.size === 0) return NOTHING
  const members = new Map<string, Service[]>()
  const networks = new Map<Service, readonly string[]>()
  const claims = new Map<string, NameClaim[]>()
  for (const host of hosts) {
    const shared = sharedNetworks(host)
    for (const service of host.services) {
      const own = service.networks.map(({ key }) => idOf(key, service, shared))
      networks.set(service, own)
      for (const id of own) append(members, id, service)
      for (const claim of claimsOf(service, own)) if (repeated.has(claim.name)) append(claims, claim.name, claim)
    }
  }
  return { contested: [...claims.values()], members, networks }
}

/** The names that several claims have: most hosts have none, and then nothing else need be known of them. */
function repeatedNames(hosts: readonly Host[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  const note = (name: string): unknown => (seen.has(name) ? repeated : seen).add(name)
  for (const { services } of hosts) {
    for (const { name, containerName, networks } of services) {
      note(name)
      if (containerName !== undefined && containerName !== name) note(containerName)
      for (const { aliases } of networks) for (const alias of aliases) note(alias)
    }
  }
  return repeated
}

/** `ingress` and `egress` are a stack's own, the others a host's; a shared one has its name on the whole engine. */
function idOf(key: string, { host, stack }: Service, shared: ReadonlyMap<string, string>): string {
  return shared.get(key) ?? (key === INGRESS || key === EGRESS ? `${host}/${stack}/${key}` : `${host}/${key}`)
}

function sharedNetworks({ stacks }: Host): ReadonlyMap<string, string> {
  return new Map(
    stacks.flatMap(({ networks }) =>
      networks.flatMap(({ kind, key, name }) => (kind === "shared" ? [[key, name] as const] : [])),
    ),
  )
}

function claimsOf(service: Service, networks: readonly string[]): readonly NameClaim[] {
  const { name, containerName, path, sources } = service
  const own = service.networks.find(({ key }) => key === name)
  const claims: NameClaim[] = [{ name, service, as: "service", networks, origin: path }]
  if (containerName !== undefined && containerName !== name)
    claims.push({ name: containerName, service, as: "container", networks, origin: sources.containerName ?? path })
  for (const [index, alias] of (own?.aliases ?? []).entries()) {
    const stated = sources.aliases
    const origin = stated === undefined ? path : `${stated}/${index}`
    claims.push({ name: alias, service, as: "alias", networks: [`${service.host}/${name}`], origin })
  }
  return claims
}
