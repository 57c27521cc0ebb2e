import type { Environment, Host, LocalNetwork, Mount, Service, Shared, Stack } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"

/** A stack and all that its files need to know. */
export interface StackContext {
  readonly shared: Shared
  readonly environment: Environment
  readonly host: Host
  readonly stack: Stack
  /** The names of its services: what `depends_on` may name. */
  readonly names: ReadonlySet<string>
  /** Whether it runs on VMs only, on a laptop only, or on either. */
  readonly runs: "cloud" | "local" | "both"
  /** What a laptop needs; empty where it never runs on one. */
  readonly local: LocalPlaces
}

/** What stands on a laptop for the disks and the network of VMs. */
export interface LocalPlaces {
  /** The named volume that stands for a folder of a disk, by that folder. */
  readonly volumes: ReadonlyMap<string, string>
  /** By service name: the networks that it joins to reach other hosts, or be reached from them. */
  readonly networks: ReadonlyMap<string, readonly LocalMembership[]>
}

/** Membership in a network between hosts on one laptop. */
export interface LocalMembership {
  readonly network: LocalNetwork
  /** Whether the service is the one that it leads to. */
  readonly isTarget: boolean
  readonly origin: Origin
}

/** A mount whose source is a folder of a disk. */
export type DiskMount = Extract<Mount, { readonly kind: "bind" }>

/** Every stack whose Compose file is generated. */
export function* stackContexts(
  shared: Shared,
  environments: readonly Environment[],
): Generator<StackContext, void, undefined> {
  for (const environment of environments) {
    const memberships = localMemberships(environment.localNetworks)
    const { placements } = environment
    const runs = placements.length > 1 ? "both" : placements[0] === "local" ? "local" : "cloud"
    for (const host of environment.hosts) {
      if (!host.generate.has("compose")) continue
      const networks = memberships.get(host.name) ?? NO_NETWORKS
      for (const stack of host.stacks) {
        const names = new Set(stack.services.map(({ name }) => name))
        const volumes = runs === "cloud" ? NO_VOLUMES : localVolumes(stack.services)
        yield { shared, environment, host, stack, names, runs, local: { volumes, networks } }
      }
    }
  }
}

/** The origin of what there is because the environment runs in several places. */
export function placementsOrigin({ environment }: StackContext): Origin {
  return originOf(environment, "placements")
}

/** Whether a mount lies on a disk of the VM, which a laptop has not. */
export function isOnDisk(mount: Mount): mount is DiskMount {
  return mount.kind === "bind" && mount.disk !== undefined
}

const NO_NETWORKS: ReadonlyMap<string, readonly LocalMembership[]> = new Map()
const NO_VOLUMES: ReadonlyMap<string, string> = new Map()

/** By host, then by service. */
function localMemberships(
  networks: readonly LocalNetwork[],
): ReadonlyMap<string, ReadonlyMap<string, readonly LocalMembership[]>> {
  const hosts = new Map<string, Map<string, LocalMembership[]>>()
  const join = (place: { readonly host: string; readonly name: string }, membership: LocalMembership): void => {
    const services = hosts.get(place.host) ?? new Map<string, LocalMembership[]>()
    hosts.set(place.host, services)
    const own = services.get(place.name)
    if (own === undefined) services.set(place.name, [membership])
    else own.push(membership)
  }
  for (const network of networks) {
    join(network.target, { network, isTarget: true, origin: network.origin })
    for (const { service, origin } of network.consumers) join(service, { network, isTarget: false, origin })
  }
  return hosts
}

/** A volume for each folder of a disk: `/data/caddy/config` → `data-caddy-config`, with a number where two would be named so. */
function localVolumes(services: readonly Service[]): ReadonlyMap<string, string> {
  const mounts = services.flatMap((service) => service.mounts)
  const taken = new Set(mounts.flatMap((mount) => (mount.kind === "volume" ? [mount.volume] : [])))
  const volumes = new Map<string, string>()
  for (const source of new Set(mounts.filter(isOnDisk).map((mount) => mount.source))) {
    const plain =
      source
        .slice(1)
        .replace(/[^A-Za-z0-9._-]+/g, "-")
        .replace(/^[^A-Za-z0-9]+/, "") || "disk"
    let key = plain
    for (let next = 2; taken.has(key); next += 1) key = `${plain}-${next}`
    taken.add(key)
    volumes.set(source, key)
  }
  return volumes
}
