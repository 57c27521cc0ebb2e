import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parse as parseYaml } from "yaml"
import { codes, listedCode, type OwnCode } from "../../core/codes/index.js"
import { compile } from "../../core/compile.js"
import { parsePins } from "../../core/pins.js"
import { rules as core } from "../../core/rules/index.js"
import { readToml } from "../../formats/toml.js"
import { generators } from "../../generators/index.js"

/** The registry of what a diagnostic may carry beside the codes of rules. */

const root = join(import.meta.dirname, "..", "..")
const all = Object.keys(codes) as readonly OwnCode[]
const ofRules = new Set([...core, ...generators.flatMap(({ rules = [] }) => rules)].map(({ code }) => code))

/** What makes diagnostics that are no rule's. */
const sources = ["core", "schema", "cli", "generators", "proof"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith(".ts") && !/(?:^core\/codes|\/rules)\//.test(file))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n")

/** The codes that are made of two halves where they are told. */
function halves(code: OwnCode): readonly string[] {
  const [word, name] = code.split("/") as [string, string]
  if (word === "baseline") return [`problem("${name}"`, `? "${name}"`]
  if (code.startsWith("references/unknown_")) return [`unknown("${name.slice("unknown_".length)}"`]
  if (code === "schema/too_big" || code === "schema/too_small") return ["code: `schema/${issue.code}`"]
  return code === "typecheck/TSnnnn" ? ["`typecheck/TS${"] : []
}

describe("the registry of codes", () => {
  it("holds what the sources tell, and nothing else", () => {
    const isTold = (code: OwnCode) => [`"${code}"`, ...halves(code)].some((text) => sources.includes(text))
    expect(all.filter((code) => !isTold(code))).toEqual([])
    const told = [...sources.matchAll(/(?:code: |problem\(|usage\()"([a-z]+\/[a-z_]+)"/g)].map(([, code]) => code!)
    expect(told.length).toBeGreaterThan(60)
    expect(told.filter((code) => listedCode(code) === undefined && !ofRules.has(code) && code.length > 0)).toEqual([])
    const nouns = [...sources.matchAll(/\bproblems\.unknown\("([a-z]+)"/g)].map(
      ([, noun]) => `references/unknown_${noun}`,
    )
    expect(nouns.filter((code) => listedCode(code) === undefined)).toEqual([])
  })

  it("holds no rule's code", () => {
    expect(all.filter((code) => ofRules.has(code))).toEqual([])
  })

  it("knows the numbers of the TypeScript compiler, and no other", () => {
    expect(listedCode("typecheck/TS2322")).toBe(codes["typecheck/TSnnnn"])
    expect(listedCode("typecheck/TSx")).toBeUndefined()
    expect(listedCode("toString")).toBeUndefined()
  })

  it.each(all)("%s says what it is in one sentence, and why, in Markdown", (code) => {
    const { summary, explain } = codes[code]
    expect(summary).toMatch(/^[-A-Z`a-z][^\n]*[^.]\.$/)
    const { why, source } = listedCode(code)!.explain()
    expect(explain().why).toBe(why)
    expect(why).toMatch(/^\S[\s\S]*[.:`)]$/)
    expect(source?.url ?? "https://").toMatch(/^https:\/\//)
  })
})

const shown = all.flatMap((code) => {
  const explanation = listedCode(code)!.explain()
  return explanation.failing === undefined ? [] : [{ code, ...explanation, failing: explanation.failing }]
})

it("has examples of most that a topology can be told", () => {
  expect(shown.length).toBeGreaterThan(50)
})

describe.each(shown)("the example of $code", ({ code, failing, passing, pins, passingPins }) => {
  it("is told it, and nothing else", async () => {
    const found = await told(failing, pins)
    expect([...new Set(found.map((one) => one.code))], JSON.stringify(found, null, 2)).toEqual([code])
  })

  it("is told nothing, once mended", async () => {
    expect(await told(passing!, passingPins ?? pins)).toEqual([])
  })
})

/** What a topology in YAML is told; every image is pinned to 1.0.0 where nothing else is said. */
async function told(yaml: string, pins: string | undefined) {
  const topology: { readonly images?: object } = parseYaml(yaml)
  const images = Object.keys(topology.images ?? {}).map((name) => `[${name}]\ndefault = "1.0.0"\n`)
  const pinned = parsePins((await readToml(pins ?? images.join(""))).data)
  const today = new Date("2026-01-01T00:00:00Z")
  const { diagnostics } = compile(topology, { pins: pinned.pins, generators, today })
  return [...pinned.diagnostics, ...diagnostics]
}
