import type { Gcp } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { type Entry, entry, from, type Gap, gap, list, str } from "../../formats/hcl.js"
import { child } from "../../schema/pointer.js"

/** The operators, as an input; none where none are declared. */
export function operatorEntries({ operators, path }: Gcp): readonly (Entry | Gap)[] {
  if (operators.length === 0) return []
  const members = operators.map((operator) => from(originOf(operator, "member"), str(operator.member)))
  const [only] = operators.length === 1 ? operators : []
  const origin = only === undefined ? child(path, "operators") : originOf(only, "member")
  return [gap, entry("operators", list(members), origin)]
}
