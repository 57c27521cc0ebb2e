import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import reachSchema from "../../schema/reach.schema.json" with { type: "json" }
import reportSchema from "../../schema/report.schema.json" with { type: "json" }

/** `prove` and `reach`, run as their users run them, on the library of the examples. */

const root = join(import.meta.dirname, "../..")
let folder = ""

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundplan-prove-"))
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  for (const name of ["topology.ts", "images.toml"])
    cpSync(join(root, "test/examples/library", name), join(folder, name))
  expect(run("build").status).toBe(0)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("prove", () => {
  it("says of each environment how many ways there are, and that nothing else is open", () => {
    const { status, stdout, stderr } = run("prove")
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" })
    expect(stderr).toMatch(/^staging: \d+ ways, \d+ from outside, \d+ incidental\.$/m)
    expect(stderr).toMatch(/^production: \d+ ways, \d+ from outside, \d+ incidental\.$/m)
    expect(stderr).toContain("Every declared path is open in the files on disk, and nothing else is.\n")
  })

  it("tells a path that a file on disk takes away, hop by hop, at the declaration behind it", () => {
    edit("hall-production/docker-compose.yml", (text) => text.replace(/^ {6}- catalogue\n/m, ""))
    const { status, stderr } = run("prove")
    expect(status).toBe(1)
    expect(stderr).toContain("error proof/path_closed")
    expect(stderr).toMatch(/hall\.caddy → hall\.catalogue is declared, and the files do not open it/)
    expect(stderr).toMatch(/here the path ends/)
    expect(stderr).toMatch(/--> topology\.ts:\d+:\d+/)
  })

  it("names the file that can't be read", () => {
    edit("hall-production/docker-compose.yml", (text) => `${text}  = [\n`)
    const [line] = run("prove", "--format", "compact")
      .stdout.split("\n")
      .filter((one) => one.includes("not_understood"))
    expect(line).toMatch(
      /: hall-production\/docker-compose\.yml is not understood: .* \(out\/hall-production\/docker-compose\.yml:\d+:\d+\)$/,
    )
  })

  it("says what mends it: a build that may write over the edit", () => {
    edit("hall-production/docker-compose.yml", (text) => text.replace(/^ {6}- catalogue\n/m, ""))
    expect(run("prove").stderr).toContain("help:    Run `groundplan build --overwrite`, which writes the file anew")
    expect(run("build").status).not.toBe(0)
    expect(run("build", "--overwrite").status).toBe(0)
    expect(run("prove").status).toBe(0)
  })

  it("tells programs the same", () => {
    edit("hall-production/docker-compose.yml", (text) => text.replace('host_ip: "0.0.0.0"', 'host_ip: "127.0.0.1"'))
    const { status, stdout } = run("prove", "--format", "json")
    expect(status).toBe(1)
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Told[] }
    expect(diagnostics.length).toBeGreaterThan(0)
    for (const { code, environments } of diagnostics)
      expect({ code, environments }).toEqual({ code: "proof/path_closed", environments: ["production"] })
    expect(errorsOf(reportSchema, stdout)).toBeNull()
    // Places are told as paths from where the command runs, so that a reader can open them.
    const places = diagnostics.flatMap(({ notes }) => notes.flatMap(({ artifact }) => artifact?.file ?? []))
    expect(places).toContain("out/hall-production/docker-compose.yml")
  })
})

describe("files that are kept beside", () => {
  it("are told apart: the unit of secrets is read, what a stack keeps in secrets/ is not", () => {
    for (const name of ["topology.ts", "images.toml"])
      cpSync(join(root, "test/examples/clinic", name), join(folder, name))
    expect(run("build", "--overwrite").status).toBe(0)
    mkdirSync(join(folder, "out/reception/secrets"))
    writeFileSync(join(folder, "out/reception/secrets/STRANGER"), "kept\n")
    expect(run("prove")).toMatchObject({ status: 0 })
    edit("terraform/live/production/secrets/terragrunt.hcl", (text) => text.replace("ARCHIVE_PASSWORD", "OTHER_WORD"))
    expect(run("prove").stderr).toContain("error proof/disagreement")
  })
})

describe("check", () => {
  it("proves what somebody edited by hand", () => {
    edit("hall-production/docker-compose.yml", (text) => text.replace(/^ {6}- catalogue\n/m, ""))
    const { status, stderr } = run("check")
    expect(status).toBe(2)
    expect(stderr).toContain("proof/path_closed")
  })
})

describe("reach", () => {
  it("prints the path of a visitor, with the line of each file that opens it", () => {
    const { status, stdout } = run("reach", "internet", "hall.catalogue", "-e", "production")
    expect(status).toBe(0)
    expect(stdout).toMatch(/^production: internet → hall\.catalogue is closed$/m)
    const visit = run("reach", "internet", "library.example/api/books", "-e", "production")
    expect(visit.stdout).toContain("production: internet → library.example/api/books is open\n")
    expect(visit.stdout).toMatch(
      /→ is handed to catalogue\.hall\.internal:\d+ {2}out\/hall-production\/caddy\/Caddyfile:\d+/,
    )
    expect(visit.stdout).toContain("Taken for granted:")
  })

  it("is asked by programs, which may expect an answer", () => {
    const open = run(
      "reach",
      "hall.caddy",
      "hall.catalogue",
      "-e",
      "production",
      "--format",
      "json",
      "--expect",
      "open",
    )
    expect(open.status).toBe(0)
    expect(errorsOf(reachSchema, open.stdout)).toBeNull()
    const { answers } = JSON.parse(open.stdout) as {
      answers: readonly { environment: string; isOpen: boolean; grant: string }[]
    }
    expect(answers.map(({ environment, isOpen, grant }) => [environment, isOpen, grant])).toEqual([
      ["production", true, "declared"],
    ])
    expect(run("reach", "hall.caddy", "hall.catalogue", "-e", "production", "--expect", "closed")).toMatchObject({
      status: 1,
      stderr: "error: hall.caddy → hall.catalogue is expected to be closed, and is open in production.\n",
    })
  })

  it("says what was meant by a name that is none", () => {
    const { status, stderr } = run("reach", "hall.cady", "hall.catalogue")
    expect(status).toBe(64)
    expect(stderr).toBe('error: there is no party "hall.cady". Did you mean hall.caddy?\n')
    expect(run("reach", "internet", "hall.cataloge", "--expect", "closed")).toMatchObject({
      status: 64,
      stderr: 'error: there is no party "hall.cataloge". Did you mean hall.catalogue?\n',
    })
    expect(run("reach", "internet", "hall").stderr).toBe(
      'error: there is no party "hall". Name a port of the machine: hall:22.\n',
    )
    expect(run("reach", "internet", "hall.caddy", "-e", "prodution").stderr).toBe(
      'error: there is no environment "prodution". Did you mean production?\n',
    )
  })
})

interface Told {
  readonly code: string
  readonly environments: unknown
  readonly notes: readonly { readonly artifact?: { readonly file: string } }[]
}

/** What a document has wrong by its schema; null when nothing. */
function errorsOf(schema: object, document: string): unknown {
  const validate = new Ajv2020({ allErrors: true, strict: true, formats: { date: true } }).compile(schema)
  validate(JSON.parse(document))
  return validate.errors ?? null
}

function run(...args: readonly string[]): {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
} {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "dist/bin.cjs"), ...args, "--today", "2026-01-01"],
    { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  )
  return { status, stdout, stderr }
}

function read(path: string): string {
  return readFileSync(join(folder, "out", path), "utf8")
}

function edit(path: string, change: (text: string) => string): void {
  const before = read(path)
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(join(folder, "out", path), after)
}
