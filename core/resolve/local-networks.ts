import type { Edge, Host, LocalNetwork } from "../estate.js"
import { originOf } from "../origin.js"
import { servicesById } from "../services.js"
import { localAlias } from "./addresses.js"

/** Names the subnet of a service's local network among those of an environment. No host can be named so: it holds no colon. */
export function localNetworkId(serviceId: string): string {
  return `local:${serviceId}`
}

/**
 * The networks by which hosts reach each other where all of them run on one laptop: one for each service that another host has an
 * edge to. Where a service has no Docker network of its own, there is nothing to join.
 */
export function resolveLocalNetworks(
  edges: readonly Edge[],
  hosts: readonly Host[],
  subnets: ReadonlyMap<string, string>,
): readonly LocalNetwork[] {
  const services = servicesById({ hosts })
  const stacks = new Map(
    hosts.flatMap((host) => host.stacks.map((stack) => [`${host.name}/${stack.name}`, stack] as const)),
  )
  const joined = new Set<string>()
  const found = new Map<string, LocalNetwork & { consumers: LocalNetwork["consumers"][number][] }>()
  for (const edge of edges) {
    if (edge.reach !== "remote" || edge.to.kind !== "service") continue
    const target = services.get(edge.to.service.id)
    const consumer = services.get(edge.from.id)
    if (target === undefined || target.networkMode !== undefined) continue
    if (consumer === undefined || consumer.networkMode !== undefined) continue
    if (joined.size === joined.add(`${consumer.id}>${target.id}`).size) continue
    const origin = edge.sources.to ?? edge.path
    const known = found.get(target.id)
    const stack = stacks.get(`${target.host}/${target.stack}`)
    if (stack === undefined) continue
    if (known === undefined) {
      const key = `remote.${target.host}.${target.name}`
      found.set(target.id, {
        key,
        name: `${stack.project}_${key}`,
        nameOrigin: originOf(stack, "project"),
        target: edge.to.service,
        stack: target.stack,
        alias: localAlias(target),
        subnet: subnets.get(localNetworkId(target.id)),
        consumers: [{ service: edge.from, origin }],
        origin: target.path,
      })
    } else known.consumers.push({ service: edge.from, origin })
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}
