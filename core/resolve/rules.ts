import { child, type Pointer, placeOf, pointer, segments } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Acceptance, StatedSeverity } from "../estate.js"
import { Fields } from "./fields.js"
import type { Pins } from "./pin-of.js"
import { nearest, type Problems } from "./problems.js"
import { limited } from "./shared.js"

const BASE = "/rules"

/** What the topology says of how much the findings of rules weigh. Which rules there are is not known here. */
export function resolveSeverities(data: TopologyData): readonly StatedSeverity[] {
  const base = child(BASE, "severity")
  return Object.entries(data.rules?.severity ?? {}).map(([rule, severity]) => {
    const path = child(base, rule)
    return { noun: "severity", path, sources: { severity: path }, rule, severity }
  })
}

/** The findings that the topology accepts, their places as pointers. */
export function resolveAcceptances(data: TopologyData, pins: Pins, problems: Problems): readonly Acceptance[] {
  const environments = Object.keys(data.environments)
  return (data.rules?.accept ?? []).map((stated, index) => {
    const fields = new Fields("acceptance", stated, child(child(BASE, "accept"), index), undefined, problems)
    const at = placeOf(fields.plain("at")!)!
    const values = {
      rule: fields.plain("rule")!,
      at,
      reason: fields.plain("reason")!,
      until: fields.plain("until"),
      environments: limited(fields, environments),
      meant: meant(at, data, pins),
    }
    return { ...fields.node, ...values }
  })
}

/** The place that a slip in a place meant: the same, but that its first name which is not there is the nearest that is. */
function meant(at: Pointer, data: TopologyData, pins: Pins): Pointer | undefined {
  const images = at.startsWith("images:")
  const path = segments(images ? at.slice("images:".length) : at)
  let node: unknown = images ? pins : data
  for (const [index, name] of path.entries()) {
    if (typeof node !== "object" || node === null) return undefined
    const members = node as Readonly<Record<string, unknown>>
    if (!Object.hasOwn(members, name)) {
      const near = Array.isArray(node) ? undefined : nearest(name, Object.keys(members))
      return near === undefined ? undefined : `${images ? "images:" : ""}${pointer(path.with(index, near))}`
    }
    node = members[name]
  }
  return undefined
}
