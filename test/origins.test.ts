import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parse as parseToml } from "@iarna/toml"
import { describe, expect, it } from "vitest"
import { hunks } from "../cli/diff.js"
import type { Artifact } from "../core/artifact.js"
import { compile } from "../core/compile.js"
import type { Pins } from "../core/resolve/index.js"
import { generators } from "../generators/index.js"
import { child, segments } from "../schema/pointer.js"

interface Input {
  readonly topology: unknown
  readonly pins: Pins
}

function compiled({ topology, pins }: Input): readonly Artifact[] | undefined {
  const { artifacts, diagnostics } = compile(topology, { pins, generators, today: new Date("2026-01-01T00:00:00Z") })
  return diagnostics.some(({ severity }) => severity === "error") ? undefined : artifacts
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "examples")

describe.each(readdirSync(folder).sort())("%s", async (name) => {
  const { default: stated } = (await import(`./examples/${name}/topology.ts`)) as { readonly default: unknown }
  const pins = parseToml(readFileSync(join(folder, name, "images.toml"), "utf8")) as Pins
  const input: Input = { topology: JSON.parse(JSON.stringify(stated)), pins }
  it("leaf", () => {
    const before = compiled(input)!
    const t0 = Date.now()
    let n = 0
    for (const leaf of leaves(input.topology, "")) {
      const at = valueAt(input.topology, leaf)
      const alt = candidates(at, leaf)
      let after: readonly Artifact[] | undefined
      let value: unknown
      for (value of alt) {
        after = compiled({ ...input, topology: changed(input.topology, segments(leaf), value) })
        if (after) break
      }
      n++
      if (after === undefined) { console.log(leaf, JSON.stringify(at), "REFUSED"); continue }
      const bad = [...new Set(touched(before, after).map(([o, l]) => o))].filter((o) => !(o === leaf || leaf.startsWith(o + "/") || o.startsWith(leaf + "/")))
      console.log(leaf, JSON.stringify(at), "->", JSON.stringify(value), bad.length ? "\n     " + bad.join("\n     ") : touched(before, after).length)
    }
    console.log(n, Date.now() - t0)
  })
})
function touched(before: readonly Artifact[], after: readonly Artifact[]): [string, string][] {
  const a = new Map(before.map((x) => [x.path, x]))
  const b = new Map(after.map((x) => [x.path, x]))
  const out: [string, string][] = []
  for (const path of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(path), b.get(path)]
    if (!x || !y) { out.push(["WHOLE " + path, ""]); continue }
    if (x.content === y.content) continue
    const [xo, yo] = [x.origins(), y.origins()]
    for (const h of hunks(x.content, y.content, 0)) {
      let i = h.before.start - 1, j = h.after.start - 1
      for (const l of h.lines) {
        if (l.kind === "removed") out.push([xo[i++]!, l.text])
        if (l.kind === "added") out.push([yo[j++]!, l.text])
      }
    }
  }
  return out
}
function* leaves(value: unknown, path: string): Generator<string> {
  if (typeof value !== "object" || value === null) yield path
  else for (const [k, v] of Object.entries(value)) yield* leaves(v, child(path, k))
}
function valueAt(value: unknown, pointer: string): unknown {
  return segments(pointer).reduce<unknown>((v, k) => (v as never)?.[k], value)
}
function changed(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  const copy = Array.isArray(data) ? [...data] : { ...(data as object) }
  ;(copy as never as Record<string, unknown>)[key] = changed((data as Record<string, unknown>)[key], rest, value)
  return copy
}
const WORDS = ["people","api","store","compose","caddy","terraform","docs","env-file","secret-manager","read","write","call","python","node","other","hour","day","week","GET","PUT","POST","pd-ssd","pd-balanced","url-safe"]
function candidates(value: unknown, _leaf: string): readonly unknown[] {
  if (typeof value === "number") return [value + 1, value - 1]
  if (typeof value === "boolean") return [!value]
  if (typeof value !== "string") return []
  return [
    value.replace(/\d+(?=\D*$)/, (d) => String(Number(d) + 1)),
    value + "x", "x" + value, ...WORDS].filter((v) => v !== value)
}
