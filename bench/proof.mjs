// Measures what the proof adds to compiling: each figure from a cold process of its own. It may take no longer than all the rest.
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { plugins } from "../scripts/plugins.mjs"

const here = dirname(fileURLToPath(import.meta.url))
const RUNS = 3

if (process.argv[2] === "--once") await once(process.argv[3], Number(process.argv[4]))
else await measure(process.argv.slice(2).map(Number))

/** Prints a row a size; sizes in services. Default 100, 1,000 and 10,000. */
async function measure(sizes) {
  const folder = mkdtempSync(join(tmpdir(), "groundplan-bench-"))
  try {
    const bundle = await bundled(folder)
    console.log("services | compile without proof | proof | proof ÷ rest")
    for (const size of sizes.length > 0 ? sizes : [100, 1_000, 10_000]) {
      const runs = Array.from({ length: RUNS }, () => run(bundle, size)).sort((one, other) => one.share - other.share)
      const { rest, proof, share } = runs[Math.floor(RUNS / 2)]
      console.log(`${size} | ${rest.toFixed(0)} ms | ${proof.toFixed(0)} ms | ${share.toFixed(2)}`)
    }
    console.log("goal: proof ÷ rest below 1")
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function bundled(folder) {
  const outfile = join(folder, "compile.mjs")
  await build({
    absWorkingDir: join(here, ".."),
    stdin: {
      contents: `
        export { compile } from "./core/compile.js"
        export { generators } from "./generators/index.js"
        export { prove } from "./proof/index.js"
        export { readToml } from "./formats/toml.js"
        export { pins, topologyOf } from "./bench/topology.mjs"
      `,
      resolveDir: join(here, ".."),
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["oxc-parser", "oxc-transform"],
    banner: { js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url);' },
    plugins,
  })
  return outfile
}

function run(bundle, size) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), "--once", bundle, String(size)],
    { encoding: "utf8" },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Compiles once, and prints how long the proof took and how long everything else, in milliseconds; files are made but not written. */
async function once(bundle, size) {
  const { compile, generators, prove, readToml, pins, topologyOf } = await import(pathToFileURL(bundle).href)
  const topology = topologyOf(size)
  const { data } = await readToml(pins)
  let proof = 0
  const timed = (...args) => {
    const started = performance.now()
    const proved = prove(...args)
    proof = performance.now() - started
    return proved
  }
  const started = performance.now()
  const { artifacts, diagnostics } = compile(topology, { pins: data, generators, prove: timed, today: new Date(0) })
  const length = artifacts.reduce((total, { content }) => total + content.length, 0)
  const rest = performance.now() - started - proof
  if (length === 0) throw new Error(JSON.stringify(diagnostics.slice(0, 3)))
  console.log(JSON.stringify({ rest, proof, share: proof / rest }))
}
