import { readFileSync } from "node:fs"
import { basename } from "node:path"
import type { Diagnostic, Position } from "../../core/diagnostic.js"
import { lineAndColumn, shownPath } from "../places.js"
import { type Entry, type ModuleMap, readMaps } from "./cache.js"
import { missingImport } from "./modules.js"
import { explainNoExport } from "./no-export.js"
import { originalPlace } from "./sourcemap.js"

/** Tells what a topology threw, at the innermost place in the user's own files. */
export async function explainThrow(error: unknown, entry: Entry): Promise<Diagnostic> {
  const maps = readMaps(entry)
  const noExport = await explainNoExport(error, maps)
  if (noExport !== undefined) return noExport
  const specifier = missingSpecifier(error)
  const imported = specifier === undefined ? undefined : importOf(specifier, maps)
  if (specifier !== undefined && imported !== undefined) return missingImport(specifier, imported)
  const position = userPlace(error, entry, maps) ?? importInMessage(error, maps)
  const syntax = error instanceof SyntaxError
  return {
    code: syntax ? "load/syntax" : "load/throws",
    severity: "error",
    message: `${syntax ? "The topology can't run" : "The topology threw"}: ${spelled(error, maps)}`,
    path: "",
    help: syntax
      ? "Correct what stands here."
      : "Correct what stands here: a topology is run to be read, and has to come to its end.",
    position: position ?? { file: shownPath(maps[0]?.path ?? entry.main), line: 1, column: 1 },
  }
}

/** Says whether an error means that a package is no longer where it was when the topology was compiled. */
export function isStaleImport(error: unknown): boolean {
  const specifier = missingSpecifier(error)
  return specifier?.startsWith("/") === true
}

/** Points at the `await` for which a topology can't be loaded. */
export async function explainWait(entry: Entry): Promise<Diagnostic> {
  const position = await awaitPlace(entry.sources)
  return {
    code: "load/top_level_await",
    severity: "error",
    message: "The topology waits for something at its top level.",
    path: "",
    help: "Write the value into the topology: the same topology must say the same everywhere.",
    ...(position === undefined ? {} : { position }),
  }
}

/** `Cannot find package 'x' imported from …`, and its kin: the `x`. */
function missingSpecifier(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  const codes = [
    "ERR_MODULE_NOT_FOUND",
    "ERR_PACKAGE_PATH_NOT_EXPORTED",
    "ERR_UNKNOWN_BUILTIN_MODULE",
    "MODULE_NOT_FOUND",
  ]
  if (!codes.includes(String(error.code))) return undefined
  return /Package subpath/.test(error.message)
    ? packageSubpath(error.message)
    : (/'([^']+)'/.exec(error.message)?.[1] ?? /: (node:\S+)/.exec(error.message)?.[1])
}

function packageSubpath(message: string): string | undefined {
  const [, subpath, directory] = /'\.\/([^']+)'.*node_modules\/(.+)\/package\.json/.exec(message) ?? []
  return subpath === undefined || directory === undefined ? undefined : `${directory}/${subpath}`
}

function importOf(specifier: string, maps: readonly ModuleMap[]): Position | undefined {
  for (const module of maps) {
    const found = module.imports.find(
      (place) => place.specifier === specifier || place.specifier.startsWith(`${specifier}/`),
    )
    if (found !== undefined) return { file: shownPath(module.path), line: found.line, column: found.column }
  }
  return undefined
}

function userPlace(error: unknown, entry: Entry, maps: readonly ModuleMap[]): Position | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : ""
  const places = maps.flatMap((module) => {
    // Node names the real path, and links may lead to the cache: the entry's folder, a hash, is the same in both.
    const copy = `/${basename(entry.directory)}/${module.name}`
    const at = stack.indexOf(`${copy}:`)
    return at < 0 ? [] : [{ module, at, rest: stack.slice(at + copy.length) }]
  })
  const [first] = places.sort((a, b) => a.at - b.at)
  const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(first?.rest ?? "") ?? []
  if (first === undefined || line === undefined) return undefined
  const place = { line: Number(line), column: column === undefined ? 1 : Number(column) }
  return { file: shownPath(first.module.path), ...(originalPlace(first.module.mappings, place) ?? place) }
}

/** Node names the copy that lacks an export; the reader knows the source. */
function importInMessage(error: unknown, maps: readonly ModuleMap[]): Position | undefined {
  const named = maps.find((module) => error instanceof Error && error.message.includes(module.name))
  return named === undefined ? undefined : { file: shownPath(named.path), line: 1, column: 1 }
}

function spelled(error: unknown, maps: readonly ModuleMap[]): string {
  const text =
    error instanceof Error
      ? `${error.name}: ${error.message}`
      : `${typeof error} ${JSON.stringify(error) ?? String(error)}`
  const named = maps.reduce((told, module) => told.replaceAll(`./${module.name}`, shownPath(module.path)), text)
  return `${named.length > 500 ? `${named.slice(0, 500)}…` : named}${/[.!?]$/.test(named) ? "" : "."}`
}

async function awaitPlace(sources: readonly string[]): Promise<Position | undefined> {
  const { parseSync } = await import("oxc-parser")
  for (const file of sources) {
    if (file.endsWith(".json")) continue
    const text = readFileSync(file, "utf8")
    const offset = awaitIn(parseSync(file, text).program)
    if (offset !== undefined) return { file: shownPath(file), ...lineAndColumn(text, offset) }
  }
  return undefined
}

/** The offset of the first `await` outside functions. */
function awaitIn(node: unknown): number | undefined {
  if (Array.isArray(node)) {
    for (const item of node) {
      const found = awaitIn(item)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (node === null || typeof node !== "object") return undefined
  const { type, start } = node as { readonly type?: string; readonly start?: number }
  if (type === "AwaitExpression" || (type === "ForOfStatement" && "await" in node && node.await === true)) return start
  if (type !== undefined && /Function/.test(type)) return undefined
  return awaitIn(Object.values(node))
}
