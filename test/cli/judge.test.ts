import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest"
import { removeTemporary, temporary, tree } from "./tree.js"

/** What rules find, and what the user says of it, through the bundled command line: on a topology in TypeScript, and in YAML. */

const bin = join(import.meta.dirname, "../../dist/bin.cjs")
let folder = ""

afterAll(removeTemporary)

beforeEach(() => {
  folder = temporary()
  write("package.json", '{"type":"module"}')
  write("images.toml", '[loom]\ndefault = "1.0"\n')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A mill whose two looms claim one port. `rules` is what it says of rules, as JSON; `loom` what the second one says, too. */
interface Mill {
  readonly rules?: object
  readonly loom?: object
}

function millIn(kind: "ts" | "yaml", { rules, loom = {} }: Mill = {}): void {
  const own = rules === undefined ? "" : `rules: ${JSON.stringify(rules)}`
  const second = JSON.stringify({
    image: "loom",
    ports: { http: { port: 8000, exposure: "host" } },
    resources: { memory: "64 MiB" },
    ...loom,
  })
  const yaml = `name: mill
generate: [compose, docs]
environments: { trial: {}, run: {} }
images: { loom: { repository: mill/loom } }
hosts:
  hall:
    stacks: { main: { directory: "hall-{environment}", project: "hall-{environment}" } }
    services:
      first: { image: loom, ports: { http: { port: 8000, exposure: host } }, resources: { memory: 64 MiB } }
      second: ${second}
${own}
`
  const typescript = `import { defineTopology } from "groundplan"
export default defineTopology({
  name: "mill",
  generate: ["compose", "docs"],
  environments: { trial: {}, run: {} },
  images: { loom: { repository: "mill/loom" } },
  hosts: {
    hall: {
      stacks: { main: { directory: "hall-{environment}", project: "hall-{environment}" } },
      services: {
        first: { image: "loom", ports: { http: { port: 8000, exposure: "host" } }, resources: { memory: "64 MiB" } },
        second: ${second},
      },
    },
  },
  ${own}
})
`
  write(`topology.${kind}`, kind === "ts" ? typescript : yaml)
}

const accepted = { rule: "ports/collision", at: "hosts.hall.services.second.ports", reason: "One of them is off" }

describe.each(["ts", "yaml"] as const)("a topology in %s", (kind) => {
  const file = `topology.${kind}`
  const line = kind === "ts" ? 12 : 10

  it("is told what is wrong by validate, which touches no file", () => {
    millIn(kind)
    // What a topology in TypeScript compiles to is cached by the first run.
    run("validate")
    const before = tree(folder)
    const { status, stdout, stderr } = run("validate")
    expect([status, stdout]).toEqual([1, ""])
    expect(stderr).toContain(`--> ${file}:${line}:`)
    expect(stderr).toMatch(
      /^error ports\/collision\n.*\n *--> .*\n +\|\n *\d+ \| .*\n +\| +-+ .*\n *\d+ \| .*\n +\| +\^+\n/,
    )
    expect(stderr).toContain("  in:      trial, run\n")
    expect(stderr).toMatch(/\n1 error\.\n$/)
    expect(tree(folder)).toEqual(before)
    expect(existsSync(join(folder, "out"))).toBe(false)
  })

  it.each(["validate", "check", "build"])("is told the same by %s", (command) => {
    millIn(kind)
    const { diagnostics } = JSON.parse(run(command, "--format", "json").stdout)
    expect(diagnostics.map(({ code, position }: Found) => [code, position.file, position.line])).toEqual([
      ["ports/collision", file, line],
    ])
    expect(run(command, "--format", "compact").stdout).toMatch(
      new RegExp(`^topology\\.${kind}:${line}:\\d+: error ports/collision: .* \\(trial, run\\)\\n$`),
    )
  })

  it("weighs findings as it says, and as the command line says over it", () => {
    millIn(kind, { rules: { severity: { "ports/collision": "warning" } } })
    expect(run("validate").stderr).toMatch(/^warning ports\/collision\n/)
    expect(run("validate").status).toBe(0)
    expect(run("validate", "--rule", "ports/collision=info").stderr).toMatch(/\n1 for information\.\n$/)
    expect(run("validate", "--rule", "ports/collision=off")).toMatchObject({
      status: 0,
      stderr: `${file} is valid in 2 environments.\n`,
    })
    expect(run("validate", "--rule", "ports/collision=error").status).toBe(1)
    millIn(kind, { rules: { severity: { "ports/collision": "off" } } })
    expect(run("validate").status).toBe(0)
  })

  it("accepts what it says it accepts, there and below, and counts it", () => {
    for (const at of ["hosts.hall.services.second", "/hosts/hall/services/second/ports/http", "topology"]) {
      millIn(kind, { rules: { accept: [{ ...accepted, at }] } })
      const { status, stderr } = run("build")
      expect([at, status]).toEqual([at, 0])
      expect(stderr).toMatch(/^1 accepted \(--accepted lists them\)\.\n\d+ files? created/)
      rmSync(join(folder, "out"), { recursive: true })
    }
    const listed = run("validate", "--accepted").stderr
    expect(listed).toMatch(/^accepted ports\/collision\n/)
    expect(listed).toContain("  reason:  One of them is off\n")
    expect(JSON.parse(run("validate", "--format", "json").stdout)).toMatchObject({
      counts: { error: 0, accepted: 1 },
      accepted: [{ code: "ports/collision", acceptance: { path: "/rules/accept/0", reason: "One of them is off" } }],
    })
  })

  it("accepts in the environments that it names only", () => {
    millIn(kind, { rules: { accept: [{ ...accepted, only: ["trial"] }] } })
    const { diagnostics, accepted: parts } = JSON.parse(run("validate", "--format", "json").stdout)
    expect(diagnostics.map(({ environments }: Found) => environments)).toEqual([["run"]])
    expect(parts.map(({ environments }: Found) => environments)).toEqual([["trial"]])
  })

  it("is told of an acceptance that has expired, and of what it covered", () => {
    millIn(kind, { rules: { accept: [{ ...accepted, until: "2031-03-31" }] } })
    expect(run("validate", "--today", "2031-03-31").status).toBe(0)
    const { status, stderr } = run("validate", "--today", "2031-04-01")
    expect(status).toBe(1)
    expect(stderr).toContain("error ports/collision")
    expect(stderr).toContain(
      "warning acceptances/expired\n  ports/collision is accepted until 2031-03-31, which is past.",
    )
  })

  it("is told of an acceptance that nothing needs, and of the place that was meant", () => {
    millIn(kind, { rules: { accept: [accepted, { ...accepted, at: "hosts.hall.services.secnd.ports" }] } })
    const { status, stderr } = run("validate")
    expect(status).toBe(0)
    expect(stderr).toContain("warning acceptances/unused")
    expect(stderr).toContain("Did you mean hosts.hall.services.second.ports?")
    expect(run("validate", "--fail-on", "warning").status).toBe(1)
  })

  it("is told of codes that no rule has, wherever they stand", () => {
    millIn(kind, {
      rules: { severity: { "port/collision": "off" }, accept: [{ ...accepted, rule: "ports/colision" }] },
    })
    const { stderr, status } = run("validate", "--rule", "ports/collisions=off")
    expect(status).toBe(64)
    expect(stderr.match(/^error references\/unknown_rule$/gm)).toHaveLength(2)
    expect(stderr).toContain("error usage/unknown_rule")
    expect(stderr.match(/Did you mean "ports\/collision"\?/g)).toHaveLength(3)
  })

  it("can't do away with what is generated relies on", () => {
    const compose = { image: "loom", compose: { privilegd: true } }
    millIn(kind, {
      loom: compose,
      rules: {
        severity: { "services/compose_unknown": "off" },
        accept: [
          { rule: "services/compose_unknown", at: "hosts", reason: "It works" },
          { rule: "acceptances/expired", at: "rules", reason: "One day" },
        ],
      },
    })
    const { status, stderr } = run("build", "--rule", "services/compose_unknown=info")
    expect(status).toBe(64)
    expect(stderr).toContain("What is generated relies on services/compose_unknown: it can't be weighed less.")
    expect(stderr).toContain("What is generated relies on services/compose_unknown: it can't be accepted.")
    expect(stderr).toContain("acceptances/expired watches over acceptances: it can't be accepted itself.")
    expect(stderr).toContain("error usage/binding_rule")
  })

  it("passes what a baseline knows, fails what is new, and tells what is gone", () => {
    millIn(kind)
    const written = run("validate", "--baseline", "known.json", "--write-baseline")
    expect(written).toMatchObject({ status: 0, stdout: "" })
    expect(written.stderr).toContain("Wrote 1 finding to known.json.\n")
    const baseline = read("known.json")
    expect(JSON.parse(baseline)).toEqual({
      kind: "groundplan/baseline",
      version: 1,
      findings: [
        {
          code: "ports/collision",
          at: expect.stringMatching(/^hosts\.hall\.services\.second\.ports\.http/),
          message: expect.stringContaining("hall.second"),
          environments: ["trial", "run"],
        },
      ],
    })
    write(file, `${kind === "ts" ? "// " : "# "}moved\n\n${read(file)}`)
    expect(run("build", "--baseline", "known.json")).toMatchObject({ status: 0 })
    expect(existsSync(join(folder, "out/hall-run/docker-compose.yml"))).toBe(true)
    expect(run("check", "--baseline", "known.json").stderr).toMatch(/^1 known from the baseline\.\n/)
    expect(run("validate", "--baseline", "known.json", "--write-baseline").status).toBe(0)
    expect(read("known.json")).toBe(baseline)

    millIn(kind, {
      loom: { ports: { http: { port: 8000, exposure: "host" }, again: { port: 8000, exposure: "host" } } },
    })
    const more = run("validate", "--baseline", "known.json")
    expect(more.status).toBe(1)
    expect(more.stderr).toContain("ports/duplicate")

    millIn(kind, { loom: { ports: {} } })
    expect(run("validate", "--baseline", "known.json")).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("1 finding of the baseline is gone: --write-baseline drops it.\n"),
    })
  })

  it("tells a finding in a further environment as new", () => {
    millIn(kind, { loom: { only: ["trial"] } })
    run("validate", "--baseline", "known.json", "--write-baseline")
    millIn(kind)
    const { diagnostics, known } = JSON.parse(run("validate", "--baseline", "known.json", "--format", "json").stdout)
    expect(diagnostics.map(({ environments }: Found) => environments)).toEqual([["run"]])
    expect(known.map(({ environments }: Found) => environments)).toEqual([["trial"]])
  })

  it("lets no day change what is generated", () => {
    millIn(kind, { loom: { ports: {} } })
    expect(run("build", "--today", "2020-01-01").status).toBe(0)
    expect(run("check", "--today", "2099-12-31")).toMatchObject({ status: 0, stdout: "" })
  })

  it("is named with the place where the near name is declared", () => {
    millIn(kind, { loom: { ports: {}, uses: ["frist"] } })
    const { stderr } = run("validate")
    expect(stderr).toMatch(/^error references\/unknown_target\n/)
    expect(stderr).toMatch(/\n +\| +-+ "first" is declared there\n/)
    expect(stderr).toContain('  help:    Did you mean "first"?\n')
  })

  it("never shows the line of a secret", () => {
    millIn(kind, { loom: { environment: { CACHE: "redis://loom:hunter2secret@cache", PORT: "8000" } } })
    const { stderr, stdout } = run("validate", "--all")
    expect(stderr).toContain("error secrets/in_literal")
    expect(stderr).toContain("CACHE: … (not shown: it may hold a secret)")
    expect(stderr + stdout).not.toContain("hunter2secret")
    for (const format of ["json", "sarif", "github", "gitlab", "junit", "compact"])
      expect(run("validate", "--format", format).stdout).not.toContain("hunter2secret")
  })
})

describe("a value that is computed", () => {
  it("is said to be, at the expression", () => {
    millIn("ts")
    write("topology.ts", read("topology.ts").replace('"port":8000', '"port":7000+1000'))
    const { stderr } = run("validate")
    expect(stderr).toMatch(/\^{9}\n/)
    expect(stderr).toContain("  note:    the value is computed; this is the nearest place that leads to it\n")
  })
})

describe("a remembered build", () => {
  it("still counts what is accepted, and expires with it", () => {
    millIn("ts", { rules: { accept: [{ ...accepted, until: "2099-01-01" }] } })
    expect(run("build").stderr).toMatch(/^1 accepted \(--accepted lists them\)\.\n[1-9]/)
    expect(run("build").stderr).toMatch(/^1 accepted \(--accepted lists them\)\.\n0 files created/)
    expect(run().stderr).toMatch(/^1 accepted \(--accepted lists them\)\.\n0 files created/)
    expect(run("build", "--quiet")).toEqual({ status: 0, stdout: "", stderr: "" })
    expect(run("build", "--accepted").stderr).toMatch(/^accepted ports\/collision/)
    expect(run("build", "--today", "2099-01-02").status).toBe(1)
  })

  it("is not one that hid something", () => {
    millIn("ts")
    expect(run("build", "--rule", "ports/collision=off").status).toBe(0)
    expect(run("build").status).toBe(1)
    run("validate", "--baseline", "known.json", "--write-baseline")
    expect(run("build", "--baseline", "known.json").status).toBe(0)
    expect(run("build").status).toBe(1)
  })

  it("tells problems only, when quiet", () => {
    millIn("ts")
    const told = ["validate", "--rule", "ports/collision=info"]
    expect(run(...told).stderr).toContain("info ports/collision")
    expect(run(...told, "--quiet")).toEqual({ status: 0, stdout: "", stderr: "" })
    expect(run(...told, "--quiet", "--fail-on", "info").stderr).toContain("info ports/collision")
  })

  it("does not keep a stricter one from failing", () => {
    millIn("ts", { rules: { severity: { "ports/collision": "warning" } } })
    expect(run("build").status).toBe(0)
    expect(run("build", "--fail-on", "warning").status).toBe(1)
    expect(run("build", "--rule", "ports/collision=error").status).toBe(1)
  })
})

describe("check", () => {
  it("tells drift in every format, and ends as it would without", () => {
    millIn("ts", { loom: { ports: {} } })
    for (const format of ["compact", "json", "sarif", "github", "gitlab", "junit"]) {
      const { status, stdout, stderr } = run("check", "--format", format)
      expect([format, status, stderr]).toEqual([format, 2, ""])
      expect(stdout, format).toMatch(/infrastructure\.md/)
    }
  })
})

describe("rules", () => {
  it("lists every rule, and tells one in full", () => {
    const { status, stdout, stderr } = run("rules")
    expect([status, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^ports\/collision +error +Two services are published on the same address/m)
    const page = run("rules", "ports/collision").stdout
    for (const part of ["ports/collision (error)", "Why\n", "Source\n", "Found in\n  name: ", "Not in\n  name: "])
      expect(page).toContain(part)
    const other = run("rules", "edges/no_health").stdout
    for (const part of [
      "edges/no_health (error, no rule's",
      "Why\n",
      "Source\n",
      "Found in\n  name: ",
      "Not in\n  name: ",
    ])
      expect(other).toContain(part)
    expect(run("rules", "typecheck/TS2322").stdout).toContain("\nWhy\n  The number is the compiler's own")
    expect(run("rules", "caddy/value").stdout).toContain("caddy/value (error, asked where caddy is generated)")
  })

  it("says the same to programs", () => {
    const { kind, version, rules, others } = JSON.parse(run("rules", "--format", "json").stdout)
    expect([kind, version]).toEqual(["groundplan/rules", 1])
    expect([...rules, ...others].map(({ code }: Found) => code)).toEqual(
      run("rules")
        .stdout.split("\n")
        .filter((row) => /^[a-z]+\//.test(row))
        .map((row) => row.split(" ")[0]),
    )
    expect(others.map(({ code }: Found) => code)).toContain("schema/required")
    const [one] = JSON.parse(run("rules", "ports/collision", "--format", "json").stdout).rules
    expect(Object.keys(one)).toEqual(
      expect.arrayContaining(["code", "severity", "summary", "why", "source", "failing", "passing"]),
    )
    expect(JSON.parse(run("rules", "drift/stale", "--format", "json").stdout)).toMatchObject({
      rules: [],
      others: [{ code: "drift/stale", severity: "error" }],
    })
  })

  it("knows which one was meant", () => {
    expect(run("rules", "port/colision")).toEqual({
      status: 64,
      stdout: "",
      stderr: 'error: there is no rule "port/colision". Did you mean ports/collision?\n',
    })
  })
})

describe("usage", () => {
  it.each([
    ["a weight that is none", ["validate", "--rule", "ports/collision=fatal"]],
    ["a rule without a weight", ["validate", "--rule", "ports/collision"]],
    ["a severity that is none", ["validate", "--fail-on", "off"]],
    ["a baseline to write nowhere", ["validate", "--write-baseline"]],
    ["a day that there is not", ["validate", "--today", "2026-02-30"]],
    ["a format that is none", ["validate", "--format", "xml"]],
  ] as const)("ends with 64 for %s", (_what, args) => {
    millIn("ts")
    const { status, stdout, stderr } = run(...args)
    expect([status, stdout]).toEqual([64, ""])
    expect(stderr).toMatch(/^error: /)
  })

  it("tells a baseline that is not there, or is none", () => {
    millIn("ts")
    expect(run("validate", "--baseline", "gone.json").stderr).toContain("error baseline/not_found")
    write("known.json", '{"findings": []}')
    expect(run("validate", "--baseline", "known.json").stderr).toContain("error baseline/invalid")
    expect(run("validate", "--baseline", "no/such.json", "--write-baseline").stderr).toContain("baseline/not_written")
  })

  it("writes no baseline of a topology that is wrong in itself", () => {
    millIn("ts", { loom: { image: "lom" } })
    expect(run("validate", "--baseline", "known.json", "--write-baseline").status).toBe(1)
    expect(readdirSync(folder)).not.toContain("known.json")
  })

  it("prints the schemas of what programs are told", () => {
    expect(JSON.parse(run("schema", "report").stdout).$id).toBe("urn:groundplan:report:1")
    expect(JSON.parse(run("schema", "reach").stdout).$id).toBe("urn:groundplan:reach:1")
  })
})

interface Found {
  readonly code: string
  readonly environments: readonly string[]
  readonly position: { readonly file: string; readonly line: number }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8")
}

function run(...args: readonly string[]): {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
} {
  const { GITHUB_WORKSPACE: _, CI_PROJECT_DIR: __, COLUMNS: ___, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8", env })
  return { status, stdout, stderr }
}
