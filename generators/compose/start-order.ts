import type { Step } from "../../core/circles.js"
import type { Environment, Host, Stack } from "../../core/estate.js"
import type { Origin } from "../../core/origin.js"

/** One stack finding a network of another. */
export interface Need extends Step {
  readonly source: string
  /** `desk uses records.api`. */
  readonly what: string
  /** The service that the network leads to. */
  readonly service: string
  readonly local: boolean
  readonly origin: Origin
}

/** What stacks need of others, each once, by stack, named `host/stack`; those of a laptop only with its networks. */
export function stepsOf(
  hosts: readonly Host[],
  localNetworks: Environment["localNetworks"] = [],
): ReadonlyMap<string, readonly Need[]> {
  const stackOf = new Map(
    hosts.flatMap((host) => host.services.map(({ id, stack }) => [id, stackName(host, { name: stack })] as const)),
  )
  const needs = new Map<string, Map<string, Need>>([...stackOf.values()].map((name) => [name, new Map()]))
  const add = (from: string, to: string, place: { readonly local: boolean; readonly origin: Origin }): void => {
    const source = stackOf.get(from)
    const target = stackOf.get(to)
    if (source === undefined || target === undefined || source === target) return
    const own = needs.get(source)!
    if (!own.has(target)) own.set(target, { source, target, what: `${from} uses ${to}`, service: to, ...place })
  }
  for (const { services } of hosts) {
    for (const { edges, networkMode } of services) {
      if (networkMode !== undefined) continue
      for (const { from, to, reach, sources, path } of edges) {
        if (to.kind !== "service" || reach !== "local") continue
        add(from.id, to.service.id, { local: false, origin: sources.to ?? path })
      }
    }
  }
  for (const { target, consumers } of localNetworks)
    for (const { service, origin } of consumers) add(service.id, target.id, { local: true, origin })
  return new Map([...needs].map(([name, own]) => [name, [...own.values()]]))
}

function stackName(host: Host, stack: Pick<Stack, "name">): string {
  return `${host.name}/${stack.name}`
}
