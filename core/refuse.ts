import { child } from "../schema/pointer.js"
import { type TopologyData, topology } from "../schema/topology.js"
import type { Diagnostic } from "./diagnostic.js"
import { explain, type Issue } from "./explain.js"
import { suggested } from "./resolve/problems.js"

/** What the schema holds against data, each mistake at its own place; the data itself where it holds nothing against it. */
export function refuse(
  data: unknown,
):
  | { readonly data: TopologyData; readonly diagnostics: readonly [] }
  | { readonly data: undefined; readonly diagnostics: readonly Diagnostic[] } {
  const result = topology.safeParse(data, { reportInput: true, jitless: true })
  if (result.success) return { data: result.data, diagnostics: [] }
  return { data: undefined, diagnostics: oneSlip(result.error.issues.flatMap((issue) => explain(issue as Issue, []))) }
}

/** A field that is missing while a key stands there that means it is one slip: it is told at the key. */
function oneSlip(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const meant = new Set(
    found.flatMap(({ code, path, help }) => {
      const name = code === "schema/unrecognized_key" ? suggested(help) : undefined
      return name === undefined ? [] : [child(path.slice(0, path.lastIndexOf("/")), name)]
    }),
  )
  return found.filter(({ code, path }) => code !== "schema/required" || !meant.has(path))
}
