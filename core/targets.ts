import type { Targets } from "./estate.js"
import { type Origin, originOf } from "./origin.js"
import type { Finding } from "./rule.js"

/** The tools whose version the topology states. */
export type Tool = "compose" | "caddy" | "terraform" | "terragrunt"

/** Something that a tool knows from some version on. */
export interface Feature {
  /** As the tool's manual calls it: `healthcheck.start_interval`. */
  readonly name: string
  /** The first version that knows it: `2.20.2`. */
  readonly since: string
  /** What to do where an older one must do, as the second half of a sentence: `remove startInterval`. */
  readonly instead: string
}

/** Where a feature is used. */
export interface Use {
  /** What is used. */
  readonly feature: Feature
  /** What asks for it. */
  readonly path: Origin
  /** The environment in which it is asked for; undefined for all. */
  readonly environment: string | undefined
}

const NAMES: Readonly<Record<Tool, string>> = {
  compose: "Docker Compose",
  caddy: "Caddy",
  terraform: "Terraform",
  terragrunt: "Terragrunt",
}

/** The finding for a feature that the stated version of a tool does not know; undefined where it does. */
export function unsupported(
  { feature, path, environment }: Use,
  tool: Tool,
  { version, origin }: { readonly version: string; readonly origin: Origin },
): Finding | undefined {
  if (!isBefore(version, feature.since)) return undefined
  const stated = origin.startsWith("default:") ? undefined : origin
  const place = path.startsWith("/") ? path : (stated ?? "")
  return {
    message: `${NAMES[tool]} ${version} does not know ${feature.name}, which came with ${feature.since}.`,
    path: place,
    found: version,
    allowed: `${feature.since} or later`,
    ...(stated === undefined || stated === place
      ? {}
      : { notes: [{ message: "the version is stated there", path: stated }] }),
    help: `Use ${NAMES[tool]} ${feature.since} or later and say so under \`targets\`, or ${feature.instead}.`,
    ...(environment === undefined ? {} : { environments: [environment] }),
  }
}

/** The version of a tool that the topology is for, and where it says so. */
export function targetOf(targets: Targets, tool: Tool): { readonly version: string; readonly origin: Origin } {
  return { version: targets[tool], origin: originOf(targets, tool) }
}

/** Whether one version comes before another one: `2.7` < `2.20.2`. What is left out counts as 0. */
export function isBefore(version: string, other: string): boolean {
  const [own, others] = [version.split(".").map(Number), other.split(".").map(Number)]
  for (let index = 0; index < 3; index++) {
    const difference = (own[index] ?? 0) - (others[index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
