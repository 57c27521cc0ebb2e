import type { Environment, Host, Service } from "./estate.js"
import { append } from "./lists.js"
import { EGRESS, INGRESS } from "./networks.js"
import type { Origin } from "./origin.js"

/** A name to which a container answers on some Docker networks. */
export interface NameClaim {
  /** The name in small letters, as Docker's DNS server compares it. */
  readonly name: string
  /** The service whose containers answer. */
  readonly service: Service
  /** Why they do: the service's own name, that of its container or its machine, or a further name on the network named after it. */
  readonly as: "service" | "container" | "hostname" | "alias"
  /** The networks on which it is answered: each is one on its Docker engine. */
  readonly networks: readonly string[]
  /** Where the name is stated. */
  readonly origin: Origin
}

/** A line of a container's hosts file, for a name to which another service answers where it asks. */
export interface Override {
  /** Whose hosts file it is. */
  readonly service: Service
  /** The line. */
  readonly line: Service["extraHosts"][number]
  /** What it would come to otherwise. */
  readonly claim: NameClaim
}

/** The names of one Docker engine, and who asks there. */
export interface DnsScope {
  /** The claims of every name that several services answer to. */
  readonly contested: readonly (readonly NameClaim[])[]
  /** Names of services that a hosts file gives another address. */
  readonly overridden: readonly Override[]
  /** The services that are on a network, by the network. */
  readonly members: ReadonlyMap<string, readonly Service[]>
  /** The networks that a service is on. */
  readonly networks: ReadonlyMap<Service, readonly string[]>
}

/**
 * The names that containers answer to, for each Docker engine of an environment: each host's own in the cloud, one for all hosts on a
 * laptop. Docker gives a container its service's name, its own and its host name on every network that it joins, and further names where
 * they are stated; capitals make no difference (moby: `buildEndpointDNSNames`, `addNameToIP`).
 */
export function dnsScopes(environment: Environment): readonly DnsScope[] {
  return environment.placements.flatMap((placement) =>
    placement === "cloud" ? environment.hosts.map((host) => scopeOf([host])) : [scopeOf(environment.hosts)],
  )
}

const NOTHING: DnsScope = { contested: [], overridden: [], members: new Map(), networks: new Map() }

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
  const contested = [...claims.values()].filter((all) => all.length > 1)
  return { contested, overridden: overridesOf(networks, claims), members, networks }
}

function overridesOf(
  networks: ReadonlyMap<Service, readonly string[]>,
  claims: ReadonlyMap<string, readonly NameClaim[]>,
): readonly Override[] {
  return [...networks].flatMap(([service, own]) =>
    service.extraHosts.flatMap((line): readonly Override[] => {
      const claim = claims
        .get(line.name.toLowerCase())
        ?.find((one) => one.service !== service && one.networks.some((network) => own.includes(network)))
      return claim === undefined ? [] : [{ service, line, claim }]
    }),
  )
}

/** The names that several claims have, or a hosts file too: most hosts have none, and then nothing else need be known of them. */
function repeatedNames(hosts: readonly Host[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  const note = (name: string): unknown => (seen.has(name) ? repeated : seen).add(name)
  for (const { services } of hosts) {
    for (const service of services) {
      for (const name of ownNames(service)) note(name)
      for (const { aliases } of service.networks) for (const alias of aliases) note(alias.toLowerCase())
      for (const { name } of service.extraHosts) note(name.toLowerCase())
    }
  }
  return repeated
}

/** The names that a container has on every network, each once: of its service, itself, and its machine. */
function ownNames({ name, containerName, hostname }: Service): ReadonlySet<string> {
  const [own, container, machine] = [name, containerName, hostname].map((one) => one?.toLowerCase())
  if (container === undefined && machine === undefined) return new Set([own!])
  return new Set([own, container, machine].filter((one) => one !== undefined))
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
  const { name, path, sources } = service
  const own = service.networks.find(({ key }) => key === name)
  const container = service.containerName?.toLowerCase()
  const claims = [...ownNames(service)].map((one, index): NameClaim => {
    if (index === 0) return { name: one, service, as: "service", networks, origin: path }
    return one === container
      ? { name: one, service, as: "container", networks, origin: sources.containerName ?? path }
      : { name: one, service, as: "hostname", networks, origin: sources.hostname ?? path }
  })
  for (const [index, alias] of (own?.aliases ?? []).entries()) {
    const stated = sources.aliases
    const origin = stated === undefined ? path : `${stated}/${index}`
    claims.push({ name: alias.toLowerCase(), service, as: "alias", networks: [`${service.host}/${name}`], origin })
  }
  return claims
}
