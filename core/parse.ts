import { display, pointer } from "../schema/pointer.js"
import { type TopologyData, topology } from "../schema/topology.js"
import type { Diagnostic } from "./diagnostic.js"
import { explain, type Issue } from "./explain.js"

/** Holds data against the schema. Every mistake is told, each at its own place. */
export function parse(
  data: unknown,
):
  | { readonly data: TopologyData; readonly diagnostics: readonly [] }
  | { readonly data: undefined; readonly diagnostics: readonly Diagnostic[] } {
  const circle = circularPath(data)
  if (circle !== undefined) return { data: undefined, diagnostics: [circular(circle)] }
  const result = topology.safeParse(data, { reportInput: true })
  if (result.success) return { data: result.data, diagnostics: [] }
  return { data: undefined, diagnostics: result.error.issues.flatMap((issue) => explain(issue as Issue, [])) }
}

type Path = readonly (string | number)[]

/** Where an object holds itself: what a schema would follow for ever. Objects that only stand in two places are fine. */
function circularPath(data: unknown): Path | undefined {
  const above = new Set<object>()
  const walk = (value: unknown): Path | undefined => {
    if (typeof value !== "object" || value === null) return undefined
    if (above.has(value)) return []
    if (above.size > DEEPEST) return []
    above.add(value)
    for (const key in value) {
      const inner = (value as Record<string, unknown>)[key]
      if (typeof inner !== "object" || inner === null) continue
      const found = walk(inner)
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
