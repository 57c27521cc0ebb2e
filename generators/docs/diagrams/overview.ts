import type { Edge, Environment, Estate, Service } from "../../../core/estate.js"
import { isStore } from "../../../core/store.js"
import { type Graph, Sketch } from "../graph.js"
import { Ids } from "../ids.js"
import {
  drawCloudflare,
  drawExternals,
  drawGcp,
  drawHost,
  drawVercel,
  edgeOrigin,
  environmentNames,
  type ServiceIndex,
  type Stage,
  serviceId,
  serviceIndex,
  targetId,
} from "./nodes.js"
import { drawOutside, drawVisits, reachedByHost } from "./outside.js"

/** The overview, and what it leaves to the diagram of service isolation. */
export interface Overview {
  readonly graph: Graph
  /** Services without a port and without an edge that the overview draws, in declared order. */
  readonly left: readonly Service[]
}

/**
 * All environments in one picture: providers, hosts, what runs on them and what reaches what.
 *
 * What a service does with the datastores of its own host is left to the isolation diagram, and so are services that do nothing
 * else.
 */
export function overview(estate: Estate): Overview {
  const { shared, environments } = estate
  const stage: Stage = { shared, sketch: new Sketch(), ids: new Ids(), kind: "overview" }
  const names = environmentNames(estate)
  const seen = new Set(environments.flatMap((environment) => [...drawnServices(environment)]))
  const left = new Map<string, Service>()

  drawExternals(stage, names, ({ role }) => role === "people")
  drawVercel(stage, environments)
  const parent = drawGcp(stage, shared.gcp)
  for (const { hosts } of environments) {
    for (const host of hosts) {
      drawHost(host, stage, { parent, wanted: ({ id }) => seen.has(id) })
    }
  }
  drawExternals(stage, names, ({ role }) => role !== "people")
  drawCloudflare(stage, shared.cloudflare, names)

  for (const environment of environments) {
    const services = serviceIndex(environment)
    drawVisits(environment, services, stage, false)
    drawEdges(environment, services, stage)
    drawOutside(environment, services, stage)
  }
  for (const { group } of shared.externals) if (group !== undefined) stage.sketch.fold(stage.ids.of("group", group))
  for (const { hosts } of environments) {
    for (const service of hosts.flatMap(({ services }) => services)) {
      // One that is folded with others is drawn with them.
      if (!stage.sketch.has(serviceId(service, stage))) left.set(service.id, service)
    }
  }
  return { graph: stage.sketch.graph(environments), left: [...left.values()] }
}

/** Proxies, stores, whatever has a port of its own, and both ends of every edge that is drawn. */
function drawnServices(environment: Environment): ReadonlySet<string> {
  const services = serviceIndex(environment)
  const drawn = new Set<string>()
  for (const service of services.values()) {
    const listens = service.ports.some(({ path }) => path.startsWith(`${service.path}/ports/`))
    if (service.proxy !== undefined || listens || isStore(service)) drawn.add(service.id)
  }
  for (const edge of environment.edges) {
    if (!isDrawn(edge, services) || edge.because === "backup") continue
    drawn.add(edge.from.id)
    if (edge.to.kind === "service") drawn.add(edge.to.service.id)
  }
  return drawn
}

function isDrawn(edge: Edge, services: ServiceIndex): boolean {
  return edge.reach !== "local" || edge.to.kind !== "service" || !isStore(services.get(edge.to.service.id)!)
}

function drawEdges(environment: Environment, services: ServiceIndex, stage: Stage): void {
  const { sketch, ids } = stage
  const whole = reachedByHost(environment, services, stage)
  for (const edge of routesFirst(environment.edges)) {
    if (!isDrawn(edge, services)) continue
    const to = targetId(edge.to, services, stage)
    if (whole.has(`${edge.from.host} ${edge.access} ${to}`)) continue
    const backup = edge.because === "backup"
    const from = backup ? ids.of("vm", edge.from.host) : serviceId(services.get(edge.from.id)!, stage)
    if (from === to) continue
    const accessed = edge.to.kind === "service" || edge.access === "call" ? undefined : edge.access
    sketch.arrow(from, to, {
      style: edge.access === "read" ? "dotted" : "solid",
      label: edge.label ?? (backup ? "backups" : accessed),
      origin: edgeOrigin(edge),
      environment: environment.name,
    })
  }
}

/** What comes in is drawn before what it leads to. */
function routesFirst(edges: readonly Edge[]): readonly Edge[] {
  return [...edges.filter(({ because }) => because === "route"), ...edges.filter(({ because }) => because !== "route")]
}
