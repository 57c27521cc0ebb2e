import type { Position } from "../position.js"
import { HclMistake, type HclScanner, shown } from "./scanner.js"
import type { HclExpression, HclForDirective, HclIfDirective, HclTemplatePart } from "./syntax.js"

/** Reads the expression that starts at the scanner's current token. */
export type ReadInner = (scanner: HclScanner) => HclExpression

/** How deep `%{if}` and `%{for}` may stand in one another. */
const DEPTH = 100

/** Reads what a quotation mark opened, which is the current token; leaves the scanner behind the one that closes it. */
export function readQuoted(scanner: HclScanner, inner: ReadInner): HclExpression {
  const position = scanner.position()
  const atoms: Atom[] = []
  let strips = false
  while (scanner.source.charCodeAt(scanner.at) !== QUOTE) {
    if (scanner.at >= scanner.source.length) throw new HclMistake("The string is never closed.", position)
    strips = opensSequence(scanner)
      ? readSequence(scanner, inner, atoms)
      : addLiteral(atoms, readQuotedLiteral(scanner, position), strips)
  }
  scanner.at++
  return finished(atoms, position)
}

/** Reads what `<<` or `<<-` opened, which is the current token; leaves the scanner behind the marker that closes it. */
export function readHeredoc(scanner: HclScanner, inner: ReadInner): HclExpression {
  const position = scanner.position()
  const [, dash, marker] = /^<<(-?)(.*?)\r?\n$/.exec(scanner.text())!
  scanner.lineEnded()
  const atoms: Atom[] = []
  let strips = false
  let isLineStart = true
  while (!(isLineStart && closes(scanner, marker!))) {
    if (scanner.at >= scanner.source.length) {
      throw new HclMistake(`The heredoc is never closed: no line says ${marker} alone.`, position)
    }
    if (opensSequence(scanner)) {
      isLineStart = false
      strips = readSequence(scanner, inner, atoms)
    } else {
      const literal = readLineLiteral(scanner)
      isLineStart = literal.endsWith("\n")
      strips = addLiteral(atoms, literal, strips)
    }
  }
  return finished(dash === "-" ? withoutIndent(atoms) : atoms, position)
}

/** Reads a whole source as a template, as `templatefile` does. */
export function readBareTemplate(scanner: HclScanner, inner: ReadInner): HclExpression {
  const position = scanner.here()
  const atoms: Atom[] = []
  let strips = false
  while (scanner.at < scanner.source.length) {
    strips = opensSequence(scanner)
      ? readSequence(scanner, inner, atoms)
      : addLiteral(atoms, readLineLiteral(scanner), strips)
  }
  return finished(atoms, position)
}

/**
 * A template before its directives are put into one another. Literals are cut as HCL cuts them, because `~` strips one of
 * them and a heredoc's indentation is that of each: at line ends, and around `$` and `%`.
 */
type Atom =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "interpolation"; readonly value: HclExpression }
  | { readonly kind: "if"; readonly condition: HclExpression; readonly position: Position }
  | {
      readonly kind: "for"
      readonly keyName: string | undefined
      readonly valueName: string
      readonly collection: HclExpression
      readonly position: Position
    }
  | { readonly kind: "else" | "endif" | "endfor"; readonly position: Position }

const QUOTE = 0x22
const DOLLAR = 0x24
const PERCENT = 0x25
const BACKSLASH = 0x5c
const BRACE = 0x7b
const TILDE = 0x7e

function opensSequence({ source, at }: HclScanner): boolean {
  const code = source.charCodeAt(at)
  return (code === DOLLAR || code === PERCENT) && source.charCodeAt(at + 1) === BRACE
}

/** Adds a literal, and says that what follows is not to be stripped. */
function addLiteral(atoms: Atom[], text: string, strips: boolean): false {
  atoms.push({ kind: "literal", text: strips ? text.replace(LEADING, "") : text })
  return false
}

/** `unicode.IsSpace` of Go. */
const LEADING = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/

/** Reads `${…}` or `%{…}`; says whether it ends with `~}`, which strips the literal after it. */
function readSequence(scanner: HclScanner, inner: ReadInner, atoms: Atom[]): boolean {
  const position = scanner.here()
  const isInterpolation = scanner.source.charCodeAt(scanner.at) === DOLLAR
  scanner.at += 2
  if (scanner.source.charCodeAt(scanner.at) === TILDE) {
    scanner.at++
    stripLast(atoms)
  }
  const outer = scanner.newlines
  scanner.newlines = false
  scanner.advance()
  atoms.push(
    isInterpolation ? { kind: "interpolation", value: inner(scanner) } : readDirective(scanner, inner, position),
  )
  const isClosed = scanner.is("}") || scanner.is("~}")
  if (!isClosed) scanner.fail(`${isInterpolation ? "${" : "%{"} is not closed: } is expected here.`)
  scanner.newlines = outer
  return scanner.is("~}")
}

function stripLast(atoms: Atom[]): void {
  const last = atoms.at(-1)
  if (last?.kind === "literal") atoms[atoms.length - 1] = { kind: "literal", text: trimEnd(last.text) }
}

/** By hand, because an expression that ends with `$` takes quadratic time on a long run of spaces. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && LEADING.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

function readDirective(scanner: HclScanner, inner: ReadInner, position: Position): Atom {
  const keyword = scanner.is("identifier") ? scanner.text() : ""
  if (keyword !== "") scanner.advance()
  switch (keyword) {
    case "if":
      return { kind: "if", condition: inner(scanner), position }
    case "for":
      return { kind: "for", ...readForHead(scanner), collection: inner(scanner), position }
    case "else":
    case "endif":
    case "endfor":
      return { kind: keyword, position }
    default:
      throw new HclMistake("After %{ comes if, else, endif, for or endfor.", position)
  }
}

/** Reads `key, value in` of a for expression or directive; the collection is the current token then. */
export function readForHead(scanner: HclScanner): { readonly keyName: string | undefined; readonly valueName: string } {
  const first = forName(scanner)
  let keyName: string | undefined
  let valueName = first
  if (scanner.is(",")) {
    scanner.advance()
    keyName = first
    valueName = forName(scanner)
  }
  if (!scanner.is("identifier") || scanner.text() !== "in") scanner.fail("A for names its items, then says in.")
  scanner.advance()
  return { keyName, valueName }
}

function forName(scanner: HclScanner): string {
  if (!scanner.is("identifier")) scanner.fail("A for starts with a name for its items.")
  const name = scanner.text()
  scanner.advance()
  return name
}

/** A run without `$` or `%`, or one of them that opens nothing: `$${` is an escaped `${`, and a lone `$` means itself. */
function readQuotedLiteral(scanner: HclScanner, position: Position): string {
  const { source } = scanner
  const marked = readMarked(scanner)
  if (marked !== undefined) return marked
  let text = ""
  let from = scanner.at
  for (;;) {
    const code = source.charCodeAt(scanner.at)
    if (code === BACKSLASH) {
      text += source.slice(from, scanner.at) + readEscape(scanner)
      from = scanner.at
    } else if (code === 0x0a || code === 0x0d) {
      throw new HclMistake("The string is not closed on its line; a line end in it is written \\n.", position)
    } else if (code === QUOTE || code === DOLLAR || code === PERCENT || Number.isNaN(code)) {
      return text + source.slice(from, scanner.at)
    } else {
      scanner.at++
    }
  }
}

function readMarked(scanner: HclScanner): string | undefined {
  const { source, at } = scanner
  const code = source.charCodeAt(at)
  if (code !== DOLLAR && code !== PERCENT) return undefined
  const isEscape = source.charCodeAt(at + 1) === code && source.charCodeAt(at + 2) === BRACE
  scanner.at += isEscape ? 3 : 1
  return isEscape ? source.slice(at + 1, at + 3) : source.charAt(at)
}

/** Up to the end of the line or the next `$` or `%`; a backslash means itself. */
function readLineLiteral(scanner: HclScanner): string {
  const marked = readMarked(scanner)
  if (marked !== undefined) return marked
  const { source } = scanner
  const from = scanner.at
  for (;;) {
    const code = source.charCodeAt(scanner.at)
    if (code === DOLLAR || code === PERCENT || Number.isNaN(code)) return source.slice(from, scanner.at)
    if (code === 0x0d && source.charCodeAt(scanner.at + 1) !== 0x0a) {
      throw new HclMistake("A carriage return stands alone; it goes before a newline.", scanner.here())
    }
    scanner.at++
    if (code === 0x0a) {
      scanner.lineEnded()
      return source.slice(from, scanner.at)
    }
  }
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
])

function readEscape(scanner: HclScanner): string {
  const position = scanner.here()
  const letter = scanner.source.charAt(scanner.at + 1)
  const simple = SIMPLE.get(letter)
  if (simple !== undefined) {
    scanner.at += 2
    return simple
  }
  if (letter !== "u" && letter !== "U") {
    const what = shown(scanner.source, scanner.at + 1)
    throw new HclMistake(`No escape: after a backslash comes n, r, t, ", \\, u or U, but here ${what}.`, position)
  }
  const digits = letter === "u" ? 4 : 8
  const hex = scanner.source.slice(scanner.at + 2, scanner.at + 2 + digits)
  if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) {
    throw new HclMistake(`\\${letter} is followed by ${digits} hexadecimal digits.`, position)
  }
  const point = Number.parseInt(hex, 16)
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
    throw new HclMistake(`\\${letter}${hex} is no character.`, position)
  }
  scanner.at += 2 + digits
  return String.fromCodePoint(point)
}

/** Whether the line says the heredoc's marker alone; then goes behind it. The line must end: Terraform wants a newline there. */
function closes(scanner: HclScanner, marker: string): boolean {
  const { source } = scanner
  let at = scanner.at
  while (isBlank(source.charCodeAt(at))) at++
  if (!source.startsWith(marker, at)) return false
  const end = at + marker.length
  let after = end
  while (isBlank(source.charCodeAt(after))) after++
  if (source.charCodeAt(after) !== 0x0a) return false
  scanner.at = after > end && source.charCodeAt(after - 1) === 0x0d ? after - 1 : after
  return true
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0a) || code === 0x85 || code === 0xa0
}

/** `<<-`: the least indentation of the lines that are not blank is taken off each of them. */
function withoutIndent(atoms: readonly Atom[]): readonly Atom[] {
  let isLineStart = true
  let least = Number.POSITIVE_INFINITY
  const indented = new Set<number>()
  atoms.forEach((atom, index) => {
    const isFirst = isLineStart
    isLineStart = atom.kind === "literal" && atom.text.endsWith("\n")
    if (!isFirst) return
    if (atom.kind !== "literal") {
      least = 0
      return
    }
    const spaces = LEADING.exec(atom.text)?.[0].length ?? 0
    if (spaces === atom.text.length && isLineStart) return
    least = Math.min(least, spaces)
    indented.add(index)
  })
  return atoms.map((atom, index) =>
    atom.kind === "literal" && indented.has(index) ? { kind: "literal", text: atom.text.slice(least) } : atom,
  )
}

function finished(atoms: readonly Atom[], position: Position): HclExpression {
  const parts = nested(atoms)
  const [only] = parts
  if (parts.length === 0) return { kind: "literal", value: "", isExact: true, position }
  if (parts.length === 1 && typeof only === "string") return { kind: "literal", value: only, isExact: true, position }
  return { kind: "template", parts, position }
}

/** A directive that is open. */
interface Open {
  readonly atom: Atom & { readonly kind: "if" | "for" }
  readonly outer: HclTemplatePart[]
  /** The parts before `else`. */
  whenTrue: HclTemplatePart[] | undefined
}

/** Puts directives into one another, and literals that are neighbours together. */
function nested(atoms: readonly Atom[]): readonly HclTemplatePart[] {
  const open: Open[] = []
  let parts: HclTemplatePart[] = []
  let pending: string[] = []
  const flush = () => {
    if (pending.length > 0) parts.push(pending.join(""))
    pending = []
  }
  for (const atom of atoms) {
    if (atom.kind === "literal") {
      pending.push(atom.text)
      continue
    }
    flush()
    switch (atom.kind) {
      case "interpolation":
        parts.push({ kind: "interpolation", value: atom.value })
        break
      case "if":
      case "for":
        if (open.length >= DEPTH)
          throw new HclMistake(`Directives stand in one another deeper than ${DEPTH}.`, atom.position)
        open.push({ atom, outer: parts, whenTrue: undefined })
        parts = []
        break
      case "else": {
        const last = open.at(-1)
        if (last?.atom.kind !== "if" || last.whenTrue !== undefined)
          throw new HclMistake("No %{if} is open for %{else}.", atom.position)
        last.whenTrue = parts
        parts = []
        break
      }
      default: {
        const last = open.pop()
        if (last === undefined || `end${last.atom.kind}` !== atom.kind) {
          throw new HclMistake(`No %{${atom.kind.slice(3)}} is open for %{${atom.kind}}.`, atom.position)
        }
        last.outer.push(directive(last, parts))
        parts = last.outer
      }
    }
  }
  flush()
  const last = open.at(-1)
  if (last !== undefined)
    throw new HclMistake(`%{${last.atom.kind}} is not closed with %{end${last.atom.kind}}.`, last.atom.position)
  return parts
}

function directive({ atom, whenTrue }: Open, parts: readonly HclTemplatePart[]): HclIfDirective | HclForDirective {
  if (atom.kind === "if") {
    return whenTrue === undefined
      ? { kind: "if", condition: atom.condition, whenTrue: parts, whenFalse: [] }
      : { kind: "if", condition: atom.condition, whenTrue, whenFalse: parts }
  }
  const { keyName, valueName, collection } = atom
  return { kind: "for", keyName, valueName, collection, parts }
}
