import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { parse as parseToml } from "@iarna/toml"
import { afterAll } from "vitest"
import { compile } from "../../core/compile.js"
import type { Estate, Handler } from "../../core/estate.js"
import type { Pins } from "../../core/resolve/index.js"
import { generators } from "../../generators/index.js"
import { root } from "../../scripts/engines/installed.mjs"
import { EVERYTHING, EVERYTHING_PINS } from "../support/everything.js"

/** The files that one topology became, and what it means. */
export interface Tree {
  /** What the tests call it: `out`, or an example's name. */
  readonly name: string
  /** Where its files are. */
  readonly folder: string
  /** Its files, relative to the folder, in order. */
  readonly files: readonly string[]
  /** The topology, resolved. */
  readonly estate: Estate
}

/** `out/` as it is committed, every example as it is committed, and a topology that uses everything, compiled here. */
export async function trees(): Promise<readonly Tree[]> {
  const examples = join(root, "test/examples")
  return [
    await committed("out", join(root, "out"), root),
    ...(await Promise.all(
      readdirSync(examples)
        .sort()
        .map((name) => committed(name, join(examples, name, "golden"), join(examples, name))),
    )),
    compiled("everything", onThisMachine(EVERYTHING), EVERYTHING_PINS),
  ]
}

/** Every file below a folder, relative to it, in order. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

async function committed(name: string, folder: string, source: string): Promise<Tree> {
  const { default: topology } = (await import(join(source, "topology.ts"))) as { readonly default: unknown }
  const pins = parseToml(readFileSync(join(source, "images.toml"), "utf8")) as Pins
  return { name, folder, files: filesBelow(folder), estate: compiledFrom(name, topology, pins).estate }
}

/** The same, with an env file of the host beside the others: Compose looks for those that are required. */
function onThisMachine(topology: object): unknown {
  return JSON.parse(JSON.stringify(topology).replaceAll('"/etc/till/extra.env"', '"./extra.env"'))
}

function compiled(name: string, topology: unknown, pins: Pins): Tree {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const { estate, artifacts } = compiledFrom(name, topology, pins)
  for (const { path, content } of artifacts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  for (const file of keptFiles(estate))
    writeFileSync(join(folder, file), file.endsWith(".env") ? "" : "header X-Special yes\n")
  return { name, folder, files: filesBelow(folder), estate }
}

/** What people keep beside the files: env files that Compose wants to see, and fragments that a Caddyfile imports. */
function keptFiles({ environments }: Estate): readonly string[] {
  const stacks = environments.flatMap(({ hosts }) => hosts.flatMap((host) => host.stacks))
  return stacks.flatMap(({ directory, services }) =>
    services.flatMap(({ envFiles, proxy }) => [
      ...envFiles.flatMap(({ path, required }) => (required ? [join(directory, path)] : [])),
      ...(proxy?.routes ?? [])
        .flatMap(({ handlers }) => handlers.flatMap(fragments))
        .map((file) => join(dirname(proxy!.caddyfile), file)),
    ]),
  )
}

function fragments({ answer }: Handler): readonly string[] {
  if (answer.kind === "handle") return answer.handlers.flatMap(fragments)
  return answer.kind === "fragment" ? [answer.file] : []
}

function compiledFrom(name: string, topology: unknown, pins: Pins) {
  const { estate, artifacts, diagnostics } = compile(topology, {
    pins,
    generators,
    today: new Date("2026-01-01T00:00:00Z"),
  })
  if (estate === undefined || artifacts.length === 0) {
    throw new Error(`${name} does not compile: ${diagnostics.map(({ message }) => message).join(" ")}`)
  }
  return { estate, artifacts }
}
