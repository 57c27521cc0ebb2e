import type { TopologyData } from "../../schema/topology.js"
import { RESERVED } from "../../schema/varying.js"
import type { Diagnostic } from "../diagnostic.js"
import type { Estate } from "../estate.js"
import { resolveEnvironment } from "./environments.js"
import { Problems } from "./problems.js"
import type { Pins } from "./services.js"
import { resolveShared } from "./shared.js"

export type { Pins } from "./services.js"

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
  refuseReservedNames(data, problems)
  const shared = resolveShared(data, source, problems)
  refuseUnknownPins(
    pins,
    shared.images.map(({ name }) => name),
    problems,
  )
  const environments = problems.environments.map((name) => resolveEnvironment(name, { data, shared, pins, problems }))
  return { estate: { shared, environments }, diagnostics: problems.diagnostics }
}

function refuseReservedNames(data: TopologyData, problems: Problems): void {
  for (const name of Object.keys(data.environments)) {
    if (!(RESERVED as readonly string[]).includes(name)) continue
    problems.error({
      code: "name/reserved",
      message: `An environment can't be named ${JSON.stringify(name)}: values written as objects use that word.`,
      path: `/environments/${name}`,
      help: "Give it another name.",
    })
  }
  for (const [host, { services }] of Object.entries(data.hosts ?? {})) {
    for (const name of ["ingress", "egress"]) {
      if (!Object.hasOwn(services, name)) continue
      problems.error({
        code: "name/reserved",
        message: `A service can't be named ${JSON.stringify(name)}: a network of every stack is.`,
        path: `/hosts/${host}/services/${name}`,
        help: "Give it another name.",
      })
    }
  }
}

function refuseUnknownPins(pins: Pins, images: readonly string[], problems: Problems): void {
  const known = new Set(images)
  for (const [name, tags] of Object.entries(pins)) {
    if (!known.has(name)) problems.unknown("image", { found: name, path: `images:/${name}`, declared: images })
    for (const key of Object.keys(tags)) {
      if (key !== "default" && !problems.environments.includes(key))
        problems.unknown("environment", { found: key, path: `images:/${name}/${key}`, declared: problems.environments })
    }
  }
}
