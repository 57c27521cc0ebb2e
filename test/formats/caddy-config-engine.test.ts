import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { type CaddyConfigReading, readCaddyConfig } from "../../formats/caddyfile/read-config.js"
import { fromEngine, fromReading, tlsOfEngine } from "./caddy-config-adapted.js"
import { type Case, environment, readCorpus } from "./caddy-config-corpus.js"
import { caddyfiles } from "./caddy-config-values.js"
import { caddy, engines } from "./caddyfile-engine.js"

const folder = mkdtempSync(join(tmpdir(), "caddy-config-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// What an engine says changes from version to version; the reader follows 2.11. One that was built by hand may not know its own.
const current = engines.filter((engine) => /^(?:v?2\.11\.|unknown)/.test(caddy(engine, ["version"])))
const found = current.length === 0 ? ["not found: set GROUNDPLAN_CADDY or put Caddy 2.11 on PATH"] : current

let count = 0

describe.each(found.map((engine) => [basename(engine), engine]))("the real engine (%s)", (_name, engine) => {
  describe("means the same by", () => {
    it.skipIf(current.length === 0).each(readCorpus("caddyfiles.txt").map((one) => [one.name, one]))(
      "%s",
      { timeout: 30_000 },
      (_title, one) => {
        const { path, adapted } = adapt(engine, one)
        const { config, problems } = read(path)
        expect(problems).toEqual([])
        expect(config === undefined ? undefined : fromReading(config)).toEqual(fromEngine(adapted))
        const speaksTls = config?.servers
          .filter(({ tls }) => tls)
          .map(({ listeners }) => listeners.map(({ address }) => address))
        for (const listen of tlsOfEngine(adapted)) expect(speaksTls).toContainEqual(listen)
      },
    )
  })

  it.skipIf(current.length === 0)("means the same by what is generated", { timeout: 180_000 }, () => {
    let adaptable = 0
    fc.assert(
      fc.property(caddyfiles, (text) => {
        const one = { name: "generated", files: new Map([["Caddyfile", text]]) }
        const path = write(one)
        const reading = read(path)
        const adapted = attempt(engine, path)
        if (adapted === undefined) {
          expect(reading.problems).not.toEqual([])
          return
        }
        adaptable++
        expect(reading.problems).toEqual([])
        expect(reading.config === undefined ? undefined : fromReading(reading.config)).toEqual(fromEngine(adapted))
      }),
      { numRuns: 200 },
    )
    expect(adaptable).toBeGreaterThan(100)
  })

  describe("refuses, and we tell of,", () => {
    it.skipIf(current.length === 0).each(readCorpus("caddyfiles-refused.txt").map((one) => [one.name, one]))(
      "%s",
      { timeout: 30_000 },
      (_title, one) => {
        expect(() => adapt(engine, one)).toThrow()
        expect(read(write(one)).problems.map(({ message }) => message)).not.toEqual([])
      },
    )
  })
})

/** Writes a case to a folder of its own; the path of its Caddyfile. */
function write({ files }: Case): string {
  const own = join(folder, `${count++}`)
  for (const [path, text] of files) {
    mkdirSync(dirname(join(own, path)), { recursive: true })
    writeFileSync(join(own, path), text)
  }
  return join(own, "Caddyfile")
}

function adapt(engine: string, one: Case): { readonly path: string; readonly adapted: string } {
  const path = write(one)
  return { path, adapted: run(engine, path) }
}

function attempt(engine: string, path: string): string | undefined {
  try {
    return run(engine, path)
  } catch {
    return undefined
  }
}

function run(engine: string, path: string): string {
  return caddy(engine, ["adapt", "--adapter", "caddyfile", "--config", path], { environment })
}

function read(path: string): CaddyConfigReading {
  return readCaddyConfig({
    path,
    content: readFileSync(path, "utf8"),
    environment,
    read: (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined),
    list: (pattern) => {
      const [start = "", end = ""] = basename(pattern).split("*")
      const parent = dirname(pattern)
      return (existsSync(parent) ? readdirSync(parent) : [])
        .filter((name) => name.startsWith(start) && name.endsWith(end))
        .map((name) => join(parent, name))
    },
  })
}
