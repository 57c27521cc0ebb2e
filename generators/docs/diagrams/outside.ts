import type { Environment } from "../../../core/estate.js"
import { edgeOrigin, type ServiceIndex, type Stage, targetId } from "./nodes.js"

/** Draws what people, providers, frontends, buckets and whole hosts reach in one environment. */
export function drawOutside(environment: Environment, services: ServiceIndex, stage: Stage): void {
  const { sketch, ids } = stage
  for (const edge of environment.outside) {
    const from = targetId(edge.from, services, stage)
    const to = targetId(edge.to, services, stage)
    // A bucket feeds the CDN: that is how content flows, not a request that somebody makes.
    const feeds = edge.from.kind === "bucket"
    const style = !feeds && edge.access === "read" ? "dotted" : "solid"
    const label = edge.label ?? (feeds || edge.access === "call" ? undefined : edge.access)
    if (sketch.has(from) && sketch.has(to))
      sketch.arrow(from, to, { style, label, origin: edgeOrigin(edge), environment: environment.name })
  }
  for (const host of environment.hosts) {
    for (const edge of host.uses) {
      sketch.arrow(ids.of("vm", host.name), targetId(edge.to, services, stage), {
        style: edge.access === "read" ? "dotted" : "solid",
        label: edge.label ?? (edge.access === "call" ? undefined : edge.access),
        origin: edgeOrigin(edge),
        environment: environment.name,
      })
    }
  }
}

/** Draws that people come to the proxies that serve routes. */
export function drawVisits(environment: Environment, services: ServiceIndex, stage: Stage, ported: boolean): void {
  const { sketch, ids, shared } = stage
  const people = shared.externals.filter(
    ({ role, environments }) => role === "people" && environments.includes(environment.name),
  )
  for (const route of environment.routes) {
    if (route.proxy === undefined || route.exposure === "private") continue
    const to = targetId({ kind: "service", service: route.proxy }, services, stage)
    const ports = [...new Set(route.sites.map(({ port }) => String(port)))]
    for (const external of people) {
      for (const label of ported ? ports : [undefined]) {
        sketch.arrow(ids.of("ext", external.name), to, {
          label,
          origin: route.sources.host ?? route.path,
          environment: environment.name,
        })
      }
    }
  }
}

/** What a host declares that it reaches as a whole, so that its services' own edges there need no arrow each. */
export function reachedByHost(environment: Environment, services: ServiceIndex, stage: Stage): ReadonlySet<string> {
  return new Set(
    environment.hosts.flatMap((host) =>
      host.uses.map(({ to, access }) => `${host.name} ${access} ${targetId(to, services, stage)}`),
    ),
  )
}
