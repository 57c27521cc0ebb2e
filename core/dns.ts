import type { Estate, Handler, Host, Route, VercelProject } from "./estate.js"
import { hasPublicPort } from "./grants.js"
import type { Origin } from "./origin.js"

/** One host name of the zone, and where it leads. */
export interface DnsRecord {
  /** In full: `api.example.com`. */
  readonly hostname: string
  /** Names of the environment and the route that it belongs to. */
  readonly environment: string
  /** The route that asks for it. */
  readonly route: Route
  /** What it leads to. */
  readonly target: DnsTarget
  /** Whether the CDN answers in its place. */
  readonly proxied: boolean
  /** Where the host name is stated. */
  readonly origin: Origin
}

/** What a host name leads to: a host's static address, or Vercel (by address where the name is the zone itself). */
export type DnsTarget =
  | { readonly kind: "host"; readonly host: Host }
  | { readonly kind: "vercel"; readonly project: VercelProject; readonly apex: boolean }

/** The zone's records, host names that are left to others, and names that would lead to two places. */
export interface Dns {
  /** In declared order, environments first. */
  readonly records: readonly DnsRecord[]
  /** Host names of routes that get no record, and why, in words. */
  readonly left: readonly { readonly hostname: string; readonly reason: string; readonly origin: Origin }[]
  /** Two routes give one name two targets. */
  readonly conflicts: readonly { readonly record: DnsRecord; readonly earlier: DnsRecord }[]
}

/**
 * The DNS records that routes ask for, in the zone of Cloudflare.
 *
 * A bucket's host name is not among them: Cloudflare makes that record together with the bucket's domain.
 */
export function dnsOf({ shared, environments }: Estate): Dns {
  const zone = shared.cloudflare?.zone
  const records = new Map<string, DnsRecord>()
  const left = new Map<string, Dns["left"][number]>()
  const conflicts: Dns["conflicts"][number][] = []
  for (const environment of environments) {
    const hosts = new Map(environment.hosts.map((host) => [host.name, host]))
    for (const route of environment.routes) {
      for (const { hostname, origin } of route.sites) {
        if (hostname === "localhost") continue
        const leave = (reason: string): unknown => left.set(hostname, { hostname, reason, origin })
        if (zone === undefined) leave("no zone is declared")
        else if (hostname !== zone && !hostname.endsWith(`.${zone}`)) leave(`it lies outside the zone ${zone}`)
        else {
          const target = targetOf(route, {
            hosts,
            apex: hostname === zone,
            cloud: environment.placements.includes("cloud"),
          })
          if (target === undefined) continue
          if (typeof target === "string") {
            leave(target)
            continue
          }
          const proxied = route.exposure === "cdn"
          const record = { hostname, environment: environment.name, route, target, proxied, origin }
          const earlier = records.get(hostname)
          if (earlier === undefined) records.set(hostname, record)
          else if (placeOf(earlier) !== placeOf(record)) conflicts.push({ record, earlier })
        }
      }
    }
  }
  return { records: [...records.values()], left: [...left.values()], conflicts }
}

/** Where a route's names lead, or why nowhere, in words; undefined where somebody else makes the record. */
function targetOf(
  route: Route,
  context: { readonly hosts: ReadonlyMap<string, Host>; readonly apex: boolean; readonly cloud: boolean },
): DnsTarget | string | undefined {
  if (route.proxy === undefined) {
    const [first] = answersOf(route.handlers)
    if (first?.answer.kind === "vercel") return { kind: "vercel", project: first.answer.project, apex: context.apex }
    return undefined
  }
  const host = context.hosts.get(route.proxy.host)
  if (host === undefined || !context.cloud) return "its environment does not run in the cloud"
  if (route.exposure !== "public" && route.exposure !== "cdn") return `it is ${route.exposure}`
  if (!host.generate.has("terraform")) return `the host ${host.name} is kept by hand`
  return hasPublicPort(host) ? { kind: "host", host } : `no port of the host ${host.name} is open to the internet`
}

function answersOf(handlers: readonly Handler[]): readonly Handler[] {
  return handlers.flatMap((handler) =>
    handler.answer.kind === "handle" ? answersOf(handler.answer.handlers) : [handler],
  )
}

function placeOf({ target, environment, proxied }: DnsRecord): string {
  return target.kind === "host" ? `${environment} ${target.host.name} ${proxied}` : `vercel ${proxied}`
}
