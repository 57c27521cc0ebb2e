/**
 * HCL as Terraform and Terragrunt read it: `*.tf`, `*.tfvars`, `root.hcl`, `terragrunt.hcl`.
 *
 * Constructors are partial (a name that HCL can't hold throws), {@link print} is total, and what it prints is what
 * `terraform fmt` would leave alone. Values are nodes, never text to paste: there is no raw node and no heredoc.
 */

import { LineWriter, type Origin } from "./origin.js"
import { merged, type Variable } from "./text.js"

/** Columns after which a list or a call is broken over lines; strings are never broken. */
export const WIDTH = 100

/** One file. */
export interface Document {
  /** Comment lines at the top, without `#`; empty for none. */
  readonly header: readonly string[]
  /** Where the header, and the blank line under it, come from. */
  readonly headerOrigin: Origin
  /** Its attributes and blocks, in order. */
  readonly body: Body
}

/** What stands in a file or between a block's braces, in order. */
export type Body = readonly BodyItem[]

/** One item of a body. A blank line is printed around each block by itself; a {@link Gap} asks for one elsewhere. */
export type BodyItem = Attribute | Block | Gap

/** `name = value` in a body. */
export interface Attribute {
  readonly kind: "attribute"
  /** An identifier. */
  readonly name: string
  /** What stands after `=`. */
  readonly value: Expression
  /** Where its lines come from, unless a part of the value says otherwise. */
  readonly origin: Origin
  /** Comment lines above it, without `#`. */
  readonly comment: readonly string[]
}

/** `type "label" { … }`. */
export interface Block {
  readonly kind: "block"
  /** An identifier: `resource`, `dependency`. */
  readonly type: string
  /** Printed in quotation marks, in order; empty for none. */
  readonly labels: readonly string[]
  /** What stands between its braces; empty prints `{}`. */
  readonly body: Body
  /** Where its first and last line come from. */
  readonly origin: Origin
  /** Comment lines above it, without `#`. */
  readonly comment: readonly string[]
}

/** One blank line; none at the start or end of a body, and never two in a row. */
export interface Gap {
  readonly kind: "gap"
}

/** `key = value` in an object. */
export interface Entry {
  readonly kind: "entry"
  /** Any string; quoted unless a plain identifier. */
  readonly key: string
  /** What stands after `=`. */
  readonly value: Expression
  /** Where it comes from; `undefined` inherits the surrounding origin. */
  readonly origin: Origin | undefined
  /** Comment lines above it, without `#`. */
  readonly comment: readonly string[]
}

/** A value, or what yields one when Terraform or Terragrunt evaluates it. */
export type Expression =
  | StringNode
  | TemplateNode
  | NumberNode
  | BoolNode
  | NullNode
  | ListNode
  | ObjectNode
  | ReferenceNode
  | CallNode
  | FromNode

/** `"…"` without interpolation. */
export interface StringNode {
  readonly kind: "string"
  /** The characters meant, not yet escaped. */
  readonly value: string
}

/** `"…${…}…"`: neighbouring literals merged, empty ones dropped, at least one part an expression. */
export interface TemplateNode {
  readonly kind: "template"
  /** Literals, not yet escaped, and what is put between them. */
  readonly parts: readonly (string | Expression)[]
}

/** `42`, `-1.5`. */
export interface NumberNode {
  readonly kind: "number"
  /** Finite. */
  readonly value: number
}

/** `true`, `false`. */
export interface BoolNode {
  readonly kind: "bool"
  /** Which of the two. */
  readonly value: boolean
}

/** `null`. */
export interface NullNode {
  readonly kind: "null"
}

/** `[a, b]`. */
export interface ListNode {
  readonly kind: "list"
  /** In order. */
  readonly items: readonly Expression[]
}

/** `{ … }`: keys are unique. */
export interface ObjectNode {
  readonly kind: "object"
  /** In order; keys differ once normalised (NFC). */
  readonly entries: readonly (Entry | Gap)[]
}

/** `var.name`, `dependency.network.outputs.id`, and a bare keyword such as `string` in a type. */
export interface ReferenceNode {
  readonly kind: "reference"
  /** Identifiers joined by dots. */
  readonly path: string
}

/** `name(a, b)`. */
export interface CallNode {
  readonly kind: "call"
  /** `merge`, `provider::google::id`. */
  readonly name: string
  /** In order. */
  readonly args: readonly Expression[]
}

/** Another expression whose lines, where it stands on lines of its own, come from `origin`. */
export interface FromNode {
  readonly kind: "from"
  /** Where the lines come from. */
  readonly origin: Origin
  /** What is printed. */
  readonly expression: Expression
}

/** The document as text; ends with one newline. */
export function print(document: Document): string {
  return walk(document, false).text
}

/** The origin of each printed line, in order. */
export function lineOrigins(document: Document): readonly Origin[] {
  return walk(document, true).origins
}

/** A file: `document(["Generated."], "constant:terraform/header", body)`. Refuses an attribute that stands twice. */
export function document(header: readonly string[], headerOrigin: Origin, body: Body): Document {
  refuseTwice(body)
  return { header: header.flatMap(commentLines), headerOrigin, body }
}

/** `name = value`. Refuses a name that is not an identifier; `comment` may hold several lines. */
export function attribute(name: string, value: Expression, origin: Origin, comment?: string): Attribute {
  return { kind: "attribute", name: identifier(name), value, origin, comment: commentLines(comment) }
}

/**
 * `type "label" { … }`; `comment` may hold several lines. Refuses a type that is not an identifier, an attribute that
 * stands twice, and a label that would need an escape: Terraform allows none there, and `terraform fmt` drops such a label.
 */
export function block(type: string, labels: readonly string[], body: Body, origin: Origin, comment?: string): Block {
  for (const label of labels) {
    if (escaped(wellFormed(label)) !== label) throw new Error(`Not an HCL block label: ${JSON.stringify(label)}`)
  }
  refuseTwice(body)
  return { kind: "block", type: identifier(type), labels, body, origin, comment: commentLines(comment) }
}

/** One blank line. */
export const gap: Gap = { kind: "gap" }

/** A literal string: everything in it means itself, `${` too. Refuses lone surrogates. */
export function str(value: string): StringNode {
  return { kind: "string", value: wellFormed(value) }
}

/**
 * A string with values in it; takes a `Text` as it is.
 *
 * `["gs://", env("BUCKET"), "/", ref("local.path")]` → `"gs://${var.bucket}/${local.path}"`; one lone value → itself.
 */
export function template(parts: readonly (string | Variable | Expression)[]): Expression {
  const whole = merged(parts.map(templatePart))
  const [only] = whole
  if (only === undefined) return str("")
  if (whole.length === 1) return typeof only === "string" ? str(only) : only
  for (const part of whole) if (typeof part === "string") wellFormed(part)
  return { kind: "template", parts: whole }
}

function templatePart(part: string | Variable | Expression): string | Expression {
  if (typeof part === "string") return part
  if ("unset" in part) return ref(`var.${variableName(part)}`)
  return part.kind === "string" ? part.value : part
}

/** The Terraform variable that stands for a run-time variable: `REDIS_DB` → `redis_db`. Names that differ in case share it. */
function variableName(variable: Variable): string {
  return variable.name.toLowerCase()
}

/** A number. Refuses NaN and the infinities. */
export function num(value: number): NumberNode {
  if (!Number.isFinite(value)) throw new RangeError(`HCL has no number ${value}`)
  return { kind: "number", value }
}

/** `true` or `false`. */
export function bool(value: boolean): BoolNode {
  return { kind: "bool", value }
}

/** `null`. */
export const nil: NullNode = { kind: "null" }

/** `[a, b]`: on one line where it fits and holds no object, otherwise one item a line. */
export function list(items: readonly Expression[]): ListNode {
  return { kind: "list", items }
}

/** A list of literal strings. */
export function strings(values: readonly string[]): ListNode {
  return { kind: "list", items: values.map(str) }
}

/**
 * `{ key = value }`, one entry a line. Refuses a key that stands twice; Terraform compares them normalised (NFC).
 *
 * A record is the short form for keys known here; keys that come from data go through {@link entry}, because JavaScript
 * moves integer-like keys of a record to its front.
 */
export function object(entries: readonly (Entry | Gap)[] | Readonly<Record<string, Expression>>): ObjectNode {
  if (!isEntries(entries))
    return { kind: "object", entries: Object.keys(entries).map((key) => entry(key, entries[key]!)) }
  const seen = new Set<string>()
  for (const item of entries) {
    if (item.kind === "gap") continue
    const key = item.key.normalize()
    if (seen.has(key)) throw new Error(`An HCL object holds the key ${JSON.stringify(item.key)} twice`)
    seen.add(key)
  }
  return { kind: "object", entries }
}

/** `key = value` in an object; any string is a key, it is quoted where it must be. */
export function entry(key: string, value: Expression, origin?: Origin, comment?: string): Entry {
  return { kind: "entry", key: wellFormed(key), value, origin, comment: commentLines(comment) }
}

/** A path of identifiers: `ref("dependency.network.outputs.id")`, `ref("string")`. Refuses everything else. */
export function ref(path: string): ReferenceNode {
  return { kind: "reference", path: dotted(path) }
}

/** `name(a, b)`: `call("jsonencode", object({ … }))`, `call("list", ref("string"))`. */
export function call(name: string, ...args: readonly Expression[]): CallNode {
  return { kind: "call", name: functionName(name), args }
}

/** Gives an expression an origin of its own, for an item of a list or an argument of a call. */
export function from(origin: Origin, expression: Expression): FromNode {
  return { kind: "from", origin, expression }
}

/**
 * Spells a literal string.
 *
 * `${` and `%{` open a template and are written `$${` and `%%{`; a lone `$` or `%` means itself, so `$${` is `$$${`.
 * Characters that a reader can't see, or that reorder what he sees, are written `\uXXXX`.
 */
export function quote(value: string): string {
  return `"${escaped(value)}"`
}

const SPECIAL =
  /["\\\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[$%](?=\{)/g
/** The same without the `g` flag, which would give `test` a memory. */
const HAS_SPECIAL = new RegExp(SPECIAL.source)

function escaped(value: string): string {
  // A function, because `$$` in a replacement string means `$`.
  return HAS_SPECIAL.test(value) ? value.replace(SPECIAL, escapeSequence) : value
}

function escapeSequence(character: string): string {
  switch (character) {
    case '"':
      return '\\"'
    case "\\":
      return "\\\\"
    case "\n":
      return "\\n"
    case "\r":
      return "\\r"
    case "\t":
      return "\\t"
    case "$":
      return "$$"
    case "%":
      return "%%"
    default:
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  }
}

function walk(document: Document, origins: boolean): LineWriter {
  const out = new LineWriter({ origins })
  for (const line of document.header) out.line(commentLine("", line), document.headerOrigin)
  if (document.header.length > 0 && document.body.length > 0) out.line("", document.headerOrigin)
  writeItems(out, document.body, "", document.headerOrigin)
  return out
}

type Item = BodyItem | Entry

/** A run of one-line rows that `terraform fmt` aligns: neighbours, with no comment, blank line or longer value between. */
interface Run {
  readonly leads: string[]
  readonly values: string[]
  readonly origins: Origin[]
}

function writeItems(out: LineWriter, items: readonly Item[], indent: string, parent: Origin): void {
  const run: Run = { leads: [], values: [], origins: [] }
  let previous: Item | undefined
  let wanted = false
  for (const item of items) {
    if (item.kind === "gap") {
      wanted = previous !== undefined
      continue
    }
    const origin = item.origin ?? parent
    const blank = wanted || (previous !== undefined && (item.kind === "block" || previous.kind === "block"))
    if (blank || item.kind === "block" || item.comment.length > 0) closeRun(out, run, indent)
    if (blank) out.line("", origin)
    for (const line of item.comment) out.line(commentLine(indent, line), origin)
    if (item.kind === "block") writeBlock(out, item, indent)
    else writeRow(out, item, run, indent, origin)
    previous = item
    wanted = false
  }
  closeRun(out, run, indent)
}

function writeBlock(out: LineWriter, block: Block, indent: string): void {
  const head = block.labels.reduce((text, label) => `${text} "${label}"`, indent + block.type)
  if (block.body.length === 0) {
    out.line(`${head} {}`, block.origin)
    return
  }
  out.line(`${head} {`, block.origin)
  writeItems(out, block.body, `${indent}  `, block.origin)
  out.line(`${indent}}`, block.origin)
}

function writeRow(out: LineWriter, row: Attribute | Entry, run: Run, indent: string, origin: Origin): void {
  const lead = row.kind === "attribute" ? row.name : spellKey(row.key)
  const oneLine = fit(row.value, WIDTH - indent.length - lead.length - 3)
  if (oneLine !== undefined) {
    run.leads.push(lead)
    run.values.push(oneLine)
    run.origins.push(origin)
    return
  }
  closeRun(out, run, indent)
  writeBroken(out, row.value, { lead: `${indent}${lead} = `, tail: "", indent }, origin)
}

function closeRun(out: LineWriter, run: Run, indent: string): void {
  const { leads, values, origins } = run
  if (leads.length === 0) return
  const widths = leads.map(columns)
  const widest = widths.reduce((most, width) => Math.max(most, width), 0)
  for (let i = 0; i < leads.length; i++) {
    out.line(`${indent}${leads[i]}${" ".repeat(widest - widths[i]!)} = ${values[i]}`, origins[i]!)
  }
  leads.length = values.length = origins.length = 0
}

/** What surrounds an expression: the text before it on its first line, after it on its last, and that line's indent. */
interface Frame {
  readonly lead: string
  readonly tail: string
  readonly indent: string
}

/** Writes an expression that has no one-line form, or on one line where its frame leaves room for it. */
function writeValue(out: LineWriter, value: Expression, frame: Frame, parent: Origin): void {
  const oneLine = fit(value, WIDTH - frame.lead.length - frame.tail.length)
  const origin = value.kind === "from" ? value.origin : parent
  if (oneLine === undefined) writeBroken(out, value, frame, parent)
  else out.line(frame.lead + oneLine + frame.tail, origin)
}

function writeBroken(out: LineWriter, value: Expression, frame: Frame, origin: Origin): void {
  const { lead, tail, indent } = frame
  const inner = `${indent}  `
  switch (value.kind) {
    case "from":
      writeBroken(out, value.expression, frame, value.origin)
      return
    case "object":
      out.line(`${lead}{`, origin)
      writeItems(out, value.entries, inner, origin)
      out.line(`${indent}}${tail}`, origin)
      return
    case "list":
      out.line(`${lead}[`, origin)
      for (const item of value.items) writeValue(out, item, { lead: inner, tail: ",", indent: inner }, origin)
      out.line(`${indent}]${tail}`, origin)
      return
    case "call":
      writeCall(out, value, frame, origin)
      return
    default:
      out.line(lead + inline(value) + tail, origin)
  }
}

/** `f(a, {` … `})` where only the last argument needs lines of its own, otherwise one argument a line. */
function writeCall(out: LineWriter, value: CallNode, frame: Frame, origin: Origin): void {
  const last = value.args.at(-1)
  const open = `${frame.lead}${value.name}(`
  if (last === undefined) {
    out.line(`${open})${frame.tail}`, origin)
    return
  }
  const inner = `${frame.indent}  `
  const before = fitAll(value.args.slice(0, -1), WIDTH - open.length)
  const long = value.args.length === 1 || fit(last, WIDTH - inner.length) === undefined
  if (before !== undefined && long && brackets(last)) {
    const lead = before === "" ? open : `${open}${before}, `
    writeBroken(out, last, { lead, tail: `)${frame.tail}`, indent: frame.indent }, origin)
    return
  }
  out.line(open, origin)
  value.args.forEach((argument, at) => {
    const tail = at < value.args.length - 1 ? "," : ""
    writeValue(out, argument, { lead: inner, tail, indent: inner }, origin)
  })
  out.line(`${frame.indent})${frame.tail}`, origin)
}

/** Whether an expression's lines stand between its own brackets, so that it can follow an opening parenthesis. */
function brackets(value: Expression): boolean {
  switch (value.kind) {
    case "object":
      return value.entries.length > 0
    case "list":
      return value.items.length > 0
    case "call":
      return value.args.length > 0
    case "from":
      return brackets(value.expression)
    default:
      return false
  }
}

/** The expression on one line, or `undefined` where it should stand on several: it holds an object, or needs more room. */
function fit(value: Expression, room: number): string | undefined {
  switch (value.kind) {
    case "from":
      return fit(value.expression, room)
    case "object":
      return value.entries.length === 0 ? "{}" : undefined
    case "list": {
      const items = fitAll(value.items, room - 2)
      return items === undefined ? undefined : `[${items}]`
    }
    case "call": {
      const [first] = value.args
      // A lone string that is too long is no shorter on a line of its own.
      if (value.args.length === 1 && first?.kind === "string") return inline(value)
      const args = fitAll(value.args, room - value.name.length - 2)
      return args === undefined ? undefined : `${value.name}(${args})`
    }
    default:
      return inline(value)
  }
}

/** Comma-separated expressions on one line, given up as soon as the room is used, which keeps printing linear. */
function fitAll(values: readonly Expression[], room: number): string | undefined {
  let joined = ""
  for (const value of values) {
    const spelled = fit(value, room - joined.length)
    if (spelled === undefined) return undefined
    joined = joined === "" ? spelled : `${joined}, ${spelled}`
    if (joined.length > room) return undefined
  }
  return joined
}

/** The expression on one line, whatever its length. */
function inline(value: Expression): string {
  switch (value.kind) {
    case "string":
      return quote(value.value)
    case "template":
      return spellTemplate(value.parts)
    case "number":
      return String(value.value)
    case "bool":
      return value.value ? "true" : "false"
    case "null":
      return "null"
    case "list":
      return `[${value.items.map(inline).join(", ")}]`
    case "object":
      return inlineObject(value)
    case "reference":
      return value.path
    case "call":
      return `${value.name}(${value.args.map(inline).join(", ")})`
    case "from":
      return inline(value.expression)
  }
}

/** With `:`, because `terraform fmt` takes the first `=` of a line for the one to align. */
function inlineObject(value: ObjectNode): string {
  const rows = value.entries.flatMap((item) =>
    item.kind === "gap" ? [] : [`${spellKey(item.key)} : ${inline(item.value)}`],
  )
  return rows.length === 0 ? "{}" : `{ ${rows.join(", ")} }`
}

/** A literal `$` before an interpolation would spell the escape `$${`, so it is written by its number there. */
function spellTemplate(parts: TemplateNode["parts"]): string {
  let spelled = '"'
  parts.forEach((part, at) => {
    if (typeof part !== "string") spelled += interpolation(inline(part))
    else if (part.endsWith("$") && at < parts.length - 1) spelled += `${escaped(part.slice(0, -1))}\\u0024`
    else spelled += escaped(part)
  })
  return `${spelled}"`
}

/** `terraform fmt` keeps braces of its own apart: `${ {` … `} }`. */
function interpolation(value: string): string {
  const before = value.startsWith("{") ? " " : ""
  const after = value.endsWith("}") ? " " : ""
  return `\${${before}${unsigned(value)}${after}}`
}

/** `terraform fmt` takes a minus sign after `${` for a subtraction, unless in parentheses. */
function unsigned(value: string): string {
  return value.startsWith("-") ? `(${value})` : value
}

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/
/** `for` as first key opens a for expression; the others are quoted so that no reader has to think. */
const KEYWORDS: ReadonlySet<string> = new Set(["for", "in", "if", "else", "endif", "endfor", "true", "false", "null"])

function spellKey(key: string): string {
  return PLAIN_KEY.test(key) && !KEYWORDS.has(key) ? key : quote(key)
}

const ASCII = /^[\u0000-\u007f]*$/
/** Made when first needed: it takes longer than all else that this module does while it is loaded. */
let graphemes: Intl.Segmenter | undefined

/**
 * The width that `terraform fmt` gives to the left side of a row: the grapheme clusters of each of its tokens. Quotation
 * marks and what follows a `$`, a `%` or an escaped `${` are tokens of their own: a combining mark there joins nothing.
 */
function columns(lead: string): number {
  if (ASCII.test(lead)) return lead.length
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" })
  let count = 2
  for (const token of lead.slice(1, -1).split(/(?<=[$%]\{?)/)) for (const _ of graphemes.segment(token)) count++
  return count
}

function commentLine(indent: string, line: string): string {
  return line === "" ? `${indent}#` : `${indent}# ${line}`
}

const NO_COMMENT: readonly string[] = []

/** The lines of a comment. A control character is no part of prose and becomes a space. */
function commentLines(comment: string | undefined): readonly string[] {
  if (comment === undefined) return NO_COMMENT
  return wellFormed(comment)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g, " ").trimEnd())
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_-]*$/

function identifier(name: string): string {
  if (!IDENTIFIER.test(name)) throw new Error(`Not an HCL identifier: ${JSON.stringify(name)}`)
  return name
}

function refuseTwice(body: Body): void {
  const seen = new Set<string>()
  for (const item of body) {
    if (item.kind !== "attribute") continue
    if (seen.has(item.name)) throw new Error(`An HCL body holds the attribute ${item.name} twice`)
    seen.add(item.name)
  }
}

const PATH = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*$/

function dotted(path: string): string {
  if (!PATH.test(path)) throw new Error(`Not a path of HCL identifiers: ${JSON.stringify(path)}`)
  return path
}

const FUNCTION = /^[A-Za-z_][A-Za-z0-9_-]*(?:::[A-Za-z_][A-Za-z0-9_-]*)*$/

function functionName(name: string): string {
  if (!FUNCTION.test(name)) throw new Error(`Not an HCL function name: ${JSON.stringify(name)}`)
  return name
}

/** Half of a surrogate pair has no UTF-8 form, and Terraform would read U+FFFD. With the `u` flag only halves match. */
const LONE_SURROGATE = /[\ud800-\udfff]/u

function wellFormed(value: string): string {
  if (LONE_SURROGATE.test(value)) throw new Error(`Half of a surrogate pair can't be written: ${JSON.stringify(value)}`)
  return value
}

function isEntries(
  entries: readonly (Entry | Gap)[] | Readonly<Record<string, Expression>>,
): entries is readonly (Entry | Gap)[] {
  return Array.isArray(entries)
}
