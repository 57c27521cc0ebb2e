import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type CaddyConfigReading, readCaddyConfig } from "../../formats/caddyfile/read-config.js"
import { fromEngine, fromReading, tlsOfEngine } from "./caddy-config-adapted.js"
import { type Case, environment, readCorpus } from "./caddy-config-corpus.js"
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
  return { path, adapted: caddy(engine, ["adapt", "--adapter", "caddyfile", "--config", path], { environment }) }
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
