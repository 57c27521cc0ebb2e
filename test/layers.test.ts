import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")

/** What each folder may import, itself always included. A generator may not import its siblings. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  formats: [],
  schema: [],
  core: ["schema"],
  "generators/compose": ["core", "schema", "formats"],
  "generators/caddy": ["core", "schema", "formats"],
  "generators/terraform": ["core", "schema", "formats"],
  "generators/docs": ["core", "schema", "formats"],
  proof: ["core", "schema", "formats"],
  cli: ["generators", "proof", "core", "schema", "formats"],
}

describe("imports point down", () => {
  for (const [folder, below] of Object.entries(allowed)) {
    it(`${folder} imports ${below.length === 0 ? "nothing of ours" : below.join(", ")}`, () => {
      const strays = filesBelow(folder).flatMap((file) =>
        importsOf(file)
          .map((target) => relative(root, join(dirname(join(root, file)), target)))
          .filter((target) => ![folder, ...below].some((one) => target === one || target.startsWith(`${one}/`)))
          .map((target) => `${file} → ${target}`),
      )
      expect(strays).toEqual([])
    })
  }

  it("reads files wherever it is not empty", () => {
    expect(filesBelow("core").length).toBeGreaterThan(10)
    expect(importsOf("core/compile.ts")).toContain("./check.js")
  })
})

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
}

function importsOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), "utf8")
  return [...source.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, target]) => target!)
}
