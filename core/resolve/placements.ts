import { child, type Pointer } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Placement, PlacementVariable, ResolvedText, RuntimeVariable } from "../estate.js"
import type { Origin } from "../origin.js"

/**
 * What depends on where an environment runs.
 *
 * With one placement a value is a literal; with several it becomes a required run-time variable, whose value in each placement
 * is remembered here, for the generated env files.
 */
export class Placements {
  readonly placements: readonly Placement[]
  readonly #variables = new Map<string, PlacementVariable>()

  constructor(
    data: TopologyData,
    readonly environment: string,
  ) {
    this.placements = data.environments[environment]?.placements ?? ["cloud"]
  }

  /** The variables asked for so far, sorted by name. */
  get variables(): readonly PlacementVariable[] {
    return [...this.#variables.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** A value that is `cloud` on VMs and `local` on a laptop. */
  choose(variable: {
    readonly name: string
    readonly purpose: string
    readonly cloud: string
    readonly local: string
    readonly origin: Origin
  }): ResolvedText {
    const { name, purpose, cloud, local, origin } = variable
    const [only] = this.placements
    if (this.placements.length === 1) return [only === "cloud" ? cloud : local]
    this.#variables.set(name, { name, purpose, values: { cloud, local }, origin })
    return [placementVariable(name, purpose)]
  }

  /** Where the topology says which placements there are. */
  get path(): Pointer {
    return child(child("/environments", this.environment), "placements")
  }
}

function placementVariable(name: string, purpose: string): RuntimeVariable {
  return {
    name,
    purpose,
    secret: false,
    unset: { kind: "required", message: `set ${name}, or pass --env-file cloud.env or local.env` },
  }
}

/** A name in the spelling of variables: `compute`, `api` → `COMPUTE_API`. */
export function variableNameOf(...names: readonly string[]): string {
  return names.map((name) => name.toUpperCase().replace(/-/g, "_")).join("_")
}
