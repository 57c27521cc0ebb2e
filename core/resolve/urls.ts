import type * as z from "zod"
import { child, type Pointer } from "../../schema/pointer.js"
import type { route as routeSchema } from "../../schema/route.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Placement, ResolvedText, Route, Site } from "../estate.js"
import type { Origin } from "../origin.js"
import type { Catalog } from "./catalog.js"
import { isIn, member, pickAt } from "./fields.js"
import { type Placements, variableNameOf } from "./placements.js"
import type { Problems } from "./problems.js"

/** A route that the schema has admitted. */
export type RouteData = z.output<typeof routeSchema>

/** How a route states that it gets its certificate. */
export type TlsData =
  | "automatic"
  | "acme-test"
  | "internal"
  | "off"
  | { readonly certificate: string; readonly key: string }

interface UrlContext {
  readonly data: TopologyData
  readonly catalog: Catalog
  readonly placements: Placements
  readonly problems: Problems
}

/** Where a route is found in one environment, as its topology states it. */
export interface StatedHosts {
  /** Per placement, at least one each. */
  readonly hosts: Readonly<Record<Placement, readonly string[]>>
  /** Where each host stands. */
  readonly origins: Readonly<Record<Placement, readonly Origin[]>>
  /** Where they stand together. */
  readonly origin: Origin
  /** Whether they differ between placements. */
  readonly placed: boolean
}

/** The URL of a route; or why it has none: it is not in this environment, or all its hosts are wildcards. */
export type FoundUrl =
  | { readonly kind: "url"; readonly url: ResolvedText; readonly shown: string }
  | { readonly kind: "absent" | "wildcard" }

/** The URL of a route in this environment, for links to it: a literal, or a variable where it depends on the placement. */
export function routeUrl(name: string, context: UrlContext): FoundUrl {
  const { data, catalog, placements, problems } = context
  const route = member(data.routes, name)
  const path = child("/routes", name)
  const place = { environment: catalog.environment, problems }
  const stated =
    route === undefined || !isIn(route.only, child(path, "only"), place)
      ? undefined
      : statedHosts(route, child(path, "host"), place)
  if (route === undefined || stated === undefined) return { kind: "absent" }
  const tls = pickAt(route.tls, child(path, "tls"), place).value
  const [cloud, local] = [urlOf(stated.hosts.cloud, tls), urlOf(stated.hosts.local, tls)]
  const shown = placements.placements[0] === "cloud" ? cloud : local
  if (cloud === undefined || local === undefined || shown === undefined) return { kind: "wildcard" }
  if (cloud === local) return { kind: "url", url: [cloud], shown }
  const variable = { name: `${variableNameOf(name)}_URL`, purpose: `The URL of the route ${name}` }
  return { kind: "url", url: placements.choose({ ...variable, cloud, local, origin: stated.origin }), shown }
}

/** The host names as stated for this environment; undefined where the route is not in it. */
export function statedHosts(
  route: RouteData,
  path: Pointer,
  place: { readonly environment: string; readonly problems: Problems },
): StatedHosts | undefined {
  const { value, origin } = pickAt(route.host, path, place)
  if (value === undefined) return undefined
  if (typeof value === "string" || Array.isArray(value)) {
    const all = listed(value)
    const there = placesOf(value, origin)
    return { hosts: { cloud: all, local: all }, origins: { cloud: there, local: there }, origin, placed: false }
  }
  const { cloud, local } = value as { readonly cloud: string | string[]; readonly local: string | string[] }
  const hosts = { cloud: listed(cloud), local: listed(local) }
  const origins = {
    cloud: placesOf(cloud, child(origin, "cloud")),
    local: placesOf(local, child(origin, "local")),
  }
  return { hosts, origins, origin, placed: hosts.cloud.join() !== hosts.local.join() }
}

/** The sites of a route where the environment runs in the cloud (or its only placement), and on a laptop. */
export function resolveSites(
  name: string,
  stated: StatedHosts,
  { tls, context }: { readonly tls: TlsData | undefined; readonly context: UrlContext },
): Pick<Route, "sites" | "localSites"> {
  const { placements } = context.placements
  const [first] = placements
  const placed = stated.placed && placements.length > 1
  if (placed && stated.hosts.cloud.length !== stated.hosts.local.length) refuseUneven(name, stated, context)
  const address = (index: number): ResolvedText | undefined => {
    if (!placed) return undefined
    return context.placements.choose({
      name: `${variableNameOf(name)}_SITE${index === 0 ? "" : `_${index + 1}`}`,
      purpose: `Where the route ${name} is served`,
      cloud: siteAddress(stated.hosts.cloud[index] ?? "", tls),
      local: siteAddress(stated.hosts.local[index] ?? "", tls),
      origin: stated.origin,
    })
  }
  const of = (placement: Placement): readonly Site[] =>
    stated.hosts[placement].map((host, index) => ({
      ...siteParts(host, tls),
      address: address(index) ?? [siteAddress(host, tls)],
      origin: stated.origins[placement][index]!,
    }))
  const sites = of(first)
  return { sites, localSites: placed && first !== "local" ? of("local") : sites }
}

/** The host name that stands for a route where one has to do: the first one without a wildcard, if any. */
export function mainHost(hosts: readonly string[]): string {
  return hosts.find((host) => !host.startsWith("*.")) ?? hosts[0]!
}

/** `http` where TLS is off, which is the default for localhost. */
export function schemeOf(host: string, tls: unknown): "http" | "https" {
  if (tls === "off") return "http"
  return tls === undefined && isLocal(host) ? "http" : "https"
}

/** Whether a host is the machine itself. */
export function isLocal(host: string): boolean {
  return host.startsWith("localhost:")
}

function urlOf(hosts: readonly string[], tls: unknown): string | undefined {
  const host = mainHost(hosts)
  return host.startsWith("*.") ? undefined : `${schemeOf(host, tls)}://${host}`
}

function listed(hosts: string | readonly string[]): readonly string[] {
  return typeof hosts === "string" ? [hosts] : hosts
}

/** A host in a list has a place of its own; one alone is the value itself. */
function placesOf(hosts: string | readonly string[], path: Pointer): readonly Pointer[] {
  return typeof hosts === "string" ? [path] : hosts.map((_, index) => child(path, index))
}

function siteParts(host: string, tls: unknown): Pick<Site, "hostname" | "port" | "scheme"> {
  const [hostname, port] = host.split(":") as [string, string | undefined]
  const scheme = schemeOf(host, tls)
  return { hostname, scheme, port: port === undefined ? (scheme === "https" ? 443 : 80) : Number(port) }
}

/** As a Caddyfile names a site: `http://` switches automatic HTTPS off, a bare name switches it on. */
function siteAddress(host: string, tls: unknown): string {
  const scheme = schemeOf(host, tls)
  if (scheme === "http") return `http://${host}`
  return isLocal(host) ? `https://${host}` : host
}

function refuseUneven(name: string, { hosts, origin }: StatedHosts, { catalog, problems }: UrlContext): void {
  problems.error(
    {
      code: "routes/uneven_hosts",
      message: `The route ${JSON.stringify(name)} has ${hosts.cloud.length} hosts in the cloud and ${hosts.local.length} on a laptop, but each takes the place of one other.`,
      path: origin,
      help: "State as many for `cloud` as for `local`.",
    },
    catalog.environment,
  )
}
