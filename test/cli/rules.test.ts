import { execFile } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse as parseYaml } from "yaml"
import { pins as benchPins, printed, seededTopology } from "../../bench/seeded.mjs"
import { codes, listedCode } from "../../core/codes/index.js"
import type { Diagnostic } from "../../core/diagnostic.js"
import { rules as core } from "../../core/rules/index.js"
import { generators } from "../../generators/index.js"
import { removeTemporary, temporary } from "./tree.js"

/**
 * What each rule refuses, and every other code that a topology can be told, through the bundled command line: on the topology of its
 * explanation, in YAML as it is and in TypeScript.
 */

const FORMATS = ["yaml", "ts"] as const
type Format = (typeof FORMATS)[number]

interface Run {
  readonly status: number
  readonly found: readonly Diagnostic[]
}

const rules = [...core, ...generators.flatMap((generator) => generator.rules ?? [])]
const explained = [
  ...rules.flatMap(({ code, explain }) => (explain === undefined ? [] : [{ code, ...explain() }])),
  ...Object.keys(codes).flatMap((code) => {
    const { failing, pins } = listedCode(code)!.explain()
    return failing === undefined ? [] : [{ code, failing, pins }]
  }),
]
/** By format and code. */
const runs = new Map<string, Run>()

afterAll(removeTemporary)

beforeAll(async () => {
  const folder = temporary()
  await Promise.all(
    FORMATS.map(async (format) => {
      const folders = explained.map(({ code, failing, pins }) => {
        const topology: { readonly images?: object } = parseYaml(failing)
        const images = Object.keys(topology.images ?? {}).map((name) => `[${name}]\ndefault = "1.0.0"\n`)
        const text = format === "yaml" ? failing : inTypeScript(topology)
        return project(join(folder, format, code.replace("/", "-")), format, text, pins ?? images.join(""))
      })
      for (const [index, run] of (await validated(folders)).entries())
        runs.set(`${format} ${explained[index]!.code}`, run)
    }),
  )
}, 120_000)

describe.each(explained)("$code", ({ code }) => {
  it.each(FORMATS)("is told of a topology in %s, at a place in a file, and nothing else is", (format) => {
    const { status, found } = runs.get(`${format} ${code}`)!
    expect([...new Set(found.map((one) => one.code))]).toEqual([code])
    expect(found.map(({ position }) => position?.file)).toEqual(
      found.map(({ path }) => (path.startsWith("images:") ? "images.toml" : `topology.${format}`)),
    )
    expect(status).toBe(found.some((one) => one.severity === "error") ? 1 : 0)
  })

  it("is told the same of both", () => {
    const [yaml, typescript] = FORMATS.map((format) => runs.get(`${format} ${code}`)!.found.map(unplaced))
    expect(typescript).toEqual(yaml)
  })
})

it.each(FORMATS)(
  "every one of many faults in a large topology in %s is told once, at its line",
  async (format) => {
    const { topology, expected } = seededTopology(500, 60)
    const { text, lineOf } = printed(topology, format)
    const [run] = await validated([project(temporary(), format, text, benchPins)])
    const told = run!.found.map(({ code, path, position }) => `${code} ${path} ${position?.line}`)
    expect(told.sort()).toEqual(expected.map(({ code, path }) => `${code} ${path} ${lineOf.get(path)}`).sort())
  },
  60_000,
)

function inTypeScript(topology: object): string {
  return `import { defineTopology } from "groundplan"\n\nexport default defineTopology(${JSON.stringify(topology, null, 2)})\n`
}

function project(folder: string, format: Format, topology: string, pins: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  writeFileSync(join(folder, "images.toml"), pins)
  writeFileSync(join(folder, `topology.${format}`), topology)
  return folder
}

/** What `groundplan validate` says of each folder. */
async function validated(folders: readonly string[]): Promise<readonly Run[]> {
  const words = "validate --format json --today 2026-01-01"
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, "runs.cjs"), words, ...folders],
    { maxBuffer: 2 ** 28 },
  )
  return (JSON.parse(stdout) as readonly { readonly status: number; readonly stdout: string }[]).map((run) => ({
    status: run.status,
    found: (JSON.parse(run.stdout) as { readonly diagnostics: readonly Diagnostic[] }).diagnostics,
  }))
}

/** Where it stands in its own file is left out, and so are the files' names. */
function unplaced({ position: _, notes = [], ...rest }: Diagnostic): object {
  return { ...rest, notes: notes.map(({ message, path }) => ({ message, path })) }
}
