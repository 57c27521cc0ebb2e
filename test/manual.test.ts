import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { manual } from "../cli/manual.js"
import { everyProblem, everyRule } from "../cli/rules.js"

/** The manual of the rules is made from them; `npm run manual` makes it. */

const docs = join(import.meta.dirname, "..", "docs")
const pages = await manual()

describe("the manual of the rules", () => {
  it.each([...pages.keys()])("has %s as the rules say", (path) => {
    expect(readFileSync(join(docs, path), "utf8")).toBe(pages.get(path))
  })

  it("has no page of a rule that is gone", () => {
    const written = readdirSync(join(docs, "rules")).map((name) => `rules/${name}`)
    expect(written.filter((path) => !pages.has(path))).toEqual([])
  })

  it("has a page for each rule and each other code, that of a rule with examples", () => {
    const rules = everyRule().map(({ code }) => code)
    const codes = [...rules, ...everyProblem().map(({ code }) => code)]
    const pathOf = (code: string) => `rules/${code.replace(/[/_]/g, "-")}.md`
    expect([...pages.keys()].filter((path) => path.startsWith("rules/")).sort()).toEqual(codes.map(pathOf).sort())
    for (const code of rules) expect(pages.get(pathOf(code)), code).toContain("\n## Mended\n")
    for (const code of codes) expect(pages.get("rules.md")).toContain(`](${pathOf(code)})`)
  })

  it("shows what each example is told", () => {
    for (const [path, text] of pages)
      if (text.includes("\n## Found\n")) expect(text, path).toMatch(/^says\n\n```\n(?:error|warning|info) /m)
  })
})
