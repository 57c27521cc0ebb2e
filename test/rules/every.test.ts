import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Rule } from "../../core/rule.js"
import { rules as core } from "../../core/rules/index.js"
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

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts"))
}
