import { child } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Edge, Environment, Route, Shared } from "../estate.js"
import { catalogue } from "./catalog.js"
import { resolveEdges } from "./edges.js"
import { Fields } from "./fields.js"
import { resolveHosts } from "./hosts.js"
import { resolveLocalNetworks } from "./local-networks.js"
import { resolveFrontends, resolveOutside } from "./outside.js"
import type { Pins } from "./pin-of.js"
import { Placements, placementsOf } from "./placements.js"
import type { Problems } from "./problems.js"
import { resolveRoutes } from "./routes.js"
import { capitalised } from "./shared.js"

export { type ProxyVariable, proxyVariables } from "./stacks.js"

/** What an environment is that does not say so, by its name. */
const STAGES: ReadonlyMap<string, Environment["stage"]> = new Map([
  ["production", "production"],
  ["prod", "production"],
  ["staging", "staging"],
  ["stage", "staging"],
])

/** Resolves one environment: what is there, what is connected, who may reach it, and only then each thing in full. */
export function resolveEnvironment(
  name: string,
  context: { readonly data: TopologyData; readonly shared: Shared; readonly pins: Pins; readonly problems: Problems },
): Environment {
  const { data, shared, problems } = context
  const stated = data.environments[name]!
  const fields = new Fields("environment", stated, child("/environments", name), name, problems)
  const catalog = catalogue(data, name, { shared, problems })
  const placements = new Placements(placementsOf(stated), name, problems)
  fields.plain("placements")
  const routes: readonly Route[] = resolveRoutes({ data, catalog, placements, problems })
  const edges: readonly Edge[] = resolveEdges(catalog, routes, problems)
  const short = fields.plain("short") ?? name
  const { hosts, subnets } = resolveHosts({ ...context, catalog, placements, routes, edges, short })
  const frontends = resolveFrontends({ data, catalog, placements, problems }, routes)
  return {
    noun: "environment",
    path: fields.path,
    name,
    short,
    title: fields.plain("title") ?? capitalised(name),
    purpose: fields.plain("purpose"),
    access: fields.plain("access"),
    deploy: fields.plain("deploy"),
    stage: fields.plain("stage") ?? STAGES.get(name) ?? "development",
    project: fields.plain("project"),
    network: fields.plain("network"),
    placements: placements.placements,
    hosts,
    routes,
    edges,
    outside: resolveOutside({ data, catalog, routes, problems }),
    frontends,
    placementVariables: placements.variables,
    localNetworks: placements.placements.includes("local") ? resolveLocalNetworks(edges, hosts, subnets) : [],
    sources: fields.sources,
  }
}
