import { readFileSync } from "node:fs"
import { extname } from "node:path"
import type { Diagnostic, Position } from "../../core/diagnostic.js"
import { tomlPosition } from "../../formats/toml.js"
import { type Pointer, segments } from "../../schema/pointer.js"
import { shownPath } from "../places.js"
import { sourceLocator } from "./source.js"
import { yamlLocator } from "./yaml.js"

/** The user's files, in which places are looked for. */
export interface Sources {
  /** The topology. */
  readonly file: string
  /** images.toml, when there is one. */
  readonly images?: string
}

/** Tells where a pointer stands in the user's files. */
export interface Locator {
  /**
   * The place of a value: its literal, or its key when it is an object or a list; of the nearest key above it when nothing
   * stands there; `undefined` when that can't be proved. With `key`, always its key.
   */
  readonly positionOf: (pointer: Pointer, options?: { readonly key?: boolean }) => Position | undefined
}

/**
 * Adds the places of diagnostics and of their notes, where they can be proved.
 *
 * The parser is loaded only when there is something to locate.
 */
export async function locate(diagnostics: readonly Diagnostic[], sources: Sources): Promise<readonly Diagnostic[]> {
  if (!diagnostics.some(isLocatable)) return diagnostics
  return located(diagnostics, await locatorFor(sources))
}

/** The same with a locator that is there already. */
export function located(diagnostics: readonly Diagnostic[], locator: Locator): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => withPlaces(diagnostic, locator))
}

/** Makes a locator for a topology of any kind and its images.toml. Reads both; loads the parser that the topology needs. */
export async function locatorFor(sources: Sources): Promise<Locator> {
  const { images } = sources
  return withImages(
    await topologyLocator(sources.file),
    images === undefined ? undefined : { file: shownPath(images), text: readFileSync(images, "utf8") },
  )
}

/** A topology's locator that finds places in images.toml too; undefined where there is none. `file` is as it is shown. */
export function withImages(
  topology: Locator,
  images: { readonly file: string; readonly text: string } | undefined,
): Locator {
  return {
    positionOf: (pointer, options) => {
      if (!pointer.startsWith("images:")) return topology.positionOf(pointer, options)
      return images === undefined ? undefined : imagesPosition(pointer.slice("images:".length), images)
    },
  }
}

function topologyLocator(file: string): Promise<Locator> {
  const isYaml = extname(file) === ".yaml" || extname(file) === ".yml"
  return isYaml ? yamlLocator(file) : sourceLocator(file)
}

function imagesPosition(
  pointer: string,
  { file, text }: { readonly file: string; readonly text: string },
): Position | undefined {
  for (let path = segments(pointer); path.length > 0; path = path.slice(0, -1)) {
    const found = tomlPosition(text, path)
    if (found !== undefined) return { file, line: found.line, column: found.column }
  }
  return undefined
}

/** The root's place is of use only for what the schema says of it. */
function isOwnLocatable({ position, path, code }: Diagnostic): boolean {
  return position === undefined && (path !== "" || code.startsWith("schema/"))
}

function isLocatable(diagnostic: Diagnostic): boolean {
  return (
    isOwnLocatable(diagnostic) ||
    (diagnostic.notes ?? []).some((note) => note.path !== undefined && note.position === undefined)
  )
}

function withPlaces(diagnostic: Diagnostic, locator: Locator): Diagnostic {
  if (!isLocatable(diagnostic)) return diagnostic
  const key = diagnostic.code === "schema/unrecognized_key"
  const notes = diagnostic.notes?.map((note) =>
    note.path === undefined || note.position !== undefined
      ? note
      : { ...note, ...asField(locator.positionOf(note.path)) },
  )
  return {
    ...diagnostic,
    ...(notes === undefined ? {} : { notes }),
    ...(isOwnLocatable(diagnostic) ? asField(locator.positionOf(diagnostic.path, { key })) : {}),
  }
}

function asField(position: Position | undefined): { readonly position?: Position } {
  return position === undefined ? {} : { position }
}
