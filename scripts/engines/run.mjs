// Runs the engines' tests, then names every engine: how many artifacts it ran over, or that it did not run, and why. An engine that is
// installed and ran over nothing is a failure, as a failed test is: nothing would notice that it is left out. Arguments are vitest's.
import { spawnSync } from "node:child_process"
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { engines } from "./engines.mjs"
import { home, installed, root } from "./installed.mjs"

const log = join(home, "ran.jsonl")
rmSync(log, { force: true })

const vitest = join(root, "node_modules/vitest/vitest.mjs")
const args = [vitest, "run", "--config", "test/engines/vitest.config.ts", ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" })

const artifacts = ranOver()
const states = installed()
// What serves others is run by them.
const asked = engines.filter(({ name }) => !name.startsWith("provider"))
console.log("\nThe engines:")
for (const { name, version } of asked) console.log(`  ${name} ${states[name]?.version ?? version}: ${outcome(name)}`)
const idle = asked
  .filter(({ name }) => states[name]?.path !== undefined && !artifacts.has(name))
  .map(({ name }) => name)
// Whoever asks for some of the tests knows what is left out.
const partial = process.argv.length > 2
if (idle.length > 0 && !partial) console.error(`\nInstalled, and did not run: ${idle.join(", ")}`)
process.exitCode = status !== 0 || (idle.length > 0 && !partial) ? 1 : 0

/** By engine, the artifacts that it ran over. */
function ranOver() {
  const found = new Map()
  for (const line of readLog().split("\n").filter(Boolean)) {
    const { name, artifact } = JSON.parse(line)
    found.set(name, (found.get(name) ?? new Set()).add(artifact))
  }
  return found
}

function readLog() {
  try {
    return readFileSync(log, "utf8")
  } catch {
    return ""
  }
}

function outcome(name) {
  const count = artifacts.get(name)?.size
  if (count !== undefined) return `ran over ${count} artifact${count === 1 ? "" : "s"}`
  const state = states[name]
  if (state === undefined) return "NOT RUN: not installed (npm run engines:install)"
  return `NOT RUN: ${state.path === undefined ? state.why : "no test asked for it"}`
}
