import { placeOf, scanToml, type TomlEntry, type TomlScan, type TomlSection, tomlStringOf } from "./toml-scan.js"

/** What reading a TOML source yields. */
export interface TomlReading {
  /** The document as plain data, dates as `Date`; `undefined` when there are errors. */
  readonly data: Record<string, unknown> | undefined
  /** What keeps the source from being read; the parser stops at the first. */
  readonly errors: readonly TomlError[]
  /** As {@link tomlPosition} on the same source. */
  readonly positionOf: (path: readonly string[]) => TomlPosition | undefined
}

/** A place in the source; both counts start at 1, columns are UTF-16 code units, a byte order mark has none. */
export interface TomlPosition {
  /** Counts from 1. */
  readonly line: number
  /** Counts from 1. */
  readonly column: number
}

/** Why a source can't be read, and where the parser noticed. */
export interface TomlError extends TomlPosition {
  /** One sentence, on one line. */
  readonly message: string
}

/**
 * Reads a TOML 1.0 source. The parser is loaded when the first source is read.
 *
 * It takes the `\r` at the end of a comment for part of that and refuses it, so it is given `\n` for every `\r\n`; TOML lets
 * readers do that in strings of several lines too.
 */
export async function readToml(source: string): Promise<TomlReading> {
  const { default: parse } = await import("@iarna/toml/parse-string.js")
  const { body } = withoutMark(source)
  let scan: TomlScan | undefined
  const positionOf: TomlReading["positionOf"] = (path) => {
    scan ??= scanToml(body)
    return positionIn(body, scan, path)
  }
  const lines = body.replaceAll("\r\n", "\n")
  try {
    return { data: parse(lines), errors: [], positionOf }
  } catch (error) {
    return { data: undefined, errors: [describe(error, lines)], positionOf }
  }
}

/**
 * Tells where a path stands in a TOML source: its key, in a header or before `=`; an element of an array at its value.
 *
 * Indices are spelled as strings. `undefined` when nothing stands there, or the source can't be followed that far.
 */
export function tomlPosition(source: string, path: readonly string[]): TomlPosition | undefined {
  const { body } = withoutMark(source)
  return positionIn(body, scanToml(body), path)
}

/**
 * Sets one value of a TOML source to a string and leaves every other character as it is: comments, order, line endings.
 *
 * What stands at the path is replaced, be it a string or not. A new key goes below the last one of its table, its `=` under
 * theirs where those are aligned; a new table goes to the end of the source. Doing it twice changes nothing more.
 *
 * `setTomlString('[redis]\nall = "7"\n', ["redis", "all"], "8")` → `'[redis]\nall = "8"\n'`
 *
 * @throws Error when the source can't be followed to its end, when the path is empty, is a table of several lines, goes
 * through something that is not a table or would grow an array, or when the value or a key holds a lone surrogate.
 */
export function setTomlString(source: string, path: readonly string[], value: string): string {
  const { mark, body } = withoutMark(source)
  const scan = scanToml(body)
  if (scan.stoppedAt !== undefined) {
    const { line, column } = positionAt(body, scan.stoppedAt)
    throw new Error(`The TOML can't be followed beyond ${line}:${column}`)
  }
  if (path.length === 0) throw new Error("A path to set has at least one key")
  return mark + edited(body, scan, path, value)
}

function withoutMark(source: string): { readonly mark: string; readonly body: string } {
  return source.startsWith("\ufeff") ? { mark: "\ufeff", body: source.slice(1) } : { mark: "", body: source }
}

function positionIn(source: string, scan: TomlScan, path: readonly string[]): TomlPosition | undefined {
  if (path.length === 0) return { line: 1, column: 1 }
  const place = placeOf(scan, path)
  return place === undefined ? undefined : positionAt(source, place.offset)
}

function positionAt(source: string, offset: number): TomlPosition {
  const before = source.slice(0, offset)
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") }
}

/** The parser's message goes on with the place and an excerpt; its count of characters is right where that of columns is not. */
function describe(error: unknown, source: string): TomlError {
  const { message, pos } = error as { readonly message: string; readonly pos?: number }
  const sentence = message.split("\n", 1)[0]!.replace(/ at row \d+, col \d+, pos \d+:$/, "")
  const place = positionAt(source, Math.max(0, (pos ?? 1) - 1))
  const twice = sentence.startsWith("Can't redefine") ? keyOfLine(source.split("\n")[place.line - 1] ?? "") : undefined
  if (twice === undefined) return { message: sentence, ...place }
  return { message: `${twice.text} stands here a second time`, line: place.line, column: twice.column }
}

/** The header, or the key before `=`, of a line that shows both its ends; an inline table has keys of its own. */
function keyOfLine(line: string): { readonly text: string; readonly column: number } | undefined {
  const [, indent, header, key] =
    /^([ \t]*)(?:(\[\[?[^[\]"'#]+\]\]?)|([A-Za-z0-9_. \t-]*[A-Za-z0-9_-])[ \t]*=(?![ \t]*\{))/.exec(line) ?? []
  const text = header ?? key
  return text === undefined ? undefined : { text, column: (indent ?? "").length + 1 }
}

function edited(source: string, scan: TomlScan, path: readonly string[], value: string): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const ancestor = path.slice(0, depth)
    const rest = path.slice(depth)
    const place = placeOf(scan, ancestor)
    if (place?.kind === "value" && rest.length === 0) return replaced(source, place.start, place.end, value)
    if (place?.kind === "value") return addedInline(source, place, { path, depth, value })
    if (place !== undefined && rest.length === 0) throw new Error(`${spelled(path)} is a table`)
    if (place?.kind === "dotted" && !place.inline) return addedDotted(source, scan, { path, depth, value })
    if (place?.kind === "tables")
      throw new Error(`${spelled(ancestor)} is an array of tables, to which nothing is added`)
    if (place?.kind === "header" && rest.length === 1)
      return addedToSection(source, sectionAt(scan, ancestor), path, value)
  }
  return path.length === 1 ? addedToRoot(source, scan, path, value) : addedTable(source, path, value)
}

function replaced(source: string, start: number, end: number, value: string): string {
  const token = source.slice(start, end)
  const isString = /^(?:"(?!"")|'(?!''))/.test(token)
  if (isString && tomlStringOf(token) === value) return source
  const spelling = token.startsWith("'") && LITERAL.test(value) ? `'${value}'` : basicString(value)
  return source.slice(0, start) + spelling + source.slice(end)
}

/** A key to add: its whole path, and how many of its segments are there already. */
interface Addition {
  readonly path: readonly string[]
  readonly depth: number
  readonly value: string
}

function addedInline(
  source: string,
  place: { readonly start: number; readonly end: number; readonly lastElementEnd: number | undefined },
  { path, depth, value }: Addition,
): string {
  if (source[place.start] !== "{") throw new Error(`${spelled(path.slice(0, depth))} is not a table`)
  const pair = `${path.slice(depth).map(keyText).join(".")} = ${basicString(value)}`
  const at = place.lastElementEnd!
  const isEmpty = at === place.start + 1
  if (isEmpty) return `${source.slice(0, at)} ${pair} ${source.slice(place.end - 1)}`
  return `${source.slice(0, at)}, ${pair}${source.slice(at)}`
}

/** A table made by dotted keys can't have a header, so the new key is dotted too and stands below the last of them. */
function addedDotted(source: string, scan: TomlScan, { path, depth, value }: Addition): string {
  const table = path.slice(0, depth)
  const section = scan.sections.findLast((each) => {
    return each.path.length < depth && each.entries.some((entry) => startsWith(entry.path, table))
  })!
  const last = section.entries.findLast((entry) => startsWith(entry.path, table))!
  return addedLine(source, { section, below: last, key: path.slice(section.path.length), value })
}

function addedToSection(source: string, section: TomlSection, path: readonly string[], value: string): string {
  return addedLine(source, { section, below: section.entries.at(-1), key: path.slice(-1), value })
}

/** A key of the root stands above the first header, or else would belong to that. */
function addedToRoot(source: string, scan: TomlScan, path: readonly string[], value: string): string {
  const [root, first] = scan.sections
  if (root!.entries.length > 0) return addedToSection(source, root!, path, value)
  const line = `${path.map(keyText).join(".")} = ${basicString(value)}`
  const eol = lineEnding(source)
  if (first === undefined) return `${ended(source, eol)}${line}${eol}`
  const lineStart = source.lastIndexOf("\n", first.start) + 1
  return `${source.slice(0, lineStart)}${line}${eol}${eol}${source.slice(lineStart)}`
}

function addedTable(source: string, path: readonly string[], value: string): string {
  const table = path.slice(0, -1)
  const eol = lineEnding(source)
  const above = ended(source, eol)
  const gap = above === "" || /\n\r?\n$/.test(above) ? "" : eol
  const header = `[${table.map(keyText).join(".")}]`
  return `${above}${gap}${header}${eol}${keyText(path.at(-1)!)} = ${basicString(value)}${eol}`
}

interface AddedLine {
  readonly section: TomlSection
  /** The entry to stand below; the header where there is none. */
  readonly below: TomlEntry | undefined
  /** Relative to the section. */
  readonly key: readonly string[]
  readonly value: string
}

function addedLine(source: string, { section, below, key, value }: AddedLine): string {
  const newline = source.indexOf("\n", below?.valueEnd ?? section.end)
  const lineEnd = newline === -1 ? source.length : newline + 1
  const eol = lineEnding(source)
  const name = key.map(keyText).join(".")
  const line = `${indentOf(source, section)}${name}${beforeEquals(source, section, name)}${basicString(value)}`
  return `${ended(source.slice(0, lineEnd), eol)}${line}${eol}${source.slice(lineEnd)}`
}

function indentOf(source: string, section: TomlSection): string {
  const start = section.entries.at(-1)?.keyStart ?? section.start
  const indent = source.slice(source.lastIndexOf("\n", start - 1) + 1, start)
  return /^[ \t]*$/.test(indent) ? indent : ""
}

/** What stands between a new key and its value: as its neighbours have it, padded where all of them share a column. */
function beforeEquals(source: string, { entries }: TomlSection, name: string): string {
  const last = entries.at(-1)
  if (last === undefined) return " = "
  const after = source.slice(last.equals + 1, last.valueStart)
  const isTight = last.equals === last.keyEnd
  const width = last.equals - last.keyStart
  const isPadded = last.equals - last.keyEnd > 1
  const isAligned =
    (isPadded || entries.length > 1) && entries.every((entry) => entry.equals - entry.keyStart === width)
  const pad = isTight ? 0 : isAligned ? Math.max(1, width - name.length) : 1
  return `${" ".repeat(pad)}=${after}`
}

function sectionAt(scan: TomlScan, path: readonly string[]): TomlSection {
  return scan.sections.findLast((section) => section.path.length === path.length && startsWith(section.path, path))!
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((segment, index) => path[index] === segment)
}

function lineEnding(source: string): string {
  const newline = source.indexOf("\n")
  return newline > 0 && source[newline - 1] === "\r" ? "\r\n" : "\n"
}

function ended(source: string, eol: string): string {
  return source === "" || source.endsWith("\n") ? source : source + eol
}

const BARE_KEY = /^[A-Za-z0-9_-]+$/
/** A literal string has no escapes; it holds what is printable, apart from its quote. */
const LITERAL = /^[^'\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*$/
const JSON_LEAVES_RAW = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

function keyText(key: string): string {
  return BARE_KEY.test(key) ? key : basicString(key)
}

/** Spells a string in double quotes, the one place where strings are escaped. Every escape of JSON is one of TOML. */
function basicString(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new Error(`TOML can't hold a lone surrogate: ${JSON.stringify(value)}`)
  return JSON.stringify(value).replace(JSON_LEAVES_RAW, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  })
}

function spelled(path: readonly string[]): string {
  return path.map(keyText).join(".")
}
