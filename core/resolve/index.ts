import type { TopologyData } from "../../schema/topology.js"
import type { Diagnostic } from "../diagnostic.js"
import type { Estate } from "../estate.js"
import { resolveEnvironment } from "./environments.js"
import { refuseClashingNames } from "./names.js"
import { type Pins, withPinCommands } from "./pin-of.js"
import { below, Problems } from "./problems.js"
import { resolveShared } from "./shared.js"

export type { Pins } from "./pin-of.js"

/**
 * Turns what people wrote into what it means: defaults applied, references followed, values chosen per environment.
 *
 * The estate is only meaningful when no diagnostic is an error.
 */
export function resolve(
  data: TopologyData,
  pins: Pins,
  source = "topology.ts",
): { readonly estate: Estate; readonly diagnostics: readonly Diagnostic[] } {
  const problems = new Problems(Object.keys(data.environments))
  refuseClashingNames(data, problems)
  const shared = resolveShared(data, { source, pins, problems })
  refuseUnknownPins(
    pins,
    shared.images.map(({ name }) => name),
    problems,
  )
  const environments = problems.environments.map((name) => resolveEnvironment(name, { data, shared, pins, problems }))
  return { estate: { shared, environments }, diagnostics: withPinCommands(problems.diagnostics, pins) }
}

function refuseUnknownPins(pins: Pins, images: readonly string[], problems: Problems): void {
  const known = new Set(images)
  for (const [name, tags] of Object.entries(pins)) {
    if (!known.has(name))
      problems.unknown("image", { found: name, path: `images:/${name}`, declared: images, at: below("/images") })
    for (const key of Object.keys(tags)) {
      if (key !== "default" && !problems.environments.includes(key))
        problems.unknown("environment", {
          found: key,
          path: `images:/${name}/${key}`,
          declared: problems.environments,
          at: below("/environments"),
        })
    }
  }
}
