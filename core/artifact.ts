import type { Origin } from "./origin.js"

/** One file to be written under the output directory. */
export interface Artifact {
  /** Relative to the output directory, `/` between folders, no `..`. */
  readonly path: string
  /** The whole file; ends with one newline. */
  readonly content: string
  /** Whether the file is meant to be run. Default false. */
  readonly executable?: boolean
  /** The environment whose files it belongs to: `staging`. Absent when it is shared by all. */
  readonly environment?: string
  /** The origin of each line of `content`, computed anew at each call: it costs a second print. */
  readonly origins: () => readonly Origin[]
}

/** How a format turns one of its documents into lines. */
export interface Format<D> {
  /** The whole text, with one newline at the end. */
  readonly print: (document: D) => string
  /** One origin a line of what `print` returns. */
  readonly lineOrigins: (document: D) => readonly Origin[]
}

/**
 * Prints a document as an artifact.
 *
 * The document is built for printing and dropped; asking for the origins builds it again. So no more than one is held at a time,
 * however many artifacts there are.
 */
export function artifact<D>(
  path: string,
  build: () => D,
  format: Format<D>,
  options: { readonly executable?: boolean; readonly environment?: string } = {},
): Artifact {
  return { path, content: format.print(build()), ...options, origins: () => format.lineOrigins(build()) }
}

/** Part of the first line of every artifact that has comments: by it a file is known that the ledger does not have. */
export const GENERATED_BY = "by `groundplan build`"

/** The first lines of every artifact: where it comes from, and what to change instead of it. */
export function header(shared: { readonly source: string }): readonly string[] {
  return [`Generated from ${shared.source} ${GENERATED_BY}.`, `Edits are lost: change ${shared.source} instead.`]
}

/** The origin of header lines. */
export const HEADER_ORIGIN: Origin = "constant:core/artifact"
