import { dependenciesOf } from "../../core/dependencies.js"
import type { Edge, Service } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { boolean, entry, string, type YamlMap, yamlMap } from "../../formats/yaml.js"

/** What a service waits for, in order of its edges. */
export function dependenciesValue(service: Service, names: ReadonlySet<string>): YamlMap | undefined {
  const dependencies = dependenciesOf(service, names)
  if (dependencies.length === 0) return undefined
  return yamlMap(
    dependencies.map(({ target, edge, required, restart, origin }) =>
      entry(
        target,
        yamlMap([
          entry("condition", string(CONDITION[edge.condition]), originOf(edge, "condition")),
          entry("restart", restart ? boolean(true) : undefined, originOf(edge, "restart")),
          entry("required", required ? undefined : boolean(false), originOf(edge, "required")),
        ]),
        origin,
      ),
    ),
  )
}

const CONDITION = {
  started: "service_started",
  healthy: "service_healthy",
  completed: "service_completed_successfully",
} as const satisfies Record<Edge["condition"], string>
