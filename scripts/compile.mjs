// Bundles the command line and the library into dist/. With --types, writes the declarations too (for `npm pack`).
import { execFileSync } from "node:child_process"
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { plugins } from "./plugins.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  // Native add-ons can't be bundled: they are the package's run-time dependencies.
  external: ["oxc-parser", "oxc-transform"],
  // The same code as yaml's CommonJS build for Node, in a form whose parts keep their names when it is loaded late.
  alias: { yaml: join(root, "node_modules/yaml/browser/index.js") },
  define: { "process.env.GROUNDPLAN_VERSION": JSON.stringify(version) },
  plugins,
}

rmSync(join(root, "dist"), { recursive: true, force: true })
await Promise.all([
  // One script, so that V8 can keep its compiled code (see cli/launch.cjs). What only some commands need runs when it is asked for.
  build({
    ...shared,
    entryPoints: { main: "cli/main.ts", quick: "cli/quick.ts" },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    define: { ...shared.define, "import.meta.url": "__importMetaUrl" },
    banner: { js: 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
  }),
  // What a topology imports: light, because every build loads it. `compile` is loaded when it is first called.
  build({
    ...shared,
    entryPoints: { index: "index.ts" },
    outdir: "dist",
    splitting: true,
    format: "esm",
    chunkNames: "chunks/[name]-[hash]",
    // Bundled CommonJS packages ask for Node's own modules with `require`.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
  }),
])
const main = join(root, "dist/main.cjs")
writeFileSync(main, readFileSync(main, "utf8").replace(/\bimport\((?="oxc-)/g, "__import("))
copyFileSync(join(root, "cli/launch.cjs"), join(root, "dist/bin.cjs"))
chmodSync(join(root, "dist/bin.cjs"), 0o755)

if (process.argv.includes("--types")) {
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.types.json")],
    { stdio: "inherit" },
  )
}
