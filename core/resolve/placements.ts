import { child, type Pointer } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Placement, PlacementVariable, ResolvedText, RuntimeVariable } from "../estate.js"
import type { Origin } from "../origin.js"
import type { Problems } from "./problems.js"

/** A value that depends on where the environment runs, and the variable that it becomes when it runs in several places. */
export interface PlacedValue {
  readonly name: string
  readonly purpose: string
  readonly cloud: string
  readonly local: string
  readonly origin: Origin
}

/**
 * What depends on where an environment runs.
 *
 * With one placement a value is a literal; with several it becomes a required run-time variable, whose value in each placement
 * is remembered here, for the generated env files.
 */
export class Placements {
  readonly #variables = new Map<string, PlacementVariable>()

  constructor(
    readonly placements: readonly [Placement, ...Placement[]],
    readonly environment: string,
    readonly problems: Problems,
  ) {}

  /** The same environment as somebody sees it who never is on a laptop, such as a frontend at a provider. */
  seenFromOutside(): Placements {
    const [first] = this.placements
    return new Placements([this.placements.includes("cloud") ? "cloud" : first], this.environment, this.problems)
  }

  /** The variables asked for so far, sorted by name. */
  get variables(): readonly PlacementVariable[] {
    return [...this.#variables.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** A value that is `cloud` on VMs and `local` on a laptop. */
  choose(value: PlacedValue): ResolvedText {
    const { name, purpose, cloud, local, origin } = value
    if (this.placements.length === 1) return [this.placements[0] === "cloud" ? cloud : local]
    const known = this.#variables.get(name)
    if (known !== undefined && (known.values.cloud !== cloud || known.values.local !== local)) this.#clash(known, value)
    else if (known === undefined) this.#variables.set(name, { name, purpose, values: { cloud, local }, origin })
    return [placementVariable(name, purpose)]
  }

  /** Where the topology says which placements there are. */
  get path(): Pointer {
    return child(child("/environments", this.environment), "placements")
  }

  /** Names that differ in hyphens only would share a variable. */
  #clash(known: PlacementVariable, { name, origin, purpose }: PlacedValue): void {
    this.problems.error(
      {
        code: "names/clash",
        message: `The variable ${name} would stand for two things: ${lower(purpose)}, and ${lower(known.purpose)}.`,
        path: origin,
        found: name,
        notes: [{ message: "the other one is said there", path: known.origin }],
        help: "Rename a host, service or route, so that their names differ in more than hyphens and underscores.",
      },
      this.environment,
    )
  }
}

/** The placements of an environment, each once, the cloud first: it is what is shown where one has to do. */
export function placementsOf(environment: TopologyData["environments"][string]): readonly [Placement, ...Placement[]] {
  const stated = environment.placements ?? (["cloud"] as const)
  if (!stated.includes("cloud")) return ["local"]
  return stated.includes("local") ? ["cloud", "local"] : ["cloud"]
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

function lower(purpose: string): string {
  return purpose.charAt(0).toLowerCase() + purpose.slice(1)
}
