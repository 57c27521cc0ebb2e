import type { Edge, Service } from "./estate.js"
import type { Origin } from "./origin.js"

/** What becomes an order of starting. */
export interface Dependency {
  /** The service that waits. */
  readonly source: string
  /** The service of the same stack that is waited for. */
  readonly target: string
  /** The edge that says so; of several to one service, the most demanding. */
  readonly edge: Edge
  /** Whether any of them is required. */
  readonly required: boolean
  /** Whether any of them asks for a restart together with the target. */
  readonly restart: boolean
  /** Where the target is named. */
  readonly origin: Origin
}

/**
 * The edges of a service that become an order of starting: those to its own stack, for Compose knows no other; and not those of
 * routes, for a proxy starts without its upstreams.
 */
export function dependenciesOf(service: Service, names: ReadonlySet<string>): readonly Dependency[] {
  const found = new Map<string, Dependency>()
  for (const edge of service.edges) {
    if (edge.to.kind !== "service" || edge.reach !== "local" || edge.because === "route") continue
    const target = edge.to.service.name
    if (!names.has(target) || target === service.name) continue
    const known = found.get(target)
    const required = edge.required || known?.required === true
    const chosen = known !== undefined && WEIGHT[known.edge.condition] >= WEIGHT[edge.condition] ? known.edge : edge
    found.set(target, {
      source: service.name,
      target,
      edge: chosen,
      required,
      restart: edge.restart || known?.restart === true,
      origin: chosen.sources.to ?? chosen.path,
    })
  }
  return [...found.values()]
}

const WEIGHT = { started: 0, healthy: 1, completed: 2 } as const satisfies Record<Edge["condition"], number>
