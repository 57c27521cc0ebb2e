import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

/** The package as `npm pack` ships it, installed into another repository that has never seen ours. */

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
let folder = ""
let shipped: readonly string[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundplan-package-"))
  const [packed] = JSON.parse(
    run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], root),
  ) as [{ filename: string; files: { path: string }[] }]
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "clinic", private: true, type: "module" }))
  shipped = packed.files.map(({ path }) => path)
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, packed.filename)], folder)
  writeFileSync(join(folder, "topology.ts"), topology)
  writeFileSync(join(folder, "images.toml"), '[postgres]\ndefault = "17.6"\n\n[records]\ndefault = "1.4.0"\n')
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("the packed package in another repository", () => {
  it("ships what its users read and run, and nothing of this repository's own", () => {
    expect(shipped.filter((path) => !path.startsWith("dist/"))).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "docs/design.md",
      "docs/topology.md",
      "package.json",
    ])
  })

  it("builds, checks clean, and finds a hand edit", () => {
    const build = groundplan("build")
    expect(build).toMatchObject({ status: 0 })
    const compose = join(folder, "out/clinic/docker-compose.yml")
    expect(readFileSync(compose, "utf8")).toContain("image: records:1.4.0\n")
    expect(existsSync(join(folder, "out/docs/infrastructure.md"))).toBe(true)
    expect(groundplan("check")).toMatchObject({ status: 0 })
    writeFileSync(compose, readFileSync(compose, "utf8").replace("records:1.4.0", "records:1.4.1"))
    const check = groundplan("check")
    expect(check.status).toBe(2)
    expect(check.stdout).toContain("hand-edited")
    expect(groundplan("build", "--overwrite")).toMatchObject({ status: 0 })
  })

  it("pins an image and regenerates one line", () => {
    const before = readFileSync(join(folder, "out/clinic/docker-compose.yml"), "utf8")
    expect(groundplan("pin", "records=1.5.0", "--env", "default")).toMatchObject({ status: 0 })
    const after = readFileSync(join(folder, "out/clinic/docker-compose.yml"), "utf8")
    expect(after).toBe(before.replace("records:1.4.0", "records:1.5.0"))
  })

  it("refuses a wrong name at its line", () => {
    writeFileSync(join(folder, "wrong.ts"), topology.replace('uses: ["postgres"]', 'uses: ["postgrez"]'))
    const { status, stderr } = groundplan("check", "--config", "wrong.ts")
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error references\/unknown_target\n.*\n *--> wrong\.ts:\d+:\d+\n/m)
    expect(stderr).toContain('Did you mean "postgres"?')
  })

  it("has types that another repository's compiler accepts", () => {
    writeFileSync(join(folder, "library.ts"), library)
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--types",
      "",
      "topology.ts",
      "library.ts",
    ]
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, "node_modules/typescript/bin/tsc"), ...options],
      { cwd: folder, encoding: "utf8" },
    )
    expect(stdout).toBe("")
    expect(status).toBe(0)
  })

  it("compiles as a library, with a generator and a rule of the user's own", () => {
    writeFileSync(join(folder, "run.mjs"), script)
    expect(JSON.parse(run(process.execPath, ["run.mjs"], folder))).toEqual({
      paths: ["services.txt"],
      content: "clinic.postgres\nclinic.records\n",
      codes: ["clinic/no_backup"],
    })
  })
})

const topology = `import { at, defineTopology, t } from "groundplan"

export default defineTopology({
  name: "clinic",
  generate: ["compose", "caddy", "docs"],
  environments: { production: { purpose: "Patients" } },
  images: { postgres: { repository: "postgres" }, records: { repository: "records" } },
  secrets: { RECORDS_PASSWORD: { purpose: "Password of the records" } },
  hosts: {
    clinic: {
      stacks: { main: { directory: "clinic", project: "clinic" } },
      disks: { data: { size: "20 GiB", mount: "/data", snapshots: { every: "day", keep: "14d" } } },
      services: {
        postgres: {
          purpose: "Patient records",
          image: "postgres",
          store: { contents: "Records" },
          secrets: { POSTGRES_PASSWORD: "RECORDS_PASSWORD" },
          mounts: [{ source: "/data/postgres", target: "/var/lib/postgresql/data" }],
        },
        records: {
          purpose: "Reads and writes records",
          image: "records",
          ports: { http: { port: 8000, exposure: "host" } },
          uses: ["postgres"],
          environment: { DATABASE: t\`postgres://\${at("postgres")}/records\` },
        },
      },
    },
  },
})
`

const library = `import { compile, defineGenerator, defineRule, type Diagnostic, type TopologyInput } from "groundplan"
import topology from "./topology.js"

const input: TopologyInput = topology
const generator = defineGenerator({ name: "list", summary: "Lists", *generate() {} })
const rule = defineRule({ code: "a/b", severity: "info", summary: "None", *check() {} })
export const diagnostics: Promise<readonly Diagnostic[]> = compile(input, { generators: [generator], rules: [rule] }).then((done) => done.diagnostics)
`

const script = `import { compile, defineGenerator, defineRule } from "groundplan"
const services = (estate) => estate.environments.flatMap(({ hosts }) => hosts.flatMap(({ services }) => services))
const generator = defineGenerator({
  name: "list",
  summary: "Lists every service",
  *generate(estate) {
    yield { path: "services.txt", content: services(estate).map(({ id }) => id + "\\n").join(""), origins: () => [] }
  },
})
const rule = defineRule({
  code: "clinic/no_backup",
  severity: "warning",
  summary: "A store has no backup",
  *check(estate) {
    for (const service of services(estate)) if (service.store) yield { message: service.id + " has no backup", path: service.path }
  },
})
const topology = {
  name: "clinic",
  environments: { test: {} },
  images: { postgres: { repository: "postgres" }, records: { repository: "records" } },
  hosts: {
    clinic: {
      stacks: { main: { directory: "clinic", project: "clinic" } },
      services: {
        postgres: { image: "postgres", store: {}, environment: { POSTGRES_HOST_AUTH_METHOD: "trust" }, mounts: [{ volume: "records", target: "/var/lib/postgresql/data" }] },
        records: { image: "records" },
      },
    },
  },
}
const { artifacts, diagnostics } = await compile(topology, { pins: { postgres: { default: "17" }, records: { default: "1" } }, generators: [generator], rules: [rule] })
console.log(JSON.stringify({ paths: artifacts.map(({ path }) => path), content: artifacts[0].content, codes: diagnostics.map(({ code }) => code) }))
`

function groundplan(...args: readonly string[]): {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
} {
  return spawnSync(process.execPath, [join(folder, "node_modules/.bin/groundplan"), ...args], {
    cwd: folder,
    encoding: "utf8",
  })
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
}
