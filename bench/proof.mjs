// Measures what the proof adds to `groundplan build`, cold, from a profile of the very process. It may take no longer than all the rest.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { pins } from "./topology.mjs"

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "..")
const RUNS = 3

const sizes = process.argv.slice(2).map(Number)
const work = mkdtempSync(join(tmpdir(), "groundplan-bench-"))
try {
  console.log("services | build without proof | proof | proof ÷ rest")
  row("real", realProject())
  for (const size of sizes.length > 0 ? sizes : [100, 1_000, 10_000]) row(String(size), madeProject(size))
  console.log("goal: proof ÷ rest below 1")
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** The repository's own topology, copied so that its output isn't touched. */
function realProject() {
  const folder = emptyProject("real")
  for (const name of ["topology.ts", "images.toml"]) cpSync(join(root, name), join(folder, name))
  return folder
}

function madeProject(size) {
  const folder = emptyProject(String(size))
  writeFileSync(join(folder, "images.toml"), pins)
  cpSync(join(here, "topology.mjs"), join(folder, "made.mjs"))
  writeFileSync(
    join(folder, "topology.mjs"),
    `import { topologyOf } from "./made.mjs"\nexport default topologyOf(${size})\n`,
  )
  return folder
}

function emptyProject(name) {
  const folder = join(work, name)
  mkdirSync(join(folder, "node_modules"), { recursive: true })
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  return folder
}

/** Prints the run that is in the middle by its ratio. */
function row(name, folder) {
  const runs = Array.from({ length: RUNS }, () => profiled(folder)).sort(
    (one, other) => one.proof / one.rest - other.proof / other.rest,
  )
  const { proof, rest } = runs[Math.floor(RUNS / 2)]
  console.log(`${name} | ${rest.toFixed(0)} ms | ${proof.toFixed(0)} ms | ${(proof / rest).toFixed(2)}`)
}

/** Milliseconds below the function that proves, and of everything else from start to end. */
function profiled(folder) {
  const profiles = join(folder, "profiles")
  for (const stale of ["out", "node_modules/.cache", "profiles"])
    rmSync(join(folder, stale), { recursive: true, force: true })
  const args = ["--cpu-prof", "--cpu-prof-dir", profiles, join(root, "dist/bin.cjs"), "build", "--quiet"]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" })
  if (status !== 0) throw new Error(`groundplan build ended with ${status}: ${stderr}`)
  let [proof, rest] = [0, 0]
  for (const name of readdirSync(profiles)) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(profiles, name), "utf8"))
    const proving = below(nodes, "prove")
    samples.forEach((id, index) => {
      const taken = timeDeltas[index] / 1000
      if (proving.has(id)) proof += taken
      else rest += taken
    })
  }
  if (proof === 0) throw new Error("the profile knows no function of the name prove")
  return { proof, rest }
}

/** The nodes of a profile that are a function of a name, or called by one. */
function below(nodes, name) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const found = new Set()
  const visit = ({ id, children = [] }) => {
    found.add(id)
    for (const child of children) visit(byId.get(child))
  }
  for (const node of nodes) if (node.callFrame.functionName === name) visit(node)
  return found
}
