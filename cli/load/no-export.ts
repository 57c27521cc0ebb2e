import { readFileSync } from "node:fs"
import { extname } from "node:path"
import { fileURLToPath } from "node:url"
import type { Diagnostic, Position } from "../../core/diagnostic.js"
import { enumerate, nearest } from "../../core/resolve/problems.js"
import { lineAndColumn, shownPath } from "../places.js"
import type { ModuleMap } from "./cache.js"
import { isPackage, packagePath, sourcePath } from "./specifiers.js"

/**
 * Tells that a module doesn't export a name that the topology imports, at the import: `load/no_such_import`.
 *
 * `undefined` when an error means something else, or the import can't be found in the sources.
 */
export async function explainNoExport(error: unknown, maps: readonly ModuleMap[]): Promise<Diagnostic | undefined> {
  const missing = missingName(error)
  if (missing === undefined) return undefined
  const { parseSync } = await import("oxc-parser")
  const target = targetOf(missing.module, maps)
  const imported = placeOfImport(parseSync, { ...target, name: missing.name }, maps)
  if (imported === undefined) return undefined
  const names = target.file === undefined ? [] : exportsOf(parseSync, target.file)
  const near = nearest(missing.name, names)
  const what = missing.name === "default" ? "default export" : `export ${missing.name}`
  return {
    code: "load/no_such_import",
    severity: "error",
    message: `${imported.specifier} has no ${what}.`,
    path: "",
    ...(names.length === 0 ? {} : { allowed: enumerate(names) }),
    help: near === undefined ? "Import a name that it exports." : `Did you mean ${near}?`,
    position: imported.position,
  }
}

type Parse = typeof import("oxc-parser").parseSync

/** What V8 says of a name that a module doesn't export, and Node of one that it can't see in a CommonJS module. */
function missingName(error: unknown): { readonly module: string; readonly name: string } | undefined {
  if (!(error instanceof SyntaxError)) return undefined
  const [, module, name] = /module '([^']+)' does not provide an export named '([^']+)'/.exec(error.message) ?? []
  if (module !== undefined && name !== undefined) return { module, name }
  const [, hidden, commonJs] =
    /^Named export '([^']+)' not found\. The requested module '([^']+)'/.exec(error.message) ?? []
  return hidden === undefined || commonJs === undefined ? undefined : { module: commonJs, name: hidden }
}

/** A module as the compiled copy names it: another copy, the library's URL, or a package. */
interface Target {
  /** The source that exports, absolute; `undefined` for a package that is not looked into. */
  readonly file: string | undefined
  /** Says whether a specifier in a source file means this module. */
  readonly isMeantBy: (specifier: string, from: string) => boolean
}

function targetOf(module: string, maps: readonly ModuleMap[]): Target {
  const copied = maps.find(({ name }) => module === `./${name}`)
  if (copied !== undefined) {
    const isMeantBy = (specifier: string, from: string) =>
      !isPackage(specifier) && sourcePath(specifier, from) === copied.path
    return { file: copied.path, isMeantBy }
  }
  // A package is named by a URL where the cache is out of its reach, else as the source names it.
  const file = module.startsWith("file:") ? fileURLToPath(module) : undefined
  const isMeantBy = (specifier: string, from: string) =>
    file === undefined ? specifier === module : specifier === "groundplan" || packagePath(specifier, from) === file
  return { file, isMeantBy }
}

function placeOfImport(
  parse: Parse,
  wanted: Target & { readonly name: string },
  maps: readonly ModuleMap[],
): { readonly specifier: string; readonly position: Position } | undefined {
  for (const { path } of maps) {
    if (extname(path) === ".json") continue
    const text = readFileSync(path, "utf8")
    for (const { name, offset, specifier } of importedNames(parse, path, text)) {
      if (name !== wanted.name || !wanted.isMeantBy(specifier, path)) continue
      return { specifier, position: { file: shownPath(path), ...lineAndColumn(text, offset) } }
    }
  }
  return undefined
}

interface ImportedName {
  /** As the other module would export it; `default` for its default export. */
  readonly name: string
  readonly offset: number
  readonly specifier: string
}

function importedNames(parse: Parse, path: string, text: string): readonly ImportedName[] {
  const { staticImports, staticExports } = parse(path, text).module
  const imports = staticImports.flatMap(({ moduleRequest, entries }) =>
    entries
      .filter(({ isType }) => !isType)
      .map(
        ({ importName, localName }): ImportedName => ({
          name: importName.kind === "Default" ? "default" : (importName.name ?? ""),
          offset: importName.start ?? localName.start,
          specifier: moduleRequest.value,
        }),
      ),
  )
  const passedOn = staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName, isType, start }): readonly ImportedName[] =>
      moduleRequest === null || isType
        ? []
        : [{ name: importName.name ?? "", offset: importName.start ?? start, specifier: moduleRequest.value }],
    ),
  )
  return [...imports, ...passedOn]
}

function exportsOf(parse: Parse, file: string): readonly string[] {
  if (extname(file) === ".json") return ["default"]
  const { staticExports } = parse(file, readFileSync(file, "utf8")).module
  const names = staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName, isType }) => {
      if (isType) return []
      if (exportName.kind === "Default") return ["default"]
      return exportName.name === null ? [] : [exportName.name]
    }),
  )
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1))
}
