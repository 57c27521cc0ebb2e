import type { Environment, Host } from "./estate.js"

/**
 * The hosts of an environment in the order in which they are started: one that others reach comes before those that reach it.
 * Hosts that need each other stay in declared order.
 */
export function startOrder(environment: Environment): readonly Host[] {
  const needs = new Map<string, Set<string>>()
  for (const { from, to, reach } of environment.edges) {
    if (reach !== "remote" || to.kind !== "service") continue
    const known = needs.get(from.host)
    if (known === undefined) needs.set(from.host, new Set([to.service.host]))
    else known.add(to.service.host)
  }
  const byName = new Map(environment.hosts.map((host) => [host.name, host]))
  const ordered = new Set<Host>()
  const visiting = new Set<string>()
  const visit = (host: Host): void => {
    if (ordered.has(host) || visiting.has(host.name)) return
    visiting.add(host.name)
    for (const name of needs.get(host.name) ?? []) visit(byName.get(name)!)
    ordered.add(host)
  }
  for (const host of environment.hosts) visit(host)
  return [...ordered]
}
