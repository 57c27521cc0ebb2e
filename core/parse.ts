import { display, pointer } from "../schema/pointer.js"
import type { TopologyData } from "../schema/topology.js"
import { accept } from "./accept.js"
import type { Diagnostic } from "./diagnostic.js"
import { refusal } from "./refusal.js"

/** Holds data against the schema. Every mistake is told, each at its own place. */
export function parse(
  data: unknown,
):
  | { readonly data: TopologyData; readonly diagnostics: readonly [] }
  | { readonly data: undefined; readonly diagnostics: readonly Diagnostic[] } {
  const accepted = accept(data)
  const parsed = accepted === undefined ? refusal(data) : { data: accepted, diagnostics: [] as const }
  if (parsed.data === undefined) return parsed
  const circles = circlesIn(parsed.data)
  return circles.length > 0 ? { data: undefined, diagnostics: circles } : parsed
}

type Path = readonly (string | number)[]

/** The schema follows an object that holds itself, and admits it. Only what may be nested to any depth can be one. */
function circlesIn({ hosts, routes }: TopologyData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const look = (value: unknown, ...base: readonly string[]): void => {
    const path = value === undefined ? undefined : circularPath(value)
    if (path !== undefined) found.push(circular([...base, ...path]))
  }
  for (const [host, { services }] of Object.entries(hosts ?? {}))
    for (const [service, { compose }] of Object.entries(services))
      look(compose, "hosts", host, "services", service, "compose")
  for (const [route, { handle }] of Object.entries(routes ?? {})) look(handle, "routes", route, "handle")
  return found
}

/** Where an object holds itself, or lies too deep. Objects that only stand in two places are fine. */
function circularPath(data: unknown): Path | undefined {
  const above = new Set<unknown>()
  const walk = (value: unknown): Path | undefined => {
    if (typeof value !== "object" || value === null) return undefined
    if (above.has(value) || above.size > DEEPEST) return []
    above.add(value)
    for (const key in value) {
      const found = walk((value as Record<string, unknown>)[key])
      if (found !== undefined) return [Array.isArray(value) ? Number(key) : key, ...found]
    }
    above.delete(value)
    return undefined
  }
  return walk(data)
}

/** No topology is this deep; what is deeper would fill the stack. */
const DEEPEST = 200

function circular(path: Path): Diagnostic {
  const place = pointer(path.slice(0, 20))
  return {
    code: "schema/circular",
    severity: "error",
    message: `${display(place)} holds itself, or is nested more than ${DEEPEST} deep.`,
    path: place,
    allowed: "plain data, as JSON can say it",
    help: "Write it out, or refer to it by name.",
  }
}
