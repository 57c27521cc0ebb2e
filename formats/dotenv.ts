import { type Comment, commentLines } from "./comment.js"
import { readComposeText } from "./compose.js"
import { LineWriter, type Origin } from "./origin.js"
import { type Text, text } from "./text.js"

/** An env file as Docker Compose reads it: `.env`, `env_file`. */
export interface DotenvDocument {
  /** In the order printed. */
  readonly nodes: readonly DotenvNode[]
}

/** What an env file is made of. */
export type DotenvNode = DotenvComment | DotenvBlank | DotenvAssignment

/** Comment lines. */
export interface DotenvComment {
  readonly kind: "comment"
  /** Without `# `. */
  readonly lines: readonly string[]
  /** The origin of each line. */
  readonly origin: Origin
}

/** An empty line. */
export interface DotenvBlank {
  readonly kind: "blank"
  /** The origin of the line. */
  readonly origin: Origin
}

/** `NAME=value` with comment lines above. */
export interface DotenvAssignment {
  readonly kind: "assignment"
  /** `[A-Za-z_][A-Za-z0-9_]*` */
  readonly name: string
  /** The value meant, never interpolated; `undefined` leaves it open (`NAME=`), the empty string says so (`NAME=''`). */
  readonly value: string | undefined
  /** Comment lines above, without `# `. */
  readonly comment: readonly string[]
  /** The origin of the assignment and its comment. */
  readonly origin: Origin
}

/** The text of an env file; every line ends with a newline. */
export function print(document: DotenvDocument): string {
  return written(document, false).text
}

/** The origin of each line that {@link print} yields, in order. */
export function lineOrigins(document: DotenvDocument): readonly Origin[] {
  return written(document, true).origins
}

/**
 * Builds an env file.
 *
 * @throws Error when a name is assigned twice: Compose would take the last one and say nothing.
 */
export function dotenvDocument(nodes: readonly DotenvNode[]): DotenvDocument {
  const seen = new Set<string>()
  for (const node of nodes) {
    if (node.kind !== "assignment") continue
    if (seen.has(node.name)) throw new Error(`An env file assigns ${node.name} twice`)
    seen.add(node.name)
  }
  return { nodes }
}

/** Builds comment lines; they are split at line breaks, see {@link commentLines}. */
export function comment(lines: Comment, origin: Origin): DotenvComment {
  return { kind: "comment", lines: commentLines(lines), origin }
}

/** Builds an empty line. */
export function blank(origin: Origin): DotenvBlank {
  return { kind: "blank", origin }
}

/**
 * Builds an assignment, its value left open when `undefined`.
 *
 * @throws Error when the name is not one, or the value holds what no environment can: U+0000 or a lone surrogate.
 */
export function assignment(
  name: string,
  value: string | undefined,
  origin: Origin,
  comment: Comment = [],
): DotenvAssignment {
  if (!NAME.test(name)) throw new Error(`Not a name of a variable: ${JSON.stringify(name)}`)
  if (value !== undefined && UNHOLDABLE.test(value)) {
    throw new Error(`An env file can't hold U+0000 or a lone surrogate, as ${name} has`)
  }
  return { kind: "assignment", name, value, comment: commentLines(comment), origin }
}

/** What reading an env file yields. */
export interface DotenvReading {
  /** In source order; a name may come twice, the last one counts. */
  readonly assignments: readonly ReadAssignment[]
  /** All that Compose would not take, in source order. */
  readonly errors: readonly DotenvError[]
}

/** One assignment found in an env file. */
export interface ReadAssignment {
  /** Letters, digits and `_ . - [ ]`, of any script. */
  readonly name: string
  /** Its value; variables in it stand for other variables. `undefined` for `NAME` without `=`, taken from the shell. */
  readonly value: Text | undefined
  /** The line of the name, from 1. */
  readonly line: number
}

/** Why a line can't be read. */
export interface DotenvError {
  /** One sentence, on one line; never quotes a value, which may be secret. */
  readonly message: string
  /** Counts from 1. */
  readonly line: number
  /** Counts from 1, in UTF-16 code units. */
  readonly column: number
}

/**
 * Reads an env file by Compose's rules: `export` and `NAME: value` are taken, values in single quotes are literal, those in
 * double quotes know `\n`, `\$` and the like, and they and bare ones are interpolated; ` #` begins a comment after a bare one.
 */
export function readDotenv(source: string): DotenvReading {
  const assignments: ReadAssignment[] = []
  const errors: DotenvError[] = []
  let offset = source.startsWith("\ufeff") ? 1 : 0
  const place = placeIn(source)
  for (;;) {
    offset = skipToStatement(source, offset)
    if (offset >= source.length) return { assignments, errors }
    const statement = readStatement(source, offset)
    if (statement.kind === "error") errors.push({ message: statement.message, ...place(statement.index) })
    else assignments.push({ name: statement.name, value: statement.value, line: place(offset).line })
    offset = statement.end
  }
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const UNHOLDABLE = /\0|\p{Surrogate}/u

function written(document: DotenvDocument, origins: boolean): LineWriter {
  const out = new LineWriter({ origins })
  for (const node of document.nodes) writeNode(out, node)
  return out
}

function writeNode(out: LineWriter, node: DotenvNode): void {
  switch (node.kind) {
    case "comment":
      for (const line of node.lines) writeComment(out, line, node.origin)
      break
    case "blank":
      out.line("", node.origin)
      break
    case "assignment":
      for (const line of node.comment) writeComment(out, line, node.origin)
      out.line(`${node.name}=${node.value === undefined ? "" : valueText(node.value)}`, node.origin)
      break
  }
}

function writeComment(out: LineWriter, line: string, origin: Origin): void {
  out.line(line === "" ? "#" : `# ${line}`, origin)
}

/**
 * Spells a value so that nothing in it is interpolated; the one place where values are escaped.
 *
 * Bare where no reader finds anything in it, else in single quotes, where Compose and a shell take all but `'` as it stands
 * (for Compose a backslash before the closing quote would escape it), else in double quotes, where `\$` is a dollar.
 */
function valueText(value: string): string {
  if (BARE.test(value)) return value
  if (SINGLE_QUOTED.test(value)) return `'${value}'`
  return `"${value.replace(/[\\"$\n\r]/g, (character) => DOUBLE_QUOTED_ESCAPE[character]!)}"`
}

const BARE = /^[\w./:@%+,=-]+$/
const SINGLE_QUOTED = /^(?:[^'\n\r]*[^'\n\r\\])?$/
const DOUBLE_QUOTED_ESCAPE: Record<string, string> = { "\\": "\\\\", '"': '\\"', $: "\\$", "\n": "\\n", "\r": "\\r" }

type Statement =
  | { readonly kind: "assignment"; readonly name: string; readonly value: Text | undefined; readonly end: number }
  | { readonly kind: "error"; readonly message: string; readonly index: number; readonly end: number }

/** Blanks as Go's `unicode.IsSpace` has them; `SAME_LINE` are those that Compose allows inside a line. */
const BLANKS = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/y
const SAME_LINE = /[\t\v\f\r \x85\xa0]*/y
const TRAILING_BLANKS = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/
const EXPORT = /export[\t\n\f\r ]+/y
const KEY = /[\p{L}\p{N}_.[\]\-\t\v\f\r \x85\xa0]*/uy

function skip(pattern: RegExp, source: string, offset: number): number {
  pattern.lastIndex = offset
  return pattern.test(source) ? pattern.lastIndex : offset
}

function skipToStatement(source: string, offset: number): number {
  let at = skip(BLANKS, source, offset)
  while (source[at] === "#") at = skip(BLANKS, source, endOfLine(source, at))
  return at
}

function endOfLine(source: string, offset: number): number {
  const newline = source.indexOf("\n", offset)
  return newline === -1 ? source.length : newline
}

function readStatement(source: string, offset: number): Statement {
  const start = skip(SAME_LINE, source, skip(EXPORT, source, offset))
  const separator = skip(KEY, source, start)
  const name = source.slice(start, separator).replace(TRAILING_BLANKS, "")
  const failure = (message: string, index: number): Statement => {
    return { kind: "error", message, index, end: endOfLine(source, index) }
  }
  if (separator >= source.length) return failure("A name at the end of the file has no value", start)
  const character = String.fromCodePoint(source.codePointAt(separator)!)
  if (!"=:\n".includes(character)) return failure(`A name can't hold ${JSON.stringify(character)}`, separator)
  if (name === "") return failure("A value has no name", start)
  if (name.includes(" ")) return failure("A name can't hold a space", start)
  if (character === "\n") return { kind: "assignment", name, value: undefined, end: separator }
  return readValue(source, name, skip(SAME_LINE, source, separator + 1))
}

function readValue(source: string, name: string, offset: number): Statement {
  const quote = source[offset]
  if (quote !== "'" && quote !== '"') {
    const end = endOfLine(source, offset)
    const bare = source.slice(offset, end).split(" #", 1)[0]!.replace(TRAILING_BLANKS, "")
    return interpolated(name, bare, offset, end)
  }
  const end = closingQuote(source, offset)
  if (end === undefined) {
    return { kind: "error", message: `The value of ${name} lacks its closing quote`, index: offset, end: source.length }
  }
  const inner = source.slice(offset + 1, end).replace(ESCAPED_PAIR, (pair) => (pair[1] === quote ? quote : pair))
  if (quote === "'") return { kind: "assignment", name, value: text(inner), end: end + 1 }
  return interpolated(name, inner.replace(ESCAPE, expandEscape), offset, end + 1)
}

/** The message tells no more than the place: what could not be read may be a password with a `$` in it. */
function interpolated(name: string, source: string, index: number, end: number): Statement {
  const reading = readComposeText(source)
  if (reading.kind === "text") return { kind: "assignment", name, value: reading.text, end }
  return { kind: "error", message: `The value of ${name} has a $ that Compose takes for a variable`, index, end }
}

/** In both kinds of quotes a backslash shields the character after it. */
const ESCAPED_PAIR = /\\[\s\S]/g

function closingQuote(source: string, open: number): number | undefined {
  for (let at = open + 1; at < source.length; at += 1) {
    if (source[at] === source[open]) return at
    if (source[at] === "\\") at += 1
  }
  return undefined
}

const ESCAPE = /\\(?:[abcfnrtv$"\\]|0\d{0,3})/g
const EXPANDED: Record<string, string> = {
  "\\a": "\x07",
  "\\b": "\b",
  "\\f": "\f",
  "\\n": "\n",
  "\\r": "\r",
  "\\t": "\t",
  "\\v": "\v",
  "\\\\": "\\",
  '\\"': '"',
  "\\$": "$$",
}

/** `\$` becomes `$$`, for interpolation comes after; `\0101` is octal, `A`; what Go's strings don't know stays (`\c`). */
function expandEscape(sequence: string): string {
  const known = EXPANDED[sequence]
  if (known !== undefined || !sequence.startsWith("\\0")) return known ?? sequence
  const digits = sequence.slice(2)
  return /^[0-3][0-7]{2}$/.test(digits) ? String.fromCharCode(Number.parseInt(digits, 8)) : `\\${digits}`
}

/** Tells the line and column of ever later offsets. */
function placeIn(source: string): (offset: number) => { readonly line: number; readonly column: number } {
  let line = 1
  let lineStart = 0
  return (offset) => {
    for (let newline = source.indexOf("\n", lineStart); newline !== -1 && newline < offset; ) {
      line += 1
      lineStart = newline + 1
      newline = source.indexOf("\n", lineStart)
    }
    return { line, column: offset - lineStart + 1 }
  }
}
