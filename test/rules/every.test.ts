import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parse as parseYaml } from "yaml"
import { compile } from "../../core/compile.js"
import { parsePins } from "../../core/pins.js"
import type { Explanation, Rule, RuleSeverity } from "../../core/rule.js"
import { rules as core } from "../../core/rules/index.js"
import { readToml } from "../../formats/toml.js"
import { generators } from "../../generators/index.js"

const root = join(import.meta.dirname, "..", "..")

/** By the folder whose `index.ts` lists them. */
const folders: readonly (readonly [string, readonly Rule[]])[] = [
  ["core/rules", core],
  ...generators.flatMap(({ name, rules }) =>
    rules === undefined ? [] : [[`generators/${name}/rules`, rules] as const],
  ),
]

const all = folders.flatMap(([, rules]) => rules)

/** Every test of a rule, as one text. */
const tests = ["test/rules", "test/generators"]
  .flatMap((folder) => filesOf(folder).map((file) => readFileSync(join(root, folder, file), "utf8")))
  .join("\n")

describe.each(folders)("%s", (folder, rules) => {
  it("holds one file for each rule, named after its code", () => {
    const files = filesOf(folder).filter((file) => file !== "index.ts")
    expect(files.sort()).toEqual(rules.map(({ code }) => `${code.replace(/[/_]/g, "-")}.ts`).sort())
    for (const { code } of rules)
      expect(readFileSync(join(root, folder, `${code.replace(/[/_]/g, "-")}.ts`), "utf8")).toContain(`code: "${code}"`)
  })
})

describe("rules", () => {
  it("have codes of their own", () => {
    const codes = all.map(({ code }) => code)
    expect(codes.length).toBeGreaterThan(40)
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
  })

  it.each(all.map(({ code }) => code))("%s stands under a plural noun or a generator, and in a test", (code) => {
    expect(code).toMatch(/^(?:[a-z]+s|caddy|terraform)\/[a-z]+(?:_[a-z]+)*$/)
    expect(tests.includes(`"${code}"`), "named by a test").toBe(true)
  })

  it("say what they refuse in one sentence", () => {
    for (const { summary } of all) expect(summary).toMatch(/^[A-Z][^\n]*[^.]\.$/)
  })
})

const explained = all.flatMap(({ code, explain }) => (explain === undefined ? [] : [{ code, explanation: explain() }]))

it("explain themselves, all of them", () => {
  expect(all.filter(({ explain }) => explain === undefined).map(({ code }) => code)).toEqual([])
})

describe.each(explained)("the explanation of $code", ({ code, explanation }) => {
  it("shows a topology that breaks the rule and no other", async () => {
    const { diagnostics } = await compiled(explanation.failing, explanation)
    expect([...new Set(diagnostics.map((one) => one.code))], JSON.stringify(diagnostics, null, 2)).toEqual([code])
  })

  it("shows the same, mended", async () => {
    const pins = explanation.passingPins ?? explanation.pins
    const mended = await compiled(explanation.passing, pins === undefined ? {} : { pins })
    expect(mended.diagnostics).toEqual([])
  })

  it("tells why, in Markdown, and on what ground", () => {
    expect(explanation.why).toMatch(/^\S[\s\S]*[.:`)]$/)
    expect(explanation.source.title).not.toBe("")
    expect(explanation.source.url ?? "https://").toMatch(/^https?:\/\//)
  })

  it("may be weighed less, unless what is generated relies on it", async () => {
    const weighed = await compiled(explanation.failing, explanation, { [code]: "info" })
    const codes = weighed.diagnostics.map((one) => one.code)
    if (codes.includes("usage/binding_rule")) expect(weighed.artifacts).toEqual([])
    else expect(weighed.artifacts.length).toBeGreaterThan(0)
  })
})

/** What a topology in YAML becomes; every image is pinned to 1.0.0 where nothing else is said. */
async function compiled(
  yaml: string,
  { pins }: Pick<Explanation, "pins">,
  severities: Readonly<Record<string, RuleSeverity>> = {},
) {
  const topology: { readonly images?: object } = parseYaml(yaml)
  const images = Object.keys(topology.images ?? {}).map((name) => `[${name}]\ndefault = "1.0.0"\n`)
  const pinned = parsePins((await readToml(pins ?? images.join(""))).data)
  expect(pinned.diagnostics).toEqual([])
  return compile(topology, { pins: pinned.pins, generators, today: new Date("2026-01-01T00:00:00Z"), severities })
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts"))
}
