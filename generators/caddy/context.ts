import type { Answer, Environment, Port, Proxy, Service, Shared } from "../../core/estate.js"

/** One proxy, and what its Caddyfile has to look up. */
export interface ProxyContext {
  readonly shared: Shared
  readonly proxy: Proxy
  /** The ports of its service. */
  readonly ports: readonly Port[]
  /** The services of its environment, by `host.service`. */
  readonly services: ReadonlyMap<string, Service>
  /** The host name under which the public reaches what no host of ours serves, by {@link publicKey}. */
  readonly publicHosts: ReadonlyMap<string, string>
}

/** The proxies of an environment whose Caddyfile is generated, in declared order. */
export function* proxiesOf(environment: Environment, shared: Shared): Iterable<ProxyContext> {
  const services = new Map<string, Service>()
  for (const host of environment.hosts) for (const service of host.services) services.set(service.id, service)
  const publicHosts = publicHostsOf(environment)
  for (const host of environment.hosts) {
    if (!host.generate.has("caddy")) continue
    for (const { proxy, ports } of host.services) {
      if (proxy !== undefined) yield { shared, proxy, ports, services, publicHosts }
    }
  }
}

/** Identifies what answers outside of the hosts. */
export function publicKey(answer: Extract<Answer, { readonly kind: "vercel" | "bucket" }>): string {
  return answer.kind === "vercel" ? `vercel/${answer.project.name}` : `bucket/${answer.bucket.name}`
}

/** A route that a provider serves as a whole gives what it leads to its public name. */
function publicHostsOf({ routes }: Environment): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { proxy, handlers, sites } of routes) {
    const answer = handlers[0]?.answer
    const hostname = sites[0]?.hostname
    if (proxy !== undefined || hostname === undefined) continue
    if (answer?.kind !== "vercel" && answer?.kind !== "bucket") continue
    const key = publicKey(answer)
    if (!found.has(key)) found.set(key, hostname)
  }
  return found
}
