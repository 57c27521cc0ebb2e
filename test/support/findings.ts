import { parse } from "../../core/parse.js"
import { type Pins, resolve } from "../../core/resolve/index.js"
import type { Finding, Rule } from "../../core/rule.js"

/** What one rule finds in a topology, which must be valid but for it. Every image is pinned to `1` unless `pins` says otherwise. */
export function findings(
  rule: Rule,
  topology: { readonly images?: object },
  pins: Pins = pinned(topology),
): readonly Finding[] {
  const parsed = parse(topology)
  if (parsed.data === undefined) throw new Error(JSON.stringify(parsed.diagnostics, null, 2))
  const { estate, diagnostics } = resolve(parsed.data, pins)
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, null, 2))
  return [...rule.check(estate, { today: new Date("2026-01-01T00:00:00Z") })]
}

/** Pins every image of a topology to `1`. */
export function pinned(topology: { readonly images?: object }): Pins {
  return Object.fromEntries(Object.keys(topology.images ?? {}).map((name) => [name, { default: "1" }]))
}
