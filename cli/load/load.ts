import { accessSync, constants, readFileSync } from "node:fs"
import { extname, resolve } from "node:path"
import type { Code, Diagnostic, Position } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"
import { systemCode } from "../write/disk.js"
import { type CacheKey, cached, cacheFor, type Entry, store } from "./cache.js"
import { type ReadData, readJson, readYaml } from "./data.js"
import { type Exports, evaluate } from "./evaluate.js"
import { explainThrow, explainWait, isStaleImport } from "./explain.js"
import { compileGraph } from "./modules.js"

/** What a topology file says, not yet checked against the schema, or why it can't be read. */
export type Loaded =
  | {
      readonly kind: "loaded"
      readonly data: unknown
      readonly file: string
      readonly files: readonly string[]
      /** Paths at which a file would be imported instead, were there one. */
      readonly absent: readonly string[]
    }
  | {
      readonly kind: "failed"
      readonly diagnostics: readonly Diagnostic[]
      readonly file: string
      readonly files: readonly string[]
    }

const topologyKinds = [".ts", ".mts", ".js", ".mjs", ".json", ".yaml", ".yml"] as const

/** How a topology is loaded. */
export interface LoadOptions {
  /** The URL of the module that the specifier `groundplan` stands for in a topology. */
  readonly entry: string
  /** Part of what a compiled copy is cached by. */
  readonly compilerVersion: string
  /** How long a topology may run, in milliseconds. Default 10,000. */
  readonly timeout?: number
}

/**
 * Loads a topology from `.ts`, `.mts`, `.js`, `.mjs`, `.json`, `.yaml` or `.yml`.
 *
 * `files` of the result are all source files that were read, absolute, the topology first. A TypeScript or JavaScript
 * topology is compiled once and run from the cache until a source, the compiler or the place changes.
 */
export async function loadTopology(file: string, options: LoadOptions): Promise<Loaded> {
  const path = resolve(file)
  const extension = extname(path)
  if (!(topologyKinds as readonly string[]).includes(extension)) return failed(path, [unknownKind(path)])
  try {
    if (extension === ".json") return fromData(path, readJson(readFileSync(path, "utf8"), path))
    if (extension === ".yaml" || extension === ".yml")
      return fromData(path, await readYaml(readFileSync(path, "utf8"), path))
    accessSync(path, constants.R_OK)
    return await loadModule(path, options)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return failed(path, [unreadable((error as NodeJS.ErrnoException).path ?? path)])
  }
}

function fromData(path: string, read: ReadData): Loaded {
  if (read.kind === "failed") return failed(path, read.diagnostics)
  const empty = read.data === null || typeof read.data !== "object"
  if (empty) return failed(path, [problem("load/no_export", "The file holds no topology.", path)])
  return { kind: "loaded", data: read.data, file: path, files: [path], absent: [] }
}

async function loadModule(path: string, options: LoadOptions): Promise<Loaded> {
  const key = { file: path, compilerVersion: options.compilerVersion, entry: options.entry }
  const cache = cacheFor(path)
  const entry = cached(cache, key)
  if (entry !== undefined) {
    const loaded = await run(path, entry, options)
    if (loaded !== "stale") return loaded
  }
  const compiled = await compile(path, key, options)
  if ("kind" in compiled) return compiled
  const loaded = await run(path, compiled, options)
  return loaded === "stale" ? failed(path, [unreadable(path)]) : loaded
}

async function compile(path: string, key: CacheKey, options: LoadOptions): Promise<Entry | Loaded> {
  const cache = cacheFor(path)
  const graph = await compileGraph(path, { entry: options.entry, packagesInReach: cache.packagesInReach })
  if (graph.diagnostics.length > 0) {
    return failed(
      path,
      graph.diagnostics,
      graph.modules.map((module) => module.path),
    )
  }
  return store(cache, key, graph)
}

/** Runs a compiled topology; `stale` when a package that it imported is no longer where it was. */
async function run(path: string, entry: Entry, options: LoadOptions): Promise<Loaded | "stale"> {
  const timeout = options.timeout ?? 10_000
  const evaluated = evaluate(entry.main, timeout)
  switch (evaluated.kind) {
    case "exported":
      return exported(path, entry, evaluated.exports)
    case "timeout":
      return failed(path, [neverEnds(path, timeout)], entry.sources)
    case "waits":
      return failed(path, [await explainWait(entry)], entry.sources)
    case "threw":
      if (isStaleImport(evaluated.error)) return "stale"
      return failed(path, [await explainThrow(evaluated.error, entry)], entry.sources)
  }
}

function exported(path: string, entry: Entry, exports: Exports): Loaded {
  const data = exports.default
  if (data !== null && typeof data === "object" && !isThenable(data)) {
    return { kind: "loaded", data, file: path, files: entry.sources, absent: entry.absent }
  }
  return failed(path, [noExport(path, exports)], entry.sources)
}

function isThenable(value: object): boolean {
  return "then" in value && typeof value.then === "function"
}

function noExport(path: string, exports: Exports): Diagnostic {
  const names = Object.keys(exports).filter((name) => name !== "default")
  const others = names.length === 0 ? "" : `, only ${names.join(", ")}`
  const message =
    "default" in exports
      ? `The default export is ${kindOf(exports.default)}, not a topology.`
      : `The file has no default export${others}.`
  return problem("load/no_export", message, path, "Write export default defineTopology({ … }).")
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === "object") return "a promise"
  return typeof value === "function" ? "a function" : `a ${typeof value}`
}

function neverEnds(path: string, timeout: number): Diagnostic {
  const message = `The topology did not come to an end within ${timeout / 1000} s.`
  return problem(
    "load/timeout",
    message,
    path,
    "Look for a loop that never ends; a topology is data and should take milliseconds.",
  )
}

function unreadable(path: string): Diagnostic {
  return problem("load/not_found", `${shownPath(path)} can't be read.`, path, "Correct the path, or the permissions.")
}

function unknownKind(path: string): Diagnostic {
  const help = `Write it as one of ${topologyKinds.join(", ")}.`
  return problem("load/unknown_kind", `${shownPath(path)} is not of a kind that holds a topology.`, path, help)
}

function problem(code: Code, message: string, path: string, help?: string): Diagnostic {
  const position: Position = { file: shownPath(path), line: 1, column: 1 }
  return { code, severity: "error", message, path: "", position, ...(help === undefined ? {} : { help }) }
}

function failed(path: string, diagnostics: readonly Diagnostic[], files: readonly string[] = [path]): Loaded {
  return { kind: "failed", diagnostics, file: path, files }
}
