import { describe, expect, it } from "vitest"
import { printCompact } from "../../cli/report/compact.js"
import { printGithub } from "../../cli/report/github.js"
import { printGitlab } from "../../cli/report/gitlab.js"
import { printJson } from "../../cli/report/json.js"
import { printJunit } from "../../cli/report/junit.js"
import { printPretty } from "../../cli/report/pretty.js"
import { printSarif } from "../../cli/report/sarif.js"
import { type Report, redactedReport } from "../../cli/report.js"
import { knownFinding } from "../../core/baseline.js"
import { compile } from "../../core/compile.js"
import type { Diagnostic } from "../../core/diagnostic.js"
import { redacted, redactedLine } from "../../core/redact.js"
import { generators } from "../../generators/index.js"
import { child, segments } from "../../schema/pointer.js"
import { EVERYTHING, EVERYTHING_PINS } from "../support/everything.js"

/** A secret that is written into a topology is in nothing that is printed. */

// Put together, so that no scanner takes this file for a leak.
const RANDOM = "x1Y2z3A4b5C6d7E8"
const MARKED = ["sk", "live", RANDOM].join("_")

describe("a secret at any place that takes a text", () => {
  it.each([true, false])(
    "is in no format, nor in a baseline; with a spoiled field beside it: %s",
    (spoiled) => {
      const leaks = [...places(EVERYTHING, "")].filter((place) => {
        const data = put(EVERYTHING, "", place) as { title: unknown }
        const topology = spoiled ? { ...data, title: 5 } : data
        return everyFormat(topology, place).includes(RANDOM)
      })
      expect(leaks).toEqual([])
    },
    120_000,
  )
})

describe("a password where the name of a secret belongs", () => {
  const password = "hunter2Secret"
  it.each([
    "/hosts/counter/services/till/secrets/DATABASE_URL",
    "/hosts/counter/services/till/secrets/KEY/secret",
    "/hosts/counter/services/till/environment/PRINTER_URL/text/1/secret",
    "/clouds/vercel/projects/window/secrets/HASH",
    "/routes/till/handle/4/basicAuth/password",
    "/secrets/DB_PASSWORD",
  ])("is not quoted: %s", (place) => {
    const topology = put(EVERYTHING, "", place, password)
    expect(everyFormat(topology, place)).toContain("a text of 13 characters")
    expect(everyFormat(topology, place)).not.toContain(password)
  })
})

describe("a password that is made of the name of what it opens", () => {
  it("is quoted by nothing that compiling returns, nor is it taken for a slip", () => {
    const topology = put(EVERYTHING, "", "/hosts/counter/services/till/secrets/KEY/secret", "db_password1")
    const { diagnostics } = compile(topology, { pins: EVERYTHING_PINS, generators: [], today: new Date("2026-01-01") })
    expect(JSON.stringify(diagnostics)).toContain("a text of 12 characters")
    expect(JSON.stringify(diagnostics)).not.toContain("db_password1")
    const slip = compile(put(EVERYTHING, "", "/hosts/counter/services/till/secrets/KEY/secret", "db_password"), {
      pins: EVERYTHING_PINS,
      generators: [],
      today: new Date("2026-01-01"),
    })
    expect(slip.diagnostics.map(({ help }) => help)).toContain('Did you mean "DB_PASSWORD"?')
  })
})

describe("the name of a secret that can't be one", () => {
  it("is shown with what is allowed, and what stands under it is not", () => {
    const topology = { ...EVERYTHING, secrets: { ...EVERYTHING.secrets, "db-password": "hunter2Secret" } }
    const told = everyFormat(topology, "/secrets/db-password")
    expect(told).toContain(
      'secrets has the key "db-password": a variable name is letters, digits and underscores, and does not start with a digit.',
    )
    expect(told).toContain("db-password: … (not shown: it may hold a secret)")
    expect(told).not.toContain("hunter2Secret")
    expect(told).not.toContain("a text of 11 characters")
  })
})

describe("redacted", () => {
  it.each([
    ["redis://:hunter2@cache:6379/0", "redis://:…@cache:6379/0"],
    ["redis-server --requirepass hunter2", "redis-server --requirepass …"],
    ['"--password", "hunter2"', '"--password", "…"'],
    ["run --api-key=abc123", "run --api-key=…"],
    ["https://d.example.com/?token=aB3dE5&page=2", "https://d.example.com/?token=…&page=2"],
    ["Server=db;Password=hunter2;Port=1", "Server=db;Password=…;Port=1"],
    ["AccountKey=abc123;x", "AccountKey=…;x"],
    ["shop:hunter2@tcp(db:3306)/shop", "shop:…@tcp(db:3306)/shop"],
    ["Bearer abc123def456", "Bearer …"],
    ["mysql -u root -phunter2 shop", "mysql -u root -p… shop"],
    ['environment.dbPassword is "hunter2".', 'environment.dbPassword is "…".'],
  ])("%s", (text, left) => {
    expect(redacted(text)).toBe(left)
  })

  it.each([
    `redis@sha256:${"0a1b".repeat(16)}`,
    "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    "secrets: { POSTGRES_PASSWORD: DB_PASSWORD }",
    "hosts.counter.services.till.secrets.DB_PASSWORD is missing.",
    "password: secret('DB_PASSWORD')",
    "POSTGRES_PASSWORD_FILE=/run/secrets/DB_PASSWORD",
    "https://till.bookshop.example:8443/a/b?page=2",
  ])("leaves %s", (text) => {
    expect(redacted(text)).toBe(text)
  })
})

describe("redactedLine", () => {
  it.each([
    ["environment: { DB_PASSWORD: hunter2Secret, LEVEL: 5 }", undefined, "environment: { DB_PASSWORD: …, LEVEL: 5 }"],
    ["  secrets: { B: hunter13Secret, C: STRIPE }", undefined, "  secrets: { B: …, C: STRIPE }"],
    ["  B: hunter13Secret", "secrets", "  B: …"],
    ["  staging: hunter2Secret", "DB_PASSWORD", "  staging: …"],
    ["  file: ./secrets/DB_PASSWORD", "DB_PASSWORD", "  file: ./secrets/DB_PASSWORD"],
    ['  description = "Password of the sales"', "DB_PASSWORD", '  description = "Password of the sales"'],
    ['  value = "hunter2Secret"', "DB_PASSWORD", '  value = "…"'],
    ["  purpose: Password of the sales", "DB_PASSWORD", "  purpose: Password of the sales"],
    ["  staging: debug", "LEVEL", "  staging: debug"],
  ])("%s", (line, above, left) => {
    expect(redactedLine(line, above)).toBe(left)
  })
})

function* places(value: unknown, path: string): Generator<string> {
  if (typeof value === "string") yield path
  if (typeof value !== "object" || value === null) return
  for (const [name, one] of Object.entries(value)) yield* places(one, child(path, name))
}

function put(value: unknown, path: string, place: string, text = MARKED): unknown {
  if (path === place) return text
  if (Array.isArray(value)) return value.map((one, index) => put(one, child(path, index), place, text))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, put(one, child(path, name), place, text)]),
  )
}

/** Every finding stands on the line of the secret, which holds what stands around it. */
function everyFormat(topology: unknown, place: string): string {
  const { diagnostics, accepted } = compile(topology, {
    pins: EVERYTHING_PINS,
    generators: generators.map((generator) => ({ ...generator, generate: () => [] })),
    today: new Date("2026-01-01T00:00:00Z"),
  })
  const position = { file: "topology.yaml", line: 1, column: 1 }
  const placed = <D extends Diagnostic>(one: D): D => ({ ...one, position })
  const report: Report = redactedReport({
    command: "check",
    failOn: "error",
    file: "topology.yaml",
    diagnostics: diagnostics.map(placed),
    accepted: accepted.map(placed),
    known: diagnostics.map(placed),
    gone: 0,
    drift: undefined,
  })
  const line = around(topology, place)
  return [
    printPretty(report, { colour: false, all: true, accepted: true, read: () => line, width: 100_000 }),
    printPretty(report, { colour: false, all: true, accepted: true, read: () => undefined }),
    ...[printCompact, printJson, printSarif, printGithub, printGitlab, printJunit].map((print) => print(report)),
    JSON.stringify(diagnostics.map(knownFinding)),
  ].join("\n")
}

/** What holds a place, on one line, after the name of what holds that. */
function around(topology: unknown, place: string): string {
  const names = segments(place).slice(0, -1)
  const at = (path: readonly string[]) =>
    path.reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>>)[name], topology)
  return `${names.at(-1) ?? "topology"}: ${JSON.stringify(at(names)).slice(0, 2000)}`
}
