import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parse as parseToml } from "@iarna/toml"
import { describe, expect, it } from "vitest"
import { compile } from "../core/compile.js"
import { generators } from "../generators/index.js"
import { prove } from "../proof/index.js"

/**
 * Each folder of `examples/` is one idea: a topology, its images.toml, and under `golden/` every file that comes out.
 * `npx vitest run -u test/examples.test.ts` writes them anew; read the difference as you would read code.
 */

const folder = join(dirname(fileURLToPath(import.meta.url)), "examples")

describe.each(readdirSync(folder).sort())("%s", async (name) => {
  const { default: topology } = (await import(`./examples/${name}/topology.ts`)) as { readonly default: unknown }
  const pins = parseToml(readFileSync(join(folder, name, "images.toml"), "utf8")) as Record<
    string,
    Record<string, string>
  >
  const { artifacts, diagnostics } = compile(topology, {
    pins,
    generators,
    prove,
    today: new Date("2026-01-01T00:00:00Z"),
  })

  it("compiles without a word", () => {
    expect(diagnostics).toEqual([])
    expect(artifacts.length).toBeGreaterThan(0)
  })

  it.each(artifacts.map(({ path, content }) => [path, content] as const))("%s", async (path, content) => {
    await expect(content).toMatchFileSnapshot(join(folder, name, "golden", path))
  })

  it("has no golden file that is no longer generated", () => {
    const golden = readdirSync(join(folder, name, "golden"), { recursive: true, withFileTypes: true })
    const files = golden
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, name, "golden").length + 1))
    expect(files.sort()).toEqual(artifacts.map(({ path }) => path).sort())
  })
})
