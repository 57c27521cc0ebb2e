import { hash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { basename, dirname, extname } from "node:path"
import { pathToFileURL } from "node:url"
import type { Diagnostic, Position } from "../../core/diagnostic.js"
import { lineAndColumn, shownPath } from "../places.js"
import { readJson } from "./data.js"
import { originalPlace } from "./sourcemap.js"
import { isPackage, packagePath, sourcePath } from "./specifiers.js"

/** One source file of a topology, compiled to a module that Node runs. */
export interface Module {
  /** Its absolute path. */
  readonly path: string
  /** The file name of its compiled copy, unique in the graph: `0-topology.mjs`. */
  readonly name: string
  /** Of its bytes. */
  readonly sha256: string
  /** The compiled text, its imports rewritten. */
  readonly code: string
  /** From `code` back to the source, as a source map spells it; "" for data. */
  readonly mappings: string
  /** What it imports, as the source spells it, and where. */
  readonly imports: readonly ImportPlace[]
}

/** Where a module imports another. */
export interface ImportPlace {
  readonly specifier: string
  readonly line: number
  readonly column: number
}

/** A topology's modules, the topology first. */
export interface Graph {
  readonly modules: readonly Module[]
  /** Files that were looked for before the ones that were found: one that appears changes what an import means. */
  readonly absent: readonly string[]
  /** Every reason why it can't run. */
  readonly diagnostics: readonly Diagnostic[]
}

/** How a graph is compiled. */
export interface CompileOptions {
  /** The URL that the specifier `groundplan` stands for. */
  readonly entry: string
  /** Whether packages are found from where the copies will lie, as they are from the topology. */
  readonly packagesInReach: boolean
}

/**
 * Reads a topology and every file that it imports by a relative path, strips the types and points each import at the
 * copy, the package or the authoring entry it means.
 *
 * Reports files and packages that aren't there, mistakes of syntax, and imports that lead back to where they started.
 */
export async function compileGraph(file: string, options: CompileOptions): Promise<Graph> {
  const [{ transformSync }, lexer] = await Promise.all([import("oxc-transform"), import("es-module-lexer")])
  await lexer.init()
  const compiler = new Compiler(options, transformSync, lexer.parse)
  compiler.visit(file, [])
  return {
    modules: compiler.order.map((path) => compiler.modules.get(path)).filter((module) => module !== undefined),
    absent: [...compiler.absent],
    diagnostics: compiler.diagnostics,
  }
}

type Transform = typeof import("oxc-transform").transformSync
type Parse = typeof import("es-module-lexer").parse
type Import = ReturnType<Parse>[0][number]

class Compiler {
  readonly modules = new Map<string, Module>()
  readonly order: string[] = []
  readonly absent = new Set<string>()
  readonly diagnostics: Diagnostic[] = []
  readonly #options: CompileOptions
  readonly #transform: Transform
  readonly #parse: Parse

  constructor(options: CompileOptions, transform: Transform, parse: Parse) {
    this.#options = options
    this.#transform = transform
    this.#parse = parse
  }

  /** Compiles a file and what it imports; `chain` is who imported whom down to it. Returns the copy's name. */
  visit(path: string, chain: readonly string[]): string {
    const known = this.order.indexOf(path)
    if (known >= 0) return copyName(known, path)
    const name = copyName(this.order.length, path)
    this.order.push(path)
    const source = readFileSync(path, "utf8")
    const base = { path, name, sha256: hash("sha256", source) }
    const compiled = extname(path) === ".json" ? this.#data(source, path) : this.#code(source, path, chain)
    this.modules.set(path, { ...base, ...compiled })
    return name
  }

  #data(source: string, path: string): Pick<Module, "code" | "mappings" | "imports"> {
    const read = readJson(source, path)
    if (read.kind === "failed") this.diagnostics.push(...read.diagnostics)
    return { code: `export default ${source.trim()}\n`, mappings: "", imports: [] }
  }

  #code(source: string, path: string, chain: readonly string[]): Pick<Module, "code" | "mappings" | "imports"> {
    const lang = /ts$/.test(extname(path)) ? "ts" : "js"
    const { code, map, errors } = this.#transform(path, source, { sourcemap: true, lang, sourceType: "module" })
    for (const error of errors) this.diagnostics.push(syntaxMistake(error, source, path))
    if (errors.length > 0) return { code: "", mappings: "", imports: [] }
    const mappings = map?.mappings ?? ""
    const imports: ImportPlace[] = []
    let rewritten = ""
    let copied = 0
    for (const found of this.#parse(code)[0]) {
      const place = placeOf(code, found.start, mappings)
      const position = { file: shownPath(path), ...place }
      if (typeof found.specifier === "string") imports.push({ specifier: found.specifier, ...place })
      const edit = this.#rewrite(found, path, [...chain, path], position)
      if (edit === undefined) continue
      rewritten += code.slice(copied, edit.start) + edit.text
      copied = edit.end
    }
    return { code: rewritten + code.slice(copied), mappings, imports }
  }

  #rewrite(found: Import, path: string, chain: readonly string[], position: Position): Edit | undefined {
    if (found.type === "import-meta") return { start: found.start, end: found.end, text: metaOf(path) }
    const { specifier } = found
    if (specifier === undefined || (found.type === "dynamic" && found.glob)) {
      this.diagnostics.push(computedImport(position))
      return undefined
    }
    const target = this.#target(specifier, path, chain, position)
    if (target === undefined) return undefined
    const text = JSON.stringify(target)
    // The span of a static import's specifier lies inside its quotes, and attributes are of no use to a compiled copy.
    if (found.type === "dynamic") return { start: found.start, end: found.end, text }
    const end = found.attributesStart < 0 || !target.startsWith("./") ? found.end + 1 : found.importEnd
    return { start: found.start - 1, end, text }
  }

  #target(specifier: string, path: string, chain: readonly string[], position: Position): string | undefined {
    if (specifier === "groundplan") return this.#options.entry
    if (isPackage(specifier)) return this.#packageTarget(specifier, path, position)
    const resolved = sourcePath(specifier, path, (candidate) => this.absent.add(candidate))
    if (resolved === undefined) {
      this.diagnostics.push(missingImport(specifier, position))
      return undefined
    }
    const from = chain.indexOf(resolved)
    if (from >= 0) {
      this.diagnostics.push(circle([...chain.slice(from), resolved], position))
      return undefined
    }
    return `./${this.visit(resolved, chain)}`
  }

  #packageTarget(specifier: string, path: string, position: Position): string | undefined {
    if (this.#options.packagesInReach || specifier.startsWith("node:") || specifier.startsWith("data:"))
      return undefined
    const resolved = packagePath(specifier, path)
    if (resolved === undefined) this.diagnostics.push(missingImport(specifier, position))
    else if (existsSync(resolved)) return pathToFileURL(resolved).href
    return undefined
  }
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

function copyName(index: number, path: string): string {
  const stem = basename(path, extname(path)).replace(/[^\w.-]/g, "_")
  return `${index}-${stem}.mjs`
}

/** Replaces `import.meta`, which would tell the copy's place. */
function metaOf(path: string): string {
  return `({ url: ${JSON.stringify(pathToFileURL(path).href)}, filename: ${JSON.stringify(path)}, dirname: ${JSON.stringify(dirname(path))} })`
}

function placeOf(code: string, offset: number, mappings: string): { readonly line: number; readonly column: number } {
  const place = lineAndColumn(code, offset)
  return originalPlace(mappings, place) ?? place
}

function syntaxMistake(
  error: {
    readonly message: string
    readonly labels: readonly { readonly start: number }[]
    readonly helpMessage: string | null
  },
  source: string,
  path: string,
): Diagnostic {
  // Offsets count bytes of UTF-8.
  const bytes = error.labels[0]?.start ?? 0
  const offset = Buffer.from(source).subarray(0, bytes).toString().length
  return {
    code: "load/syntax",
    severity: "error",
    message: `${error.message.replace(/\.$/, "")}.`,
    path: "",
    ...(error.helpMessage === null ? {} : { help: `${error.helpMessage.replace(/\.$/, "")}.` }),
    position: { file: shownPath(path), ...lineAndColumn(source, offset) },
  }
}

/** Reports an import of something that isn't there. */
export function missingImport(specifier: string, position: Position): Diagnostic {
  const help = isPackage(specifier) ? "Install the package, or correct its name." : "Correct the path."
  const message = `${JSON.stringify(specifier)} can't be found from here.`
  return { code: "load/not_found", severity: "error", message, path: "", help, position }
}

function computedImport(position: Position): Diagnostic {
  return {
    code: "load/computed_import",
    severity: "error",
    message: "What is imported here is only known when the file runs.",
    path: "",
    help: 'Import by a fixed path: import { api } from "./api.js".',
    position,
  }
}

function circle(chain: readonly string[], position: Position): Diagnostic {
  const names = chain.map((path) => shownPath(path, dirname(chain[0] ?? path)))
  return {
    code: "load/circular",
    severity: "error",
    message: `The topology imports itself in a circle: ${names.join(" → ")}.`,
    path: "",
    help: "Move what both files need into a third that imports neither.",
    position,
  }
}
