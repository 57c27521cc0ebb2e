// Bundles the live test bed and runs it: npm run test:live [-- ENVIRONMENT…].
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { plugins } from "./plugins.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const outfile = join(root, "node_modules/.cache/live/main.mjs")
await build({
  absWorkingDir: root,
  entryPoints: ["test/live/main.ts"],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  packages: "external",
  alias: { groundplan: join(root, "index.ts") },
  plugins,
})

// In this very process, which so hears every signal.
process.argv = [process.execPath, outfile, "outside", ...process.argv.slice(2)]
await import(outfile)
