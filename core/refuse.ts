import { type TopologyData, topology } from "../schema/topology.js"
import type { Diagnostic } from "./diagnostic.js"
import { explain, type Issue } from "./explain.js"

/** What the schema holds against data, each mistake at its own place; the data itself where it holds nothing against it. */
export function refuse(
  data: unknown,
):
  | { readonly data: TopologyData; readonly diagnostics: readonly [] }
  | { readonly data: undefined; readonly diagnostics: readonly Diagnostic[] } {
  const result = topology.safeParse(data, { reportInput: true, jitless: true })
  if (result.success) return { data: result.data, diagnostics: [] }
  return { data: undefined, diagnostics: result.error.issues.flatMap((issue) => explain(issue as Issue, [])) }
}
