// Bundles the command line and the library into dist/. With --types, writes the declarations too (for `npm pack`).
import { execFileSync } from "node:child_process"
import { readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { plugins } from "./plugins.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

rmSync(join(root, "dist"), { recursive: true, force: true })
await build({
  absWorkingDir: root,
  entryPoints: { bin: "cli/bin.ts", index: "index.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  chunkNames: "chunks/[name]-[hash]",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  // The same code as yaml's CommonJS build for Node, in the form that a dynamic import of a bundle keeps the names of.
  alias: { yaml: join(root, "node_modules/yaml/browser/index.js") },
  // Native add-ons can't be bundled: they are the package's run-time dependencies.
  external: ["oxc-parser", "oxc-transform"],
  define: { "process.env.GROUNDPLAN_VERSION": JSON.stringify(version) },
  // Bundled CommonJS packages ask for Node's own modules with `require`.
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
  plugins,
})

if (process.argv.includes("--types")) {
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.types.json")],
    { stdio: "inherit" },
  )
}
