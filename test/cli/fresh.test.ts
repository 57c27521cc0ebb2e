import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

/** A build that is remembered does nothing; whatever could change its result must make it compile again. */

const bin = join(dirname(fileURLToPath(import.meta.url)), "../../dist/bin.cjs")
let folder = ""

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundplan-fresh-"))
  write("package.json", '{"type":"module"}')
  write("topology.ts", topology)
  write("images.toml", '[loom]\ndefault = "1.0"\n')
  expect(build()).toMatch(/[1-9]\d* files? created/)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("a remembered build", () => {
  it("does nothing while nothing changes", () => {
    expect(build()).toMatch(/^0 files created, 0 changed, [1-9]\d* unchanged, 0 deleted\.\n$/)
    expect(isRemembered()).toBe(true)
  })

  it.each([
    ["the topology changes", () => write("topology.ts", topology.replace("Weaves", "Spins")), /[1-9]\d* changed/],
    ["an image's tag changes", () => write("images.toml", '[loom]\ndefault = "1.1"\n'), /[1-9]\d* changed/],
    ["a generated file is gone", () => rmSync(join(folder, "out/mill/docker-compose.yml")), /1 file created/],
    ["a generated file is edited", () => write("out/mill/docker-compose.yml", "mine\n"), /write\/hand_edited/],
    ["the ledger is gone", () => rmSync(join(folder, "out/.groundplan/ledger.jsonl")), /unchanged/],
    ["a write was interrupted", () => write("out/.groundplan/keep", ""), /unchanged/],
  ] as const)("compiles again when %s", (_what, change, told) => {
    change()
    expect(build()).toMatch(told)
  })

  it("is one for every day, since rules know the date", () => {
    expect(build("--today", "2031-01-01")).toMatch(/unchanged/)
  })

  it.each(["new Date().getFullYear() > 2000", "process.env.HOME !== undefined", "Math.random() < 2"])(
    "is not kept for a topology that reads the world: %s",
    (expression) => {
      write("topology.ts", topology.replace("true", expression))
      build()
      expect(isRemembered()).toBe(false)
    },
  )
})

const topology = `import { defineTopology } from "groundplan"
const always = true
export default defineTopology({
  name: "mill",
  generate: ["compose"],
  environments: { production: {} },
  images: { loom: { repository: "loom" } },
  hosts: {
    mill: {
      stacks: { main: { directory: "mill", project: "mill" } },
      services: { loom: { purpose: "Weaves", image: "loom", replicas: always ? 1 : 2 } },
    },
  },
})
`

/** Whether the next build is answered without compiling: a topology that would not compile is then not even looked at. */
function isRemembered(): boolean {
  const compiled = spawnSync(
    process.execPath,
    ["-e", `console.log(require(${JSON.stringify(join(dirname(bin), "quick.cjs"))}).quickBuild(["build", "--quiet"]))`],
    {
      cwd: folder,
      encoding: "utf8",
    },
  )
  return compiled.stdout.trim() === "true"
}

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text)
}

function build(...args: readonly string[]): string {
  const { stderr, stdout } = spawnSync(process.execPath, [bin, "build", ...args], { cwd: folder, encoding: "utf8" })
  return stdout + stderr
}
