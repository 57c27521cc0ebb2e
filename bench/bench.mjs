// Measures `groundplan build` as whole cold processes, against `node -e 0` and against a script that only prints the Compose data with
// the `yaml` library. All figures of a row come from one run, taken in turn, so that the ratios hold when the machine's speed drifts.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parse } from "yaml"
import { pins } from "./topology.mjs"

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "..")
const bin = join(root, "dist/bin.cjs")
const sizes = process.argv.slice(2).map(Number)
const work = mkdtempSync(join(tmpdir(), "groundplan-bench-"))
// A bundle of certificates read at start more than doubles the start of Node itself.
const { NODE_EXTRA_CA_CERTS: _unset, ...environment } = process.env

// What a disk takes varies more than everything else: TMPDIR on one that is memory measures the compiler alone.
console.log(`node ${process.version}; medians of whole cold processes, writing to ${tmpdir()}`)
console.log(
  [
    "services",
    "node -e 0",
    "first build",
    "÷ node",
    "same again",
    "÷ node",
    "yaml script",
    "build ÷ yaml",
    "build MiB",
    "yaml MiB",
    "ms/service",
    "KiB/service",
  ].join(" | "),
)
try {
  row("real", realProject(), 7)
  for (const size of sizes.length > 0 ? sizes : [1_000, 10_000, 50_000])
    row(String(size), madeProject(size), size > 20_000 ? 3 : 5)
  console.log(
    "goals: real ÷ node at most 4, same again at most 2; 10,000: build ÷ yaml below 1; 50,000: at most 500 MiB, and ms/service at most 1.3 × that of 1,000",
  )
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** The repository's own topology, copied so that its output isn't touched. */
function realProject() {
  const folder = join(work, "real")
  mkdirSync(join(folder, "node_modules"), { recursive: true })
  for (const name of ["topology.ts", "images.toml"]) cpSync(join(root, name), join(folder, name))
  writeFileSync(join(folder, "package.json"), "{}")
  return folder
}

function madeProject(size) {
  const folder = join(work, String(size))
  mkdirSync(join(folder, "node_modules"), { recursive: true })
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  writeFileSync(join(folder, "images.toml"), pins)
  cpSync(join(here, "topology.mjs"), join(folder, "made.mjs"))
  writeFileSync(
    join(folder, "topology.mjs"),
    `import { topologyOf } from "./made.mjs"\nexport default topologyOf(${size})\n`,
  )
  return folder
}

function row(name, folder, runs) {
  const out = join(folder, "out")
  const build = [bin, "build", "--quiet"]
  measure(build, folder)
  const data = join(folder, "compose.json")
  const documents = composeFiles(out)
  writeFileSync(data, JSON.stringify(documents))
  const services = Object.values(documents).reduce(
    (total, { services = {} }) => total + Object.keys(services).length,
    0,
  )
  const script = [join(here, "plain.mjs"), data, join(folder, "plain")]
  const times = { node: [], first: [], again: [], yaml: [] }
  for (let run = 0; run < runs; run++) {
    times.node.push(measure(["-e", "0"], folder))
    rmSync(out, { recursive: true, force: true })
    rmSync(join(folder, "node_modules/.cache"), { recursive: true, force: true })
    times.first.push(measure(build, folder))
    times.again.push(measure(build, folder))
    rmSync(join(folder, "plain"), { recursive: true, force: true })
    times.yaml.push(measure(script, folder))
  }
  rmSync(out, { recursive: true, force: true })
  const memory = { build: peak(build, folder), yaml: peak(script, folder) }
  const [node, first, again, yaml] = [times.node, times.first, times.again, times.yaml].map(median)
  const cells = [
    `${name} (${services})`,
    `${node.toFixed(0)} ms`,
    `${first.toFixed(0)} ms`,
    (first / node).toFixed(1),
    `${again.toFixed(0)} ms`,
    (again / node).toFixed(1),
    `${yaml.toFixed(0)} ms`,
    (first / yaml).toFixed(2),
    (memory.build / 1024).toFixed(0),
    (memory.yaml / 1024).toFixed(0),
    ((first - node) / services).toFixed(3),
    (memory.build / services).toFixed(1),
  ]
  console.log(cells.join(" | "))
}

/** Milliseconds from start to end of one process, started in a folder. */
function measure(args, folder) {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  })
  const taken = performance.now() - started
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`)
  return taken
}

/** Peak memory of one process, KiB. */
function peak(args, folder) {
  const file = join(folder, "memory")
  spawnSync(process.execPath, ["--require", join(here, "memory.cjs"), ...args], {
    cwd: folder,
    env: { ...environment, BENCH_MEMORY: file },
    stdio: "ignore",
  })
  return Number(readFileSync(file, "utf8"))
}

function composeFiles(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith("docker-compose.yml"),
  )
  return Object.fromEntries(names.map((name) => [name, parse(readFileSync(join(folder, name), "utf8"))]))
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
