import { child, type Pointer } from "../schema/pointer.js"
import { toNumber } from "../schema/units.js"
import type { Edge, Membership, Port, StackNetwork } from "./estate.js"
import type { Origin } from "./origin.js"

/** What is needed of a service to know its networks. */
export interface Networked {
  /** `host.service`. */
  readonly id: string
  /** Its own name, which is its DNS name on the host. */
  readonly name: string
  /** The name of its host. */
  readonly host: string
  /** The name of its stack, which creates the network named after it. */
  readonly stack: string
  /** Where it is declared. */
  readonly path: Pointer
  /** Those that are published make it join `ingress`. */
  readonly ports: readonly Port[]
  /** Edges that start at it. */
  readonly edges: readonly Edge[]
  /** Shared networks that it joins by declaration. */
  readonly shared: readonly string[]
  /** Further DNS names on the network named after it. */
  readonly aliases: readonly string[]
  /** Whether it has no Docker network of its own. */
  readonly detached: boolean
  /** What else takes it out of the host than an edge, such as a proxy's certificates; undefined when nothing does. */
  readonly outward: Origin | undefined
}

/** The networks of the services of one host: each one's memberships, and which stack creates what. */
export interface HostNetworks {
  /** By service name. */
  readonly memberships: ReadonlyMap<string, readonly Membership[]>
  /** By network key; `ingress` and `egress` by `stack/key`, because each stack has its own. */
  readonly networks: ReadonlyMap<
    string,
    {
      readonly key: string
      readonly kind: StackNetwork["kind"]
      readonly owner: string
      readonly origin: Origin
      readonly members: number
    }
  >
}

/** The network that ports are published from, one a stack. Its members can't reach each other, and it doesn't lead out. */
export const INGRESS = "ingress"
/** The network that leads out of the host, one a stack. Its members can't reach each other. */
export const EGRESS = "egress"

/**
 * Derives Docker networks from edges.
 *
 * Each service that is used on its own host gets one internal network named after it, which its consumers join: adding a consumer
 * never recreates the service that is used. Publishing and leaving the host are networks of their own, joined only where a port is
 * published, or an external or another host is used.
 */
export function networksOf(services: readonly Networked[]): HostNetworks {
  const memberships = new Map<string, Membership[]>(services.map(({ name }) => [name, []]))
  const networks = new Map<
    string,
    { key: string; kind: StackNetwork["kind"]; owner: string; origin: Origin; members: number }
  >()
  const byId = new Map(services.map((service) => [service.id, service]))
  const join = (
    service: Networked,
    network: { key: string; id: string; kind: StackNetwork["kind"]; owner: string; origin: Origin },
    aliases: readonly string[] = [],
  ): void => {
    const own = memberships.get(service.name)!
    if (service.detached || own.some(({ key }) => key === network.key)) return
    own.push({ key: network.key, aliases, origin: network.origin })
    const known = networks.get(network.id)
    if (known === undefined)
      networks.set(network.id, {
        key: network.key,
        kind: network.kind,
        owner: network.owner,
        origin: network.origin,
        members: 1,
      })
    else known.members += 1
  }
  for (const service of services) {
    for (const edge of service.edges) {
      const target = edge.to.kind === "service" ? byId.get(edge.to.service.id) : undefined
      if (edge.reach === "local" && target !== undefined) {
        join(
          target,
          { key: target.name, id: target.name, kind: "edge", owner: target.stack, origin: target.path },
          target.aliases,
        )
        join(service, {
          key: target.name,
          id: target.name,
          kind: "edge",
          owner: target.stack,
          origin: edge.sources.to ?? edge.path,
        })
      } else {
        join(service, {
          key: EGRESS,
          id: `${service.stack}/${EGRESS}`,
          kind: "egress",
          owner: service.stack,
          origin: edge.sources.to ?? edge.path,
        })
      }
    }
    if (service.outward !== undefined) {
      join(service, {
        key: EGRESS,
        id: `${service.stack}/${EGRESS}`,
        kind: "egress",
        owner: service.stack,
        origin: service.outward,
      })
    }
    const published = service.ports.find((port) => port.published !== undefined)
    if (published !== undefined) {
      join(service, {
        key: INGRESS,
        id: `${service.stack}/${INGRESS}`,
        kind: "ingress",
        owner: service.stack,
        origin: published.path,
      })
    }
    for (const [index, key] of service.shared.entries()) {
      const origin = child(child(service.path, "networks"), index)
      join(service, { key, id: key, kind: "shared", owner: service.stack, origin })
    }
  }
  for (const own of memberships.values()) own.sort((a, b) => (a.key < b.key ? -1 : 1))
  return { memberships, networks }
}

/** Whether a container on a network can open connections to the outside through it. */
export function leadsOut({ kind, internal }: Pick<StackNetwork, "kind" | "internal">): boolean {
  return kind === "egress" || (kind === "shared" && !internal)
}

/** Bits of a derived network's prefix. */
const SUBNET_BITS = 26

/** The containers that such a network has room for: 64 addresses less the network's own, the broadcast's and the gateway's. */
export const SUBNET_MEMBERS = 61

/**
 * Gives each network a subnet of the pool.
 *
 * A network's place is a hash of its name, and the next free one on a collision: adding a network leaves the others where they are,
 * except where two names collide.
 */
export function allocateSubnets(names: readonly string[], pool: string): ReadonlyMap<string, string> {
  const bits = Number(pool.slice(pool.indexOf("/") + 1))
  const slots = bits > SUBNET_BITS ? 0 : 2 ** (SUBNET_BITS - bits)
  const start = extent(pool).first
  const taken = new Set<number>()
  const result = new Map<string, string>()
  for (const name of [...names].sort()) {
    if (taken.size >= slots) break
    let slot = hash(name) % slots
    while (taken.has(slot)) slot = (slot + 1) % slots
    taken.add(slot)
    result.set(name, `${toDotted(start + slot * 2 ** (32 - SUBNET_BITS))}/${SUBNET_BITS}`)
  }
  return result
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hash(name: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < name.length; index++) value = Math.imul(value ^ name.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** Whether two IPv4 ranges in CIDR notation share an address; a lone address is a range of one: `10.0.0.7`. */
export function overlaps(a: string, b: string): boolean {
  const [left, right] = [extent(a), extent(b)]
  return left.first <= right.last && right.first <= left.last
}

/** The network of Docker's own bridge, `docker0`, unless its daemon is told otherwise. */
export const DOCKER_BRIDGE = "172.17.0.0/16"

/** Ranges that Docker may take networks from that no Compose file gives a subnet, its own bridge among them. */
const SPARE_POOLS = [DOCKER_BRIDGE, "172.18.0.0/16", "192.168.128.0/17"]

/** The range that a daemon of ours is told to take such networks from: one that is clear of both; undefined when there is none. */
export function sparePool(dockerPool: string, network: string | undefined): string | undefined {
  return SPARE_POOLS.find((pool) => !overlaps(pool, dockerPool) && !overlaps(pool, network ?? dockerPool))
}

/** The first and last address of an IPv4 range, as numbers. */
export function extent(range: string): { readonly first: number; readonly last: number } {
  const [base, bits] = range.split("/") as [string, string | undefined]
  const size = 2 ** (32 - Number(bits ?? 32))
  const first = Math.floor(toNumber(base) / size) * size
  return { first, last: first + size - 1 }
}

function toDotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")
}
