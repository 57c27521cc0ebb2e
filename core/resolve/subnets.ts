import { child } from "../../schema/pointer.js"
import { allocateSubnets, type HostNetworks } from "../networks.js"
import type { CatalogHost } from "./catalog.js"
import { localNetworkId } from "./local-networks.js"
import type { Placements } from "./placements.js"
import type { Problems } from "./problems.js"

/** Beside the first of Docker's own pools, and clear of the 10.0.0.0/8 that VPC networks are usually taken from. */
export const DEFAULT_POOL = "172.20.0.0/14"

/** The derived networks of one host. */
export interface HostSubnets {
  readonly host: CatalogHost
  readonly networks: HostNetworks
}

/**
 * The subnet of each network that this environment creates, by `host/network` or `local:host.service`.
 *
 * Each host has its pool to itself; where all of them can run on one laptop, they share one Docker engine, so hosts with the same
 * pool share what is in it. A pool that is used up is reported.
 */
export function resolveSubnets(
  hosts: readonly HostSubnets[],
  remoteTargets: readonly string[],
  context: { readonly placements: Placements; readonly problems: Problems; readonly environment: string },
): ReadonlyMap<string, string> {
  const together = context.placements.placements.includes("local")
  const pools = new Map<string, { readonly host: CatalogHost; readonly pool: string; readonly names: string[] }>()
  for (const { host, networks } of hosts) {
    const pool = host.data.dockerPool ?? DEFAULT_POOL
    const key = together ? pool : host.name
    const known = pools.get(key) ?? { host, pool, names: [] }
    pools.set(key, known)
    for (const [id, { kind }] of networks.networks) if (kind !== "shared") known.names.push(`${host.name}/${id}`)
  }
  if (together) {
    const byHost = new Map(hosts.map(({ host }) => [host.name, host.data.dockerPool ?? DEFAULT_POOL]))
    for (const id of remoteTargets)
      pools.get(byHost.get(id.slice(0, id.indexOf("."))) ?? "")?.names.push(localNetworkId(id))
  }
  const subnets = new Map<string, string>()
  for (const { host, pool, names } of pools.values()) {
    const allocated = allocateSubnets(names, pool)
    for (const [name, subnet] of allocated) subnets.set(name, subnet)
    if (allocated.size < names.length) refuseFull(host, { pool, wanted: names.length, left: allocated.size }, context)
  }
  return subnets
}

function refuseFull(
  host: CatalogHost,
  { pool, wanted, left }: { readonly pool: string; readonly wanted: number; readonly left: number },
  { problems, environment }: { readonly problems: Problems; readonly environment: string },
): void {
  problems.error(
    {
      code: "networks/pool_full",
      message: `The Docker networks of ${host.name} need ${wanted} ranges, and ${pool} has room for ${left}.`,
      path: host.data.dockerPool === undefined ? host.path : child(host.path, "dockerPool"),
      found: pool,
      allowed: "a range with room for a /26 for each network",
      help: "Give it a wider `dockerPool`, or spread its services over several hosts.",
    },
    environment,
  )
}
