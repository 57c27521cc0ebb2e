import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { transformSync } from "oxc-transform"
import { describe, expect, it } from "vitest"
import { compile } from "../core/compile.js"
import { parsePins } from "../core/pins.js"
import { readToml } from "../formats/toml.js"
import { generators } from "../generators/index.js"
import * as groundplan from "../index.js"

/** What the README shows is what comes out. */

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const readme = readFileSync(join(root, "README.md"), "utf8")
const source = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ""
const images = /```toml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ""
const excerpts = [...readme.matchAll(/^`out\/(\S+)`\n\n```\w+\n([\s\S]*?)```/gm)].map(
  ([, path, text]) => [path!, text!] as const,
)

describe("the README", () => {
  it("opens with the two commands", () => {
    expect(readme.indexOf("npm ci && npm run build")).toBeLessThan(readme.indexOf("## "))
    expect(readme.indexOf("npm test")).toBeLessThan(readme.indexOf("## "))
  })

  it("shows a topology of twenty lines and four of its artifacts", () => {
    expect(source.trimEnd().split("\n")).toHaveLength(20)
    expect(excerpts).toHaveLength(4)
  })

  it("links to nothing that the package leaves out", () => {
    const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      readonly files: readonly string[]
    }
    const targets = [...readme.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target!)
    const local = targets.filter((target) => !/^https?:/.test(target))
    expect(local.filter((target) => !existsSync(join(root, target)) || !files.includes(target))).toEqual([])
    expect(local).toContain("docs/design.md")
  })

  it.each(excerpts)("shows %s as it is", async (path, text) => {
    const pinned = parsePins((await readToml(images)).data)
    expect(pinned.diagnostics).toEqual([])
    const { pins } = pinned
    const { artifacts, diagnostics } = compile(load(source), {
      pins,
      generators,
      today: new Date("2026-01-01T00:00:00Z"),
    })
    expect(diagnostics).toEqual([])
    expect(artifacts.find((artifact) => artifact.path === path)?.content).toContain(text)
  })
})

function load(typescript: string): unknown {
  const { code } = transformSync("topology.ts", typescript)
  const body = code
    .replace(/import\s*\{([^}]*)\}\s*from "groundplan";?/, "const {$1} = groundplan;")
    .replace("export default", "return")
  return new Function("groundplan", body)(groundplan)
}
