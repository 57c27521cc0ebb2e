import fc from "fast-check"
import { it } from "vitest"
import { compile } from "../core/compile.js"
import { generators } from "../generators/index.js"
import { topologies } from "./support/topologies.js"
it("x", () => {
  const counts = new Map<string, number>()
  let ok = 0
  for (const d of fc.sample(topologies(), { numRuns: 300, seed: 7 })) {
    const r = compile(d.topology, { pins: d.pins, generators, today: new Date() })
    if (!r.diagnostics.some((x) => x.severity === "error")) ok++
    for (const e of r.diagnostics) {
      const k = `${e.severity} ${e.code}`
      if (!counts.has(k)) console.log(k, e.message, e.path, JSON.stringify(e.notes), e.help)
      counts.set(k, (counts.get(k) ?? 0) + 1)
    }
  }
  console.log(ok, counts)
}, 60000)
