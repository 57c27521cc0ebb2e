import { type Comment, commentLines } from "./comment.js"
import { LineWriter, type Origin } from "./origin.js"

/** A YAML document: comment lines, a blank line when there are any, then one map. */
export interface YamlDocument {
  /** Comment lines at the top, without `# `. */
  readonly header: readonly string[]
  /** The origin of every header line and of the blank line below it. */
  readonly headerOrigin: Origin
  /** Its sections. */
  readonly root: YamlMap
}

/** Whatever may stand as a value. */
export type YamlValue = YamlMap | YamlSequence | YamlFlow | YamlScalar | YamlTagged

/** A value of one line, apart from strings that print as a literal block. */
export type YamlScalar = YamlString | YamlNumber | YamlBoolean | YamlNull

/** Keys and values in the order given; prints as a block, or `{}` when empty. */
export interface YamlMap {
  readonly kind: "map"
  /** No two of the same key. */
  readonly entries: readonly YamlEntry[]
  /** Whether a blank line stands between entries. */
  readonly spaced: boolean
}

/** A collection with a local tag before it: `!reset []`. A scalar could not have one: readers would take it for a string. */
export interface YamlTagged {
  readonly kind: "tagged"
  /** Without its `!`: letters. */
  readonly tag: string
  /** What the tag is about. */
  readonly value: YamlMap | YamlSequence | YamlFlow
}

/** One key with its value. */
export interface YamlEntry {
  /** At most 1000 characters as printed. */
  readonly key: string
  /** On the line of the key, or in a block below it. */
  readonly value: YamlValue
  /** The origin of the line that holds the key, and of all lines of a scalar value. */
  readonly origin: Origin
  /** Comment lines above the key, without `# `. */
  readonly comment: readonly string[]
  /** The origin of its comment lines. */
  readonly commentOrigin: Origin
}

/** Items in the order given, one a line; prints as a block, or `[]` when empty. */
export interface YamlSequence {
  readonly kind: "sequence"
  /** In the order given. */
  readonly items: readonly YamlItem[]
}

/** One item of a sequence. */
export interface YamlItem {
  /** Behind its dash, maps and sequences too. */
  readonly value: YamlValue
  /** As in {@link YamlEntry}; the line of `- key: value` has the origin of that first entry, being nearer. */
  readonly origin: Origin
  /** Comment lines above the item, without `# `. */
  readonly comment: readonly string[]
}

/** Scalars on one line, its strings quoted: `["CMD", "pg_isready"]`. Shares the origin of its entry or item. */
export interface YamlFlow {
  readonly kind: "flow"
  /** In the order given. */
  readonly values: readonly YamlScalar[]
}

/** A string. */
export interface YamlString {
  readonly kind: "string"
  /** Without lone surrogates. */
  readonly value: string
  /** Whether it is in double quotes always; otherwise only where some reader would take it for something else. */
  readonly quoted: boolean
}

/** A finite number. */
export interface YamlNumber {
  readonly kind: "number"
  /** Finite. */
  readonly value: number
}

/** `true` or `false`. */
export interface YamlBoolean {
  readonly kind: "boolean"
  /** What it says. */
  readonly value: boolean
}

/** `null`. */
export interface YamlNull {
  readonly kind: "null"
}

/** The text of a document; every line ends with a newline. */
export function print(document: YamlDocument): string {
  return written(document, false).text
}

/** The origin of each line that {@link print} yields, in order. */
export function lineOrigins(document: YamlDocument): readonly Origin[] {
  return written(document, true).origins
}

/** The document as plain data, as a reader of its text would see it who knows no tags. A key `__proto__` is a key like others. */
export function toData(document: YamlDocument): Record<string, unknown> {
  return mapData(document.root)
}

/** Builds a document. Header lines are split at line breaks, see {@link commentLines}. */
export function yamlDocument(
  root: YamlMap,
  header: { readonly lines: readonly string[]; readonly origin: Origin },
): YamlDocument {
  return { header: commentLines(header.lines), headerOrigin: header.origin, root }
}

/**
 * Builds a map; entries that are `undefined` are left out.
 *
 * @throws Error when two entries have the same key.
 */
export function yamlMap(entries: readonly (YamlEntry | undefined)[], options?: { readonly spaced?: boolean }): YamlMap {
  const present = presentOnly(entries)
  const repeated = repeatedKey(present)
  if (repeated !== undefined) throw new Error(`A YAML map has the key ${JSON.stringify(repeated)} twice`)
  return { kind: "map", entries: present, spaced: options?.spaced ?? false }
}

/**
 * Builds an entry, or `undefined` when the value is, which {@link yamlMap} leaves out. A comment has the origin of its entry
 * unless it is given one of its own.
 *
 * @throws Error when the key holds a lone surrogate, or is longer than YAML lets a key be (1024 characters as printed).
 */
export function entry(
  key: string,
  value: YamlValue,
  origin: Origin,
  comment?: Comment,
  commentOrigin?: Origin,
): YamlEntry
/** The same for a value that may be absent. */
export function entry(
  key: string,
  value: YamlValue | undefined,
  origin: Origin,
  comment?: Comment,
  commentOrigin?: Origin,
): YamlEntry | undefined
/** Both: refuses what no key can be. */
export function entry(
  key: string,
  value: YamlValue | undefined,
  origin: Origin,
  comment?: Comment,
  commentOrigin: Origin = origin,
): YamlEntry | undefined {
  if (value === undefined) return undefined
  refuseLoneSurrogates(key)
  if (key.length > SHORT_KEY && stringText(key, false).length > LONGEST_KEY) {
    throw new Error(`A YAML key is longer than ${LONGEST_KEY} characters: ${key.slice(0, 40)}…`)
  }
  return { key, value, origin, comment: comment === undefined ? NO_COMMENT : commentLines(comment), commentOrigin }
}

/** Builds a sequence; items that are `undefined` are left out. */
export function seq(items: readonly (YamlItem | undefined)[]): YamlSequence {
  return { kind: "sequence", items: presentOnly(items) }
}

/** Builds an item of a sequence. */
export function item(value: YamlValue, origin: Origin, comment?: Comment): YamlItem {
  return { value, origin, comment: comment === undefined ? NO_COMMENT : commentLines(comment) }
}

/** Builds a sequence on one line. Plain strings are taken as {@link quoted}: `flow(["CMD", "pg_isready"])`. */
export function flow(values: readonly (string | YamlScalar)[]): YamlFlow {
  return { kind: "flow", values: values.map((value) => (typeof value === "string" ? quoted(value) : value)) }
}

/**
 * Builds a string that prints plain where every reader of YAML 1.1 and 1.2 gets the same string back, as a literal
 * block where it has several lines and that is safe, otherwise in double quotes.
 *
 * @throws Error when it holds a lone surrogate, which no YAML can hold.
 */
export function string(value: string): YamlString {
  refuseLoneSurrogates(value)
  return { kind: "string", value, quoted: false }
}

/**
 * Builds a string that is always in double quotes: ports, environment, labels, commands.
 *
 * @throws Error when it holds a lone surrogate, which no YAML can hold.
 */
export function quoted(value: string): YamlString {
  refuseLoneSurrogates(value)
  return { kind: "string", value, quoted: true }
}

/**
 * Builds a number; -0 becomes 0.
 *
 * @throws Error when it is not finite.
 */
export function number(value: number): YamlNumber {
  if (!Number.isFinite(value)) throw new Error(`Not a finite number: ${value}`)
  return { kind: "number", value: value === 0 ? 0 : value }
}

/** Builds a boolean. */
export function boolean(value: boolean): YamlBoolean {
  return value ? TRUE : FALSE
}

/**
 * Puts a local tag before a collection: `tagged("reset", seq([]))` → `!reset []`. Readers that don't know the tag take the value alone.
 *
 * @throws Error when the tag is not made of letters.
 */
export function tagged(tag: string, value: YamlTagged["value"]): YamlTagged {
  if (!TAG.test(tag)) throw new Error(`Not a tag: ${JSON.stringify(tag)}`)
  return { kind: "tagged", tag, value }
}

/** The `null` node. */
export const nothing: YamlNull = { kind: "null" }

const TRUE: YamlBoolean = { kind: "boolean", value: true }
const FALSE: YamlBoolean = { kind: "boolean", value: false }
const NO_COMMENT: readonly string[] = []

/** YAML limits a key that has no `?` before it; an escape makes at most six characters of one. */
const LONGEST_KEY = 1000
const SHORT_KEY = 160

const TAG = /^[A-Za-z]+$/
const LONE_SURROGATE = /\p{Surrogate}/u
/** What must be escaped beyond what JSON escapes: controls, line breaks of YAML 1.1, the byte order mark. */
const JSON_LEAVES_RAW = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g
const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/

function refuseLoneSurrogates(value: string): void {
  if (LONE_SURROGATE.test(value)) throw new Error(`YAML can't hold a lone surrogate: ${JSON.stringify(value)}`)
}

function presentOnly<T>(list: readonly (T | undefined)[]): readonly T[] {
  return (list.includes(undefined) ? list.filter((each) => each !== undefined) : list) as readonly T[]
}

/** Most maps are small, and comparing a few keys is several times faster than filling a set. */
function repeatedKey(entries: readonly YamlEntry[]): string | undefined {
  if (entries.length > 12) {
    const seen = new Set<string>()
    return entries.find(({ key }) => seen.size === seen.add(key).size)?.key
  }
  for (let later = 1; later < entries.length; later += 1) {
    const key = entries[later]!.key
    for (let earlier = 0; earlier < later; earlier += 1) if (entries[earlier]!.key === key) return key
  }
  return undefined
}

function written(document: YamlDocument, origins: boolean): LineWriter {
  const out = new LineWriter({ origins })
  writeComment(out, document.header, "", document.headerOrigin)
  if (document.header.length > 0) out.line("", document.headerOrigin)
  if (document.root.entries.length === 0) out.line("{}", document.headerOrigin)
  writeMap(out, document.root, "", "")
  return out
}

/** `lead` opens the first line (`  - ` in a sequence); `indent` opens the others. Both are equally long. */
function writeMap(out: LineWriter, map: YamlMap, lead: string, indent: string): void {
  const { entries, spaced } = map
  for (let index = 0; index < entries.length; index += 1) {
    const { key, value, origin, comment, commentOrigin } = entries[index]!
    const start = index === 0 ? lead : indent
    if (spaced && index > 0) out.line("", origin)
    if (comment.length > 0) writeComment(out, comment, start, commentOrigin)
    writeValue(out, `${start}${stringText(key, false)}:`, value, indent, origin)
  }
}

function writeSequence(out: LineWriter, sequence: YamlSequence, lead: string, indent: string): void {
  const { items } = sequence
  for (let index = 0; index < items.length; index += 1) {
    const { value, origin, comment } = items[index]!
    const start = index === 0 ? lead : indent
    if (comment.length > 0) writeComment(out, comment, start, origin)
    if (value.kind === "map" && value.entries.length > 0) writeMap(out, value, `${start}- `, `${indent}  `)
    else if (value.kind === "sequence" && value.items.length > 0) writeSequence(out, value, `${start}- `, `${indent}  `)
    else writeValue(out, `${start}-`, value, indent, origin)
  }
}

/** A comment above `- key: value` stands left of the dash. */
function writeComment(out: LineWriter, lines: readonly string[], start: string, origin: Origin): void {
  const indent = start.slice(0, start.length - start.trimStart().length)
  for (const line of lines) out.line(line === "" ? `${indent}#` : `${indent}# ${line}`, origin)
}

/** `before` is the line up to the value: `  image:` or `  -`. */
function writeValue(out: LineWriter, before: string, value: YamlValue, indent: string, origin: Origin): void {
  if (value.kind === "map" && value.entries.length > 0) {
    out.line(before, origin)
    writeMap(out, value, `${indent}  `, `${indent}  `)
  } else if (value.kind === "sequence" && value.items.length > 0) {
    out.line(before, origin)
    writeSequence(out, value, `${indent}  `, `${indent}  `)
  } else if (value.kind === "string" && !value.quoted && isLiteralBlock(value.value)) {
    writeLiteralBlock(out, before, value.value, indent, origin)
  } else if (value.kind === "tagged") {
    writeValue(out, `${before} !${value.tag}`, value.value, indent, origin)
  } else {
    out.line(`${before} ${lineText(value)}`, origin)
  }
}

/** The lines of a literal block are taken as they stand, so an empty one is left empty. */
function writeLiteralBlock(out: LineWriter, before: string, value: string, indent: string, origin: Origin): void {
  const keepsNewline = value.endsWith("\n")
  out.line(keepsNewline ? `${before} |` : `${before} |-`, origin)
  for (const line of (keepsNewline ? value.slice(0, -1) : value).split("\n")) {
    out.line(line === "" ? "" : `${indent}  ${line}`, origin)
  }
}

/**
 * Whether a literal block (`|`) gives the string back under every reader and survives an editor that trims lines:
 * several lines, the first of them starting with neither space nor newline, at most one newline at the end, no blanks
 * at the end of a line, no tab and nothing that needs an escape.
 */
function isLiteralBlock(value: string): boolean {
  return value.includes("\n") && LITERAL_BLOCK.test(value)
}

const LITERAL_BLOCK =
  /^(?=[^ \n])(?:[ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*(?<! )\n)*(?:[ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]+(?<! )\n?)$/u

/** A value that takes one line: a scalar, a flow, an empty map or sequence. */
function lineText(value: YamlValue): string {
  switch (value.kind) {
    case "string":
      return stringText(value.value, value.quoted)
    case "number":
      return numberText(value.value)
    case "boolean":
      return value.value ? "true" : "false"
    case "null":
      return "null"
    case "flow":
      return `[${value.values.map(flowText).join(", ")}]`
    case "map":
      return "{}"
    case "sequence":
      return "[]"
    case "tagged":
      return `!${value.tag} ${lineText(value.value)}`
  }
}

/** Inside `[…]` a plain string would have `,` and brackets to fear too, so strings are quoted there. */
function flowText(value: YamlScalar): string {
  return value.kind === "string" ? stringText(value.value, true) : lineText(value)
}

/**
 * Spells a string on one line; the one place where strings are escaped.
 *
 * YAML 1.1 reads `22:22`, `on`, `0777`, `1_000` and dates as something else, 1.2 reads `1e3` and `0o17` so; `: `, ` #` and
 * leading indicators end or begin something. So a string is plain only where {@link PLAIN} knows it to be harmless.
 * Double-quoted YAML takes every escape of JSON.
 */
function stringText(value: string, mustQuote: boolean): string {
  if (!mustQuote && PLAIN.test(value) && !(value.length <= 5 && RESERVED.test(value))) return value
  if (NEEDS_NO_ESCAPE.test(value)) return `"${value}"`
  return JSON.stringify(value).replace(JSON_LEAVES_RAW, unicodeEscape)
}

/**
 * Begins with a letter, `/`, `./`, `../` or `${`; or with a digit where a letter or slash follows that no number, date or
 * base-60 spelling has (`30s`, `10.0.0.0/24`, `7-alpine`). Then ASCII that means nothing inside a plain scalar, with single
 * spaces and colons between, so that there is neither `: ` nor ` #` nor a blank at the end.
 */
const PLAIN =
  /^(?:[A-Za-z/]|\.\.?\/|\$\{|[0-9](?=[\w.:+-]*[g-mp-su-wyG-MP-SU-WY/]))[\w./$@%+=,(){}[\]?!*&;'"<>|^~\\-]*(?:[: ][\w./$@%+=,(){}[\]?!*&;'"<>|^~\\-]+)*$/

/** Words that YAML 1.1 (`yes`, `on`, `y`) or 1.2 (`true`, `null`) reads as something else, in any case. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i

/** YAML 1.1 reads a float only where there is a dot: `1e+21` → `1.0e+21`. */
function numberText(value: number): string {
  const text = String(value)
  return text.includes("e") && !text.includes(".") ? text.replace("e", ".0e") : text
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
}

function mapData(map: YamlMap): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  for (const { key, value } of map.entries) {
    if (key !== "__proto__") data[key] = valueData(value)
    else Object.defineProperty(data, key, { value: valueData(value), ...ORDINARY })
  }
  return data
}

const ORDINARY = { enumerable: true, configurable: true, writable: true }

function valueData(value: YamlValue): unknown {
  switch (value.kind) {
    case "map":
      return mapData(value)
    case "sequence":
      return value.items.map((each) => valueData(each.value))
    case "flow":
      return value.values.map(valueData)
    case "string":
    case "number":
    case "boolean":
      return value.value
    case "null":
      return null
    case "tagged":
      return valueData(value.value)
  }
}
