import type { Edge, Estate } from "../../../core/estate.js"
import { isStore } from "../../../core/store.js"
import { type Graph, Sketch } from "../graph.js"
import { Ids } from "../ids.js"
import { drawHost, edgeOrigin, type ServiceIndex, type Stage, serviceId, serviceIndex, targetId } from "./nodes.js"

/** Which services of a host come to its datastores, and where one host reaches another. */
export function isolation(estate: Estate): Graph {
  const stage: Stage = { shared: estate.shared, sketch: new Sketch(), ids: new Ids(), kind: "isolation" }
  const places = estate.environments.map((environment) => {
    const services = serviceIndex(environment)
    const edges = environment.edges.filter((edge) => isDrawn(edge, services))
    return { environment, services, edges }
  })
  const drawn = new Set(
    places.flatMap(({ services, edges }) => [
      ...edges.flatMap(({ from, to }) => (to.kind === "service" ? [from.id, to.service.id] : [])),
      ...[...services.values()].filter(isStore).map(({ id }) => id),
    ]),
  )
  for (const { environment } of places) {
    for (const host of environment.hosts) {
      drawHost(host, stage, { parent: undefined, wanted: ({ id }) => drawn.has(id) })
    }
  }
  for (const { environment, services, edges } of places) {
    for (const edge of edges) {
      const from = serviceId(services.get(edge.from.id)!, stage)
      const to = targetId(edge.to, services, stage)
      if (from === to) continue
      const read = edge.access === "read"
      stage.sketch.arrow(from, to, {
        style: read ? "dotted" : "solid",
        label: edge.label ?? (read ? "read" : undefined),
        origin: edgeOrigin(edge),
        environment: environment.name,
      })
    }
  }
  return stage.sketch.graph(estate.environments)
}

function isDrawn(edge: Edge, services: ServiceIndex): boolean {
  return edge.to.kind === "service" && (edge.reach === "remote" || isStore(services.get(edge.to.service.id)!))
}
