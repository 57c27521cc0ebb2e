// Writes docs/topology.md from the schema, and docs/rules.md and docs/rules/ from the rules themselves. test/manual.test.ts says when that was forgotten.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { plugins } from "./plugins.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const folder = mkdtempSync(join(tmpdir(), "groundplan-manual-"))
try {
  const outfile = join(folder, "manual.mjs")
  await build({
    absWorkingDir: root,
    entryPoints: ["cli/manual.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["oxc-parser", "oxc-transform"],
    banner: { js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url);' },
    plugins,
  })
  const { manual } = await import(pathToFileURL(outfile).href)
  const pages = await manual()
  rmSync(join(root, "docs/rules"), { recursive: true, force: true })
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(root, "docs", path)), { recursive: true })
    writeFileSync(join(root, "docs", path), text)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
