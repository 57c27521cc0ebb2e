import { existsSync, readFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { KnownFinding } from "../core/baseline.js"
import { type Compilation, type CompileOptions, compile, validate } from "../core/compile.js"
import type { Diagnostic } from "../core/diagnostic.js"
import { parsePins } from "../core/pins.js"
import type { Pins } from "../core/resolve/index.js"
import { generators } from "../generators/index.js"
import { topologyOf } from "./load/find.js"
import { loadTopology } from "./load/load.js"
import { type ProjectOptions, todayOf } from "./options.js"
import { shownPath } from "./places.js"
import { version } from "./version.js"

/** A topology with its files, compiled. */
export interface Project extends Compilation {
  /** The topology's file, absolute. */
  readonly file: string
  /** images.toml beside it, absolute, when it is there. */
  readonly images: string | undefined
  /** Every file that was read, absolute. */
  readonly files: readonly string[]
  /** Paths at which a file would have been read instead, were there one. */
  readonly absent: readonly string[]
  /** All diagnostics in the topology and in images.toml, not yet located. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The file that holds the tags and digests, beside the topology. */
export const imagesName = "images.toml"

/** What is done with a topology beyond what its options say. */
export interface OpenOptions {
  /** Whether to generate too. Default true. */
  readonly generate?: boolean
  /** Findings of an earlier run, which are set apart. Default none. */
  readonly known?: readonly KnownFinding[] | "everything"
}

/** Loads a topology and its images.toml, and compiles them. Undefined `estate` means that it could not even be read. */
export async function openProject(options: ProjectOptions, { generate, known }: OpenOptions = {}): Promise<Project> {
  const found = topologyOf(options.config)
  if (found.kind !== "found") return unread(resolve("topology.ts"), undefined, found.diagnostics)
  const beside = join(dirname(found.file), imagesName)
  const images = existsSync(beside) ? beside : undefined
  const [loaded, pinned] = await Promise.all([
    loadTopology(found.file, { entry: entry(), compilerVersion: version }),
    readPins(images),
  ])
  if (loaded.kind === "failed") return unread(found.file, images, [...loaded.diagnostics, ...pinned.diagnostics])
  const today = new Date(`${todayOf(options)}T00:00:00Z`)
  const compileOptions: CompileOptions = {
    pins: pinned.pins,
    generators,
    today,
    source: basename(found.file),
    ...(options.rule === undefined ? {} : { severities: options.rule }),
    ...(known === undefined ? {} : { known }),
    ...(generate === false ? {} : { prove: (await import("../proof/index.js")).prove }),
  }
  const compilation =
    generate === false
      ? { ...validate(loaded.data, compileOptions), artifacts: [], proof: undefined }
      : compile(loaded.data, compileOptions)
  const files = images === undefined ? loaded.files : [...loaded.files, images]
  const absent = images === undefined ? [...loaded.absent, beside] : loaded.absent
  const diagnostics = withPins(pinned.diagnostics, compilation.diagnostics)
  const artifacts = pinned.diagnostics.length > 0 ? [] : compilation.artifacts
  return { ...compilation, artifacts, diagnostics, file: found.file, images, files, absent }
}

/** What is wrong with images.toml beside what is wrong with the topology; not what only follows from it. */
function withPins(unread: readonly Diagnostic[], diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (unread.length === 0) return diagnostics
  const isUnreadable = unread.some(({ code }) => code === SYNTAX)
  const places = new Set(unread.map(({ path }) => path))
  const others = diagnostics.filter(
    ({ code, path }) =>
      !(isUnreadable && code.startsWith("images/")) && ![...places].some((place) => isAt(path, place)),
  )
  return [...unread, ...others]
}

function isAt(path: string, place: string): boolean {
  return place !== "" && (path === place || path.startsWith(`${place}/`))
}

const SYNTAX = "images/syntax" as const

async function readPins(
  file: string | undefined,
): Promise<{ readonly pins: Pins; readonly diagnostics: readonly Diagnostic[] }> {
  if (file === undefined) return { pins: {}, diagnostics: [] }
  const { readToml } = await import("../formats/toml.js")
  const { data, errors } = await readToml(readFileSync(file, "utf8"))
  if (errors.length === 0) return parsePins(data)
  const diagnostics = errors.map(({ message, line, column }) => ({
    code: SYNTAX,
    severity: "error" as const,
    message,
    path: "",
    help: 'Write a table an image, [redis], and in it a line an environment: default = "7-alpine".',
    position: { file: shownPath(file), line, column },
  }))
  return { pins: {}, diagnostics }
}

function unread(file: string, images: string | undefined, diagnostics: readonly Diagnostic[]): Project {
  const nothing = { accepted: [], known: [], gone: [] }
  return {
    file,
    images,
    files: [],
    absent: [],
    estate: undefined,
    artifacts: [],
    proof: undefined,
    diagnostics,
    ...nothing,
  }
}

/** What a topology's `import … from "groundplan"` stands for: this package's own library, wherever it is installed. */
function entry(): string {
  const bundled = fileURLToPath(new URL("./index.js", import.meta.url))
  return pathToFileURL(existsSync(bundled) ? bundled : fileURLToPath(new URL("../index.js", import.meta.url))).href
}
