import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { jsonSchema } from "../cli/commands/schema.js"
import { manual } from "../cli/manual.js"
import { everyProblem, everyRule } from "../cli/rules.js"

/** The manual is made from the schema and the rules; `npm run manual` makes it. */

const docs = join(import.meta.dirname, "..", "docs")
const pages = await manual()

describe("the manual of the topology", () => {
  const text = pages.get("topology.md")!

  it("has every field of the schema, with what it says", async () => {
    const fields: string[] = []
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return
      const { properties } = value as { readonly properties?: Record<string, { readonly description?: string }> }
      for (const [name, { description }] of Object.entries(properties ?? {}))
        if (name !== "$schema" && description !== undefined) fields.push(name)
      for (const part of Object.values(value)) visit(part)
    }
    visit(await jsonSchema())
    expect(fields.length).toBeGreaterThan(200)
    for (const name of new Set(fields))
      expect(text.includes(`\`${name}\``) || text.includes(` ${name}`), name).toBe(true)
  })

  it("links to sections that are there", () => {
    const anchors = [...text.matchAll(/^## `(.*)`$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    )
    const links = [...text.matchAll(/\]\(#(.*?)\)/g)].map(([, anchor]) => anchor)
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter((anchor) => !anchors.includes(anchor!))).toEqual([])
    expect(new Set(anchors).size).toBe(anchors.length)
  })
})

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
