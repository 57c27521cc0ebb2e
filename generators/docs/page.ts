import { type Artifact, artifact, type Format, HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Shared } from "../../core/estate.js"
import type { Origin } from "../../core/origin.js"
import { fence, type Markdown, table as markdownTable, md } from "../../formats/markdown.js"
import * as mermaid from "../../formats/mermaid.js"
import type { Drawing } from "./graph.js"

declare const piece: unique symbol

/** Markdown that an {@link Ink} has set: all that a template may be given. */
export type Piece = string & { readonly [piece]: true }

/** What a template is rendered from. Its every leaf is Markdown already, so a template escapes nothing. */
export interface View {
  readonly [name: string]: Piece | boolean | undefined | View | readonly View[] | readonly Piece[]
}

/** A precompiled Handlebars template: prose, with places for pieces. */
export type Template = (view: View) => string

/** One line of a list, or one row of a table, and the place in the topology that it states. */
export interface Row {
  readonly cells: readonly Markdown[]
  readonly origin: Origin
}

/** One line of a list or of a code block. */
export interface Line {
  readonly text: string
  readonly origin: Origin
}

/** A page under the documentation's folder. */
export interface Page {
  /** Relative to the output directory. */
  readonly path: string
  readonly template: Template
  /** Names the template, for the lines that no topology changes: `constant:docs/operations`. */
  readonly name: string
  readonly view: (ink: Ink) => View
}

/**
 * Sets what a page states.
 *
 * A page is printed by one walk for its text and its line map: when the map is asked for, each line that states something
 * carries its origin between two NULs, which neither Markdown nor Mermaid of ours can hold, and which are taken out again.
 */
export class Ink {
  readonly #marked: boolean

  constructor(options: { readonly marked: boolean }) {
    this.#marked = options.marked
  }

  /** Words within a line of prose. The first of a line says where the line comes from. */
  say(text: Markdown, origin: Origin): Piece {
    return this.#line(text, origin) as Piece
  }

  /**
   * A table, one row a line; undefined without rows. Its columns are not padded: a longer cell must change its own line only.
   */
  table(headers: readonly string[], rows: readonly Row[]): Piece | undefined {
    if (rows.length === 0) return undefined
    const cells = rows.map((row) => row.cells)
    const printed = markdownTable(headers.map(md), cells, { padded: false }).trimEnd()
    if (!this.#marked) return printed as Piece
    const lines = printed.split("\n")
    const body = rows.map(({ origin }, index) => this.#line(lines[index + 2]!, origin))
    return [...lines.slice(0, 2), ...body].join("\n") as Piece
  }

  /** A bulleted list; undefined without lines. */
  list(lines: readonly (Line & { readonly text: Markdown })[]): Piece | undefined {
    if (lines.length === 0) return undefined
    return lines.map(({ text, origin }) => this.#line(`- ${text}`, origin)).join("\n") as Piece
  }

  /** A fenced block of commands or paths. */
  code(info: string, lines: readonly Line[]): Piece {
    // A value may hold line breaks; each line of it stands for itself.
    const all = lines.flatMap(({ text, origin }) => text.split("\n").map((line) => ({ text: line, origin })))
    const [open, ...rest] = fence(info, all.map(({ text }) => text).join("\n"))
      .trimEnd()
      .split("\n")
    const body = rest.map((line, index) => (index < all.length ? this.#line(line, all[index]!.origin) : line))
    return [open, ...body].join("\n") as Piece
  }

  /** A fenced Mermaid diagram. */
  diagram({ document, text }: Pick<Drawing, "document" | "text">): Piece {
    const printed = fence("mermaid", text).trimEnd()
    if (!this.#marked) return printed as Piece
    const [open, ...rest] = printed.split("\n")
    const origins = mermaid.lineOrigins(document)
    const body = rest.map((line, index) => (index < origins.length ? this.#line(line, origins[index]!) : line))
    return [open, ...body].join("\n") as Piece
  }

  #line(text: string, origin: Origin): string {
    return this.#marked ? `${MARK}${origin}${MARK}${text}` : text
  }
}

const MARK = "\u0000"

/** Prints a page as an artifact. */
export function pageArtifact(page: Page, shared: Shared, environment?: string): Artifact {
  return artifact(
    page.path,
    () => ({ ...page, header: header(shared) }),
    PAGE,
    environment === undefined ? {} : { environment },
  )
}

interface PrintedPage extends Page {
  readonly header: readonly string[]
}

const PAGE: Format<PrintedPage> = { print, lineOrigins }

function print(page: PrintedPage): string {
  return `${heading(page)}\n${body(page, false)}`
}

function lineOrigins(page: PrintedPage): readonly Origin[] {
  const own = `constant:docs/${page.name}`
  const lines = body(page, true).trimEnd().split("\n")
  // The comments, and the empty line below them.
  const above = [...page.header, ""].map(() => HEADER_ORIGIN)
  return [...above, ...lines.map((line) => originIn(line) ?? own)]
}

function heading({ header }: PrintedPage): string {
  return header.map((line) => `${comment(line)}\n`).join("")
}

/** The page below its heading. What a template leaves out leaves empty lines behind; one of several is kept. */
function body(page: PrintedPage, marked: boolean): string {
  const rendered = page.template(page.view(new Ink({ marked })))
  return `${rendered.replace(marked ? EMPTY_MARKED : EMPTY, "\n\n").trim()}\n`
}

/** Several empty lines. An empty line of a code block has an origin, but is as empty. */
const EMPTY = /\n{3,}/g
const EMPTY_MARKED = /\n(?:(?:\u0000[^\u0000]*\u0000)?\n){2,}/g

function originIn(line: string): Origin | undefined {
  const start = line.indexOf(MARK)
  return start < 0 ? undefined : line.slice(start + 1, line.indexOf(MARK, start + 1))
}

/** An HTML comment, which two hyphens in a row would end. */
function comment(line: string): string {
  return `<!-- ${line.replace(/-(?=-)/g, "- ")} -->`
}
