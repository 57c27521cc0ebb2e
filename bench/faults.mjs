// Measures `groundplan validate` on a topology with seeded faults (bench/seeded.mjs), written out as TypeScript and as YAML: every fault
// must be told once, at its line, and the whole cold process must take less than three times what loading and resolving alone do.
//
// node bench/faults.mjs [SERVICES] [FAULTS] [SEED]; dist/ must be there.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { plugins } from "../scripts/plugins.mjs"
import { printed, seededTopology } from "./seeded.mjs"
import { pins } from "./topology.mjs"

const GOAL = 3
const RUNS = 3
const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const [services = 10_000, faults = 1000, seed = 1] = process.argv.slice(2).map(Number)
const bin = join(root, "dist/bin.cjs")
if (!existsSync(bin)) throw new Error("dist/ is not there: npm run -s compile")
const work = mkdtempSync(join(tmpdir(), "groundplan-faults-"))
// As in bench.mjs: a bundle of certificates read at start more than doubles the start of Node itself.
const { NODE_EXTRA_CA_CERTS: _unset, ...environment } = process.env

try {
  const loader = await loaderIn(work)
  const { topology, expected } = seededTopology(services, faults, seed)
  const kinds = new Set(expected.map(({ code }) => code)).size
  console.log(
    `node ${process.version}; ${services} services, ${faults} faults of ${kinds} kinds, seed ${seed}; medians of ${RUNS}`,
  )
  console.log("topology | MB | lines | found | missing | beside | load and resolve | validate | ratio")
  const rows = ["ts", "yaml"].map((format) => row(format, { topology, expected, loader }))
  console.log(`goals: every fault found once, at its line, and nothing beside; ratio below ${GOAL}`)
  process.exitCode = rows.every((isGood) => isGood) ? 0 : 1
} finally {
  rmSync(work, { recursive: true, force: true })
}

function row(format, { topology, expected, loader }) {
  const folder = join(work, format)
  mkdirSync(join(folder, "node_modules"), { recursive: true })
  const { text, lineOf } = printed(topology, format)
  writeFileSync(join(folder, "package.json"), "{}")
  writeFileSync(join(folder, "images.toml"), pins)
  writeFileSync(join(folder, `topology.${format}`), text)
  const wanted = new Set(expected.map(({ code, path }) => `${code} ${lineOf.get(path)}`))
  const times = { load: [], validate: [] }
  let report
  // The first run fills the cache of the program's own compiled code, and is not counted.
  for (let run = 0; run <= RUNS; run++) {
    const load = JSON.parse(ran([loader, join(folder, `topology.${format}`)], folder, [0]).stdout)
    const validate = ran([bin, "validate", "--format", "json", "--today", "2026-01-01"], folder, [1])
    report = JSON.parse(validate.stdout)
    if (run === 0) continue
    times.load.push(load.milliseconds)
    times.validate.push(validate.milliseconds)
  }
  const told = report.diagnostics.map(({ code, position }) => `${code} ${position?.line}`)
  const found = told.filter((one) => wanted.has(one))
  const missing = expected.length - new Set(found).size
  const beside = told.length - new Set(found).size
  const [load, validate] = [median(times.load), median(times.validate)]
  const cells = [
    format,
    (text.length / 1e6).toFixed(1),
    text.split("\n").length - 1,
    found.length,
    missing,
    beside,
    `${load.toFixed(0)} ms`,
    `${validate.toFixed(0)} ms`,
    (validate / load).toFixed(2),
  ]
  console.log(cells.join(" | "))
  return missing === 0 && beside === 0 && validate / load < GOAL
}

/** One process, with what Groundplan keeps of a topology removed before. */
function ran(args, folder, statuses) {
  rmSync(join(folder, "node_modules/.cache"), { recursive: true, force: true })
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  })
  const milliseconds = performance.now() - started
  // Node itself ends with 1, too, when it can't even start a program.
  if (!statuses.includes(status) || stdout === "")
    throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`)
  return { stdout, milliseconds }
}

/** A script that loads and resolves a topology, and prints how long that took without the start of Node. */
async function loaderIn(folder) {
  const outfile = join(folder, "load.cjs")
  // What can't be bundled is looked for beside it.
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  await build({
    stdin: {
      resolveDir: root,
      loader: "ts",
      contents: `
        import { loadTopology } from "./cli/load/load.js"
        import { parse } from "./core/parse.js"
        import { parsePins } from "./core/pins.js"
        import { resolve } from "./core/resolve/index.js"
        import { readToml } from "./formats/toml.js"
        async function measure(): Promise<void> {
          const started = performance.now()
          const pins = parsePins((await readToml(${JSON.stringify(pins)})).data).pins
          const loaded = await loadTopology(process.argv[2]!, { entry: "file://${join(root, "dist/index.js")}", compilerVersion: "bench" })
          if (loaded.kind === "failed") throw new Error(JSON.stringify(loaded.diagnostics))
          const parsed = parse(loaded.data)
          if (parsed.data === undefined) throw new Error(JSON.stringify(parsed.diagnostics[0]))
          const { estate } = resolve(parsed.data, pins)
          const services = estate.environments.flatMap(({ hosts }) => hosts.flatMap((host) => host.services)).length
          console.log(JSON.stringify({ milliseconds: performance.now() - started, services }))
        }
        void measure()`,
    },
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["oxc-parser", "oxc-transform"],
    alias: { yaml: join(root, "node_modules/yaml/browser/index.js") },
    define: { "import.meta.url": "__importMetaUrl" },
    banner: { js: 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
    plugins,
  })
  return outfile
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
