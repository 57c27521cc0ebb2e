import type { Edge, Service } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { boolean, entry, string, type YamlMap, yamlMap } from "../../formats/yaml.js"

/** What a service waits for, in order of its edges. */
export function dependenciesValue(service: Service, names: ReadonlySet<string>): YamlMap | undefined {
  const dependencies = dependenciesOf(service, names)
  if (dependencies.length === 0) return undefined
  return yamlMap(
    dependencies.map((edge) =>
      entry(
        edge.target,
        yamlMap([
          entry("condition", string(CONDITION[edge.condition]), originOf(edge, "condition")),
          entry("required", edge.required ? undefined : boolean(false), originOf(edge, "required")),
        ]),
        edge.sources.to ?? edge.path,
      ),
    ),
  )
}

/** An edge that Compose turns into an order of starting. */
export interface Dependency extends Edge {
  /** The service of the same stack that is waited for. */
  readonly target: string
}

/**
 * The edges of a service that become an order of starting: those to its own stack, for Compose knows no other; and not those of
 * routes, for a proxy starts without its upstreams. Of several edges to one service the most demanding counts.
 */
export function dependenciesOf(service: Service, names: ReadonlySet<string>): readonly Dependency[] {
  const found = new Map<string, Dependency>()
  for (const edge of service.edges) {
    if (edge.to.kind !== "service" || edge.reach !== "local" || edge.because === "route") continue
    const target = edge.to.service.name
    if (!names.has(target) || target === service.name) continue
    const known = found.get(target)
    const condition = known === undefined || WEIGHT[edge.condition] > WEIGHT[known.condition] ? edge : known
    found.set(target, { ...condition, target, required: edge.required || known?.required === true })
  }
  return [...found.values()]
}

const CONDITION = {
  started: "service_started",
  healthy: "service_healthy",
  completed: "service_completed_successfully",
} as const satisfies Record<Edge["condition"], string>

const WEIGHT = { started: 0, healthy: 1, completed: 2 } as const satisfies Record<Edge["condition"], number>
