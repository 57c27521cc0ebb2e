import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { manual } from "../cli/manual.js"

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

  it("shows what each example is told", () => {
    for (const [path, text] of pages)
      if (path.startsWith("rules/")) expect(text, path).toMatch(/^says\n\n```\n(?:error|warning|info) /m)
  })
})
