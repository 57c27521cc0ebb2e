import type { Edge, Environment, Shared } from "../../../core/estate.js"
import { type Graph, Sketch } from "../graph.js"
import { Ids } from "../ids.js"
import {
  drawCloudflare,
  drawExternals,
  drawGcp,
  drawHost,
  drawVercel,
  edgeOrigin,
  type Stage,
  serviceId,
  serviceIndex,
  targetId,
} from "./nodes.js"
import { drawOutside, drawVisits, reachedByHost } from "./outside.js"

/** Everything in one environment: every service, and every edge with the port that it needs. */
export function environmentGraph(shared: Shared, environment: Environment): Graph {
  const stage: Stage = { shared, sketch: new Sketch(), ids: new Ids(), kind: "environment" }
  const { sketch } = stage
  const names = [environment.name]
  drawExternals(stage, names, ({ role }) => role === "people")
  if (environment.frontends.length > 0 || leadsToVercel(environment)) drawVercel(stage, [environment])
  const parent = drawGcp(stage, shared.gcp)
  for (const host of environment.hosts) drawHost(host, stage, { parent, wanted: () => true })
  drawExternals(stage, names, ({ role }) => role !== "people")
  drawCloudflare(stage, shared.cloudflare, names)

  const services = serviceIndex(environment)
  const whole = reachedByHost(environment, services, stage)
  drawVisits(environment, services, stage, true)
  for (const edge of environment.edges) {
    const to = targetId(edge.to, services, stage)
    if (whole.has(`${edge.from.host} ${edge.access} ${to}`)) continue
    sketch.arrow(serviceId(services.get(edge.from.id)!, stage), to, {
      style: edge.access === "read" ? "dotted" : "solid",
      label: labelOf(edge),
      origin: edgeOrigin(edge),
      environment: environment.name,
    })
  }
  drawOutside(environment, services, stage)
  return sketch.graph([environment])
}

/** The port that the edge needs, on the other host where it leads to one. */
function labelOf(edge: Edge): string | undefined {
  if (edge.label !== undefined) return edge.label
  const { port, reach, to, access } = edge
  if (port !== undefined) return String(reach === "remote" ? (port.published ?? port.port) : port.port)
  if (to.kind === "external" && to.external.role !== "people") return String(to.external.port)
  return access === "call" ? undefined : access
}

/** Vercel may be reached from an environment that has no frontend there. */
function leadsToVercel({ edges, hosts }: Environment): boolean {
  return [...edges, ...hosts.flatMap(({ uses }) => uses)].some(
    ({ to }) => to.kind === "provider" && to.provider === "vercel",
  )
}
