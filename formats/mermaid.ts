/**
 * Mermaid flowcharts, for `.mmd` files and for fences in Markdown.
 *
 * Ids are neutral and every label is quoted, so what a label says can't change what the diagram means. Constructors are
 * partial, {@link print} is total. Written for Mermaid 10 and 11, because the version that draws it on a forge is unknown.
 */

import { LineWriter, type Origin } from "./origin.js"

/** Mermaid refuses a diagram with more edges; a document can't raise the limit. */
export const MAX_EDGES = 500

/** Mermaid refuses a longer text, counted in UTF-16 code units; a document can't raise the limit. */
export const MAX_TEXT = 50_000

/** One flowchart. */
export interface Document {
  /** Where its arrows run to. */
  readonly direction: Direction
  /** Comment lines at the top, without `%%`, none of them empty. */
  readonly header: readonly string[]
  /** Where the header and the direction come from. */
  readonly headerOrigin: Origin
  /** Its nodes and subgraphs, in order. */
  readonly children: readonly Child[]
  /** Its arrows, in order; an end is an id among the children. */
  readonly edges: readonly Edge[]
}

/** Where the arrows run to: top to bottom, bottom to top, left to right, right to left. */
export type Direction = "TB" | "BT" | "LR" | "RL"

/** What stands in a flowchart or in a subgraph, in order. */
export type Child = Node | Subgraph

/** One box. */
export interface Node {
  readonly kind: "node"
  /** Neutral, see {@link neutralId}; unique in the document. */
  readonly id: string
  /** What it shows, in lines parted by `\n`; white space within a line is single spaces. */
  readonly label: string
  /** Its outline. */
  readonly shape: Shape
  /** Where its line comes from. */
  readonly origin: Origin
}

/** The outline of a node. `hexagon` is spelled with `{{`, which Jekyll would take for its own. */
export type Shape = "rect" | "rounded" | "stadium" | "cylinder" | "subroutine" | "circle" | "diamond" | "hexagon"

/** A titled frame around nodes. */
export interface Subgraph {
  readonly kind: "subgraph"
  /** Neutral, see {@link neutralId}; unique in the document. */
  readonly id: string
  /** As a node's label. */
  readonly title: string
  /** What it frames; never empty. */
  readonly children: readonly Child[]
  /** `undefined` inherits the direction around it. */
  readonly direction: Direction | undefined
  /** Where its own lines come from. */
  readonly origin: Origin
}

/** An arrow between two nodes or subgraphs. */
export interface Edge {
  /** The id that it starts at. */
  readonly from: string
  /** The id that it points to. */
  readonly to: string
  /** As a node's label; `undefined` for none. */
  readonly label: string | undefined
  /** How its line is drawn. */
  readonly style: EdgeStyle
  /** Where its line comes from. */
  readonly origin: Origin
}

/** The line of an edge. */
export type EdgeStyle = "solid" | "dotted" | "thick"

/** The diagram as text; ends with one newline. */
export function print(document: Document): string {
  return walk(document, false).text
}

/** The origin of each printed line, in order. */
export function lineOrigins(document: Document): readonly Origin[] {
  return walk(document, true).origins
}

/** Whether Mermaid would draw it: at most {@link MAX_EDGES} edges and {@link MAX_TEXT} characters. */
export function fits(document: Document): boolean {
  return printIfFits(document) !== undefined
}

/** The diagram as text, unless it is more than Mermaid would draw, see {@link fits}. */
export function printIfFits(document: Document): string | undefined {
  if (document.edges.length > MAX_EDGES) return undefined
  const text = print(document)
  return text.length > MAX_TEXT ? undefined : text
}

/** Comment lines, for the top of a text that was printed without: what {@link print} would begin with. */
export function printHeader(lines: readonly string[]): string {
  return lines
    .flatMap(commentLines)
    .map((line) => `${headerLine(line)}\n`)
    .join("")
}

/**
 * Builds a flowchart. Refuses an id that stands twice (Mermaid would keep the node in one of the two places without a
 * word) and an edge to an id that doesn't stand in it.
 */
export function document(parts: {
  /** Where its arrows run to. */
  readonly direction: Direction
  /** Comment lines; empty ones are dropped. Default none. */
  readonly header?: readonly string[]
  /** Where the header and the direction come from. */
  readonly headerOrigin: Origin
  /** Nodes and subgraphs, in order. */
  readonly children: readonly Child[]
  /** Default none. */
  readonly edges?: readonly Edge[]
}): Document {
  const { direction, header = [], headerOrigin, children, edges = [] } = parts
  const ids = new Set<string>()
  register(children, ids)
  for (const edge of edges) {
    for (const id of [edge.from, edge.to])
      if (!ids.has(id)) throw new Error(`An edge names no node: ${JSON.stringify(id)}`)
  }
  return { direction, header: header.flatMap(commentLines), headerOrigin, children, edges }
}

/** Builds a box. Refuses an id that some version of Mermaid misreads (see {@link neutralId}) and an empty label. */
export function node(
  id: string,
  label: string,
  origin: Origin,
  options: {
    /** Default `rect`. */
    readonly shape?: Shape
  } = {},
): Node {
  return { kind: "node", id: neutralId(id), label: visible(label), shape: options.shape ?? "rect", origin }
}

/** Builds a frame. Refuses what {@link node} refuses, and to be empty: Mermaid draws an empty subgraph as a node. */
export function subgraph(
  id: string,
  title: string,
  children: readonly Child[],
  origin: Origin,
  /** Default: the direction around it. */
  direction?: Direction,
): Subgraph {
  if (children.length === 0) throw new Error(`The subgraph ${JSON.stringify(id)} is empty`)
  return { kind: "subgraph", id: neutralId(id), title: visible(title), children, direction, origin }
}

/** Builds an arrow. A label without visible characters is none. */
export function edge(
  from: string,
  to: string,
  origin: Origin,
  options: {
    /** Default none. */
    readonly label?: string
    /** Default `solid`. */
    readonly style?: EdgeStyle
  } = {},
): Edge {
  const label = normalLabel(options.label ?? "")
  return {
    from: neutralId(from),
    to: neutralId(to),
    label: label || undefined,
    style: options.style ?? "solid",
    origin,
  }
}

/**
 * Returns the id if every version of Mermaid reads it as one: `[a-z][a-z0-9_]*`, no keyword, and without the words that
 * older lexers find inside ids (`default`, `graph`, a final `_end`). Ids like `n12` or `vm_3` are always fine.
 */
export function neutralId(id: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(id) || MISREAD.test(id)) throw new Error(`Not a neutral id: ${JSON.stringify(id)}`)
  return id
}

const MISREAD =
  /^(?:end|flowchart|style|class|classdef|click|call|href|linkstyle|interpolate|direction)$|default|graph|_end$/

/**
 * A label as it is drawn: white space and control characters become single spaces, lines are trimmed and parted by `\n`,
 * empty lines at both ends dropped. Refuses lone surrogates.
 */
export function normalLabel(label: string): string {
  if (TIDY.test(label)) return label
  if (/[\ud800-\udfff]/u.test(label))
    throw new Error(`Half of a surrogate pair can't be written: ${JSON.stringify(label)}`)
  if (!/[\s\u0000-\u001f\u007f-\u009f]/.test(label)) return label
  return label
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => line.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim())
    .join("\n")
    .replace(/^\n+|\n+$/g, "")
}

/** Lines of words with single spaces between them, in ASCII: most labels. */
const TIDY = /^[!-~]+(?:[ \n][!-~]+)*$/

/**
 * Spells a label between its quotation marks, where only `"` ends it. `#code;` is Mermaid's own escape, resolved after
 * everything else that looks into a label: its directives (`%%{`), icons (`fa:fa-user`), formulas (`$$`), the Markdown that
 * versions 10 and 11 see in plain labels, and the page around the diagram (a fence, Jekyll's `{{`).
 *
 * In a label of several lines Mermaid's sanitizer resolves the escapes one step early, because it meets `<br/>`: there a
 * literal `\n`, `fa:fa-user` or `$$x$$` is drawn as a line break, an icon or a formula. Markup stays text there too.
 */
export function quote(label: string): string {
  if (INERT.test(label)) return `"${label}"`
  return `"${label.split("\n").map(escapeLine).join("<br/>")}"`
}

/**
 * What is active anywhere; at the start of a line; in company (`$$`, `%%`, `{{`, `://`, `fa:`); and a `_` that could begin
 * or end emphasis. `ﬂ` and `¶` are what Mermaid writes for `#` and `;` while it parses.
 */
const ACTIVE =
  /["#&<>`\\|*~[\]ﬂ¶\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|^[-+=]|(?<=^\d+)[.)](?= |$)|\$(?=\$)|(?<=\$)\$|%(?=%)|(?<=%)%|\{(?=[{%])|:(?=\/\/)|(?<=fa[bklrs]?):|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g
/** The same without the `g` flag, which would give `test` a memory. */
const HAS_ACTIVE = new RegExp(ACTIVE.source)

/** Most labels, told by a glance at their characters: the patterns above look around each of them, which takes ten times as long. */
const INERT = /^[A-Za-z][A-Za-z0-9 ,()'/.?!@-]*$/

/** Mermaid cuts the last `;` off a line that holds `style`, a colon and then a `#`: there no colon may stand. */
const STYLE_LIKE = /style|classDef/

function escapeLine(line: string): string {
  const escaped = HAS_ACTIVE.test(line) ? line.replace(ACTIVE, reference) : line
  return STYLE_LIKE.test(escaped) ? escaped.replace(/:/g, reference) : escaped
}

function reference(character: string): string {
  switch (character) {
    case '"':
      return "#quot;"
    case "&":
      return "#amp;"
    case "<":
      return "#lt;"
    case ">":
      return "#gt;"
    default:
      return `#${character.codePointAt(0)};`
  }
}

const BRACKETS = {
  rect: ["[", "]"],
  rounded: ["(", ")"],
  stadium: ["([", "])"],
  cylinder: ["[(", ")]"],
  subroutine: ["[[", "]]"],
  circle: ["((", "))"],
  diamond: ["{", "}"],
  hexagon: ["{{", "}}"],
} as const satisfies Record<Shape, readonly [string, string]>

const ARROWS = { solid: "-->", dotted: "-.->", thick: "==>" } as const satisfies Record<EdgeStyle, string>

function walk(document: Document, origins: boolean): LineWriter {
  const out = new LineWriter({ origins })
  for (const line of document.header) out.line(headerLine(line), document.headerOrigin)
  out.line(`flowchart ${document.direction}`, document.headerOrigin)
  writeChildren(out, document.children, "  ")
  for (const edge of document.edges) out.line(`  ${spellEdge(edge)}`, edge.origin)
  return out
}

function headerLine(line: string): string {
  return line === "" ? "%%" : `%% ${line}`
}

function writeChildren(out: LineWriter, children: readonly Child[], indent: string): void {
  for (const child of children) {
    if (child.kind === "node") {
      out.line(indent + spellNode(child), child.origin)
      continue
    }
    out.line(`${indent}subgraph ${child.id}[${quote(child.title)}]`, child.origin)
    if (child.direction !== undefined) out.line(`${indent}  direction ${child.direction}`, child.origin)
    writeChildren(out, child.children, `${indent}  `)
    out.line(`${indent}end`, child.origin)
  }
}

function spellNode(node: Node): string {
  const [open, close] = BRACKETS[node.shape]
  return node.id + open + quote(node.label) + close
}

/** With spaces around the arrow: `a---ops` would be a circle at the end of an edge to `ps`. */
function spellEdge(edge: Edge): string {
  const label = edge.label === undefined ? "" : `|${quote(edge.label)}|`
  return `${edge.from} ${ARROWS[edge.style]}${label} ${edge.to}`
}

function register(children: readonly Child[], ids: Set<string>): void {
  for (const child of children) {
    if (ids.has(child.id)) throw new Error(`The id ${JSON.stringify(child.id)} stands twice`)
    ids.add(child.id)
    if (child.kind === "subgraph") register(child.children, ids)
  }
}

function visible(label: string): string {
  const normal = normalLabel(label)
  if (normal === "") throw new Error("A label in a Mermaid diagram is empty")
  return normal
}

/** The lines of a comment, where a directive (`%%{`) would still be read, and a bare `%%` would swallow the next line. */
function commentLines(comment: string): readonly string[] {
  const lines = normalLabel(comment)
    .replace(/%(?=%)/g, "% ")
    .split("\n")
  return lines.filter((line) => line !== "").map((line) => line.replace(/^\{/, "({"))
}
