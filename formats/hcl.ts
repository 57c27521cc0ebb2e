/**
 * HCL as Terraform and Terragrunt read it: `*.tf`, `*.tfvars`, `root.hcl`, `terragrunt.hcl`.
 *
 * Constructors are partial (a name that HCL can't hold throws), {@link print} is total, and what it prints is what
 * `terraform fmt` would leave alone. Values are nodes, never text to paste: there is no raw node and no heredoc.
 */

import { LineWriter, type Origin } from "./origin.js"
import type { Variable } from "./text.js"

/** Columns after which a list, a call, a conditional or a `for` is broken over lines; strings are never broken. */
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
  | IndexNode
  | GetNode
  | SplatNode
  | CallNode
  | ConditionalNode
  | BinaryNode
  | NotNode
  | ForListNode
  | ForObjectNode
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

/** `of[key]`. */
export interface IndexNode {
  readonly kind: "index"
  /** What is indexed. */
  readonly of: Expression
  /** A string, a number, or what yields one. */
  readonly key: Expression
}

/** `of.path`. */
export interface GetNode {
  readonly kind: "get"
  /** What is looked into. */
  readonly of: Expression
  /** Identifiers joined by dots. */
  readonly path: string
}

/** `of[*]`. */
export interface SplatNode {
  readonly kind: "splat"
  /** A list. */
  readonly of: Expression
}

/** `name(a, b)`. */
export interface CallNode {
  readonly kind: "call"
  /** `merge`, `provider::google::id`. */
  readonly name: string
  /** In order. */
  readonly args: readonly Expression[]
  /** Whether the last argument is a list to spread: `name(a, b...)`. */
  readonly expand: boolean
}

/** `condition ? yes : no`. */
export interface ConditionalNode {
  readonly kind: "conditional"
  /** Yields a bool. */
  readonly condition: Expression
  /** The value where it holds. */
  readonly yes: Expression
  /** The value where it does not. */
  readonly no: Expression
}

/** An operator between two values. */
export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||" | "+" | "-" | "*" | "/" | "%"

/** `left operator right`. */
export interface BinaryNode {
  readonly kind: "binary"
  /** What is done with the two. */
  readonly operator: Operator
  /** In parentheses where it is an operation. */
  readonly left: Expression
  /** In parentheses where it is an operation. */
  readonly right: Expression
}

/** `!value`. */
export interface NotNode {
  readonly kind: "not"
  /** Yields a bool. */
  readonly value: Expression
}

/** `[for name, name in source : value if condition]`. */
export interface ForListNode {
  readonly kind: "for-list"
  /** The element's name, or key and element. */
  readonly names: readonly string[]
  /** A list, set, map or object. */
  readonly source: Expression
  /** One element of the result. */
  readonly value: Expression
  /** Which elements are kept; `undefined` keeps all. */
  readonly condition: Expression | undefined
}

/** `{ for name, name in source : key => value if condition }`. */
export interface ForObjectNode {
  readonly kind: "for-object"
  /** The element's name, or key and element. */
  readonly names: readonly string[]
  /** A list, set, map or object. */
  readonly source: Expression
  /** A key of the result. */
  readonly key: Expression
  /** The value under that key. */
  readonly value: Expression
  /** Which entries are kept; `undefined` keeps all. */
  readonly condition: Expression | undefined
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
  const merged: (string | Expression)[] = []
  for (const part of parts) {
    const value = templatePart(part)
    const last = merged.at(-1)
    if (value === "") continue
    if (typeof value === "string" && typeof last === "string") merged[merged.length - 1] = last + value
    else merged.push(value)
  }
  const [only] = merged
  if (only === undefined) return str("")
  if (merged.length === 1) return typeof only === "string" ? str(only) : only
  for (const part of merged) if (typeof part === "string") wellFormed(part)
  return { kind: "template", parts: merged }
}

function templatePart(part: string | Variable | Expression): string | Expression {
  if (typeof part === "string") return part
  if ("unset" in part) return ref(`var.${variableName(part)}`)
  return part.kind === "string" ? part.value : part
}

/** The Terraform variable that stands for a run-time variable: `REDIS_DB` → `redis_db`. Names that differ in case share it. */
export function variableName(variable: Variable): string {
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

/** `of[key]`: `index(ref("module.vm"), "api")` → `module.vm["api"]`. */
export function index(
  of: Expression,
  key: string | number | ReferenceNode | IndexNode | GetNode | CallNode,
): IndexNode {
  return {
    kind: "index",
    of,
    key: typeof key === "string" ? str(key) : typeof key === "number" ? num(key) : key,
  }
}

/** `of.path`: `get(index(ref("module.vm"), "api"), "address")` → `module.vm["api"].address`. */
export function get(of: Expression, path: string): GetNode {
  return { kind: "get", of, path: dotted(path) }
}

/** `of[*]`; what follows applies to each element: `get(splat(ref("vm.api")), "id")` → `vm.api[*].id`. */
export function splat(of: Expression): SplatNode {
  return { kind: "splat", of }
}

/** `name(a, b)`: `call("jsonencode", object({ … }))`, `call("list", ref("string"))`. */
export function call(name: string, ...args: readonly Expression[]): CallNode {
  return { kind: "call", name: functionName(name), args, expand: false }
}

/** `name(a, b...)`: the last argument is a list whose elements are the remaining arguments. */
export function expand(name: string, ...args: readonly Expression[]): CallNode {
  if (args.length === 0) throw new Error(`${name}(...) spreads nothing`)
  return { kind: "call", name: functionName(name), args, expand: true }
}

/** `condition ? yes : no`. */
export function conditional(condition: Expression, yes: Expression, no: Expression): ConditionalNode {
  return { kind: "conditional", condition, yes, no }
}

/** `left operator right`; operands that are themselves operations are put in parentheses. */
export function binary(left: Expression, operator: Operator, right: Expression): BinaryNode {
  return { kind: "binary", operator, left, right }
}

/** `!value`. */
export function not(value: Expression): NotNode {
  return { kind: "not", value }
}

/** `[for names in source : value if condition]`; one name is the element, two are key and element. */
export function forList(
  names: readonly [string] | readonly [string, string],
  source: Expression,
  value: Expression,
  condition?: Expression,
): ForListNode {
  return { kind: "for-list", names: names.map(identifier), source, value, condition }
}

/** `{ for names in source : key => value if condition }`; one name is the element, two are key and element. */
export function forObject(
  names: readonly [string] | readonly [string, string],
  source: Expression,
  entry: { readonly key: Expression; readonly value: Expression },
  condition?: Expression,
): ForObjectNode {
  return { kind: "for-object", names: names.map(identifier), source, key: entry.key, value: entry.value, condition }
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
    case "conditional":
      // Without parentheses a line break would end the attribute, and `} : {` would be indented by `terraform fmt`.
      out.line(`${lead}(`, origin)
      writeValue(out, value.condition, { lead: inner, tail: "", indent: inner }, origin)
      writeValue(out, value.yes, { lead: `${inner}? `, tail: "", indent: inner }, origin)
      writeValue(out, value.no, { lead: `${inner}: `, tail: "", indent: inner }, origin)
      out.line(`${indent})${tail}`, origin)
      return
    case "for-list":
    case "for-object":
      out.line(`${lead}${value.kind === "for-list" ? "[" : "{"}`, origin)
      writeForValue(out, value, inner, origin)
      if (value.condition !== undefined) out.line(inner + after("if", inline(value.condition)), origin)
      out.line(`${indent}${value.kind === "for-list" ? "]" : "}"}${tail}`, origin)
      return
    default:
      out.line(lead + inline(value) + tail, origin)
  }
}

function writeForValue(out: LineWriter, node: ForListNode | ForObjectNode, indent: string, origin: Origin): void {
  const lead = indent + forHead(node)
  const oneLine = fit(node.value, WIDTH - lead.length)
  if (oneLine === undefined) writeBroken(out, node.value, { lead, tail: "", indent }, origin)
  else out.line(lead + (node.kind === "for-list" ? oneLine : unsigned(oneLine)), origin)
}

/** `f(a, {` … `})` where only the last argument needs lines of its own, otherwise one argument a line. */
function writeCall(out: LineWriter, value: CallNode, frame: Frame, origin: Origin): void {
  const last = value.args.at(-1)
  const end = value.expand ? "...)" : ")"
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
    writeBroken(out, last, { lead, tail: end + frame.tail, indent: frame.indent }, origin)
    return
  }
  out.line(open, origin)
  value.args.forEach((argument, at) => {
    const tail = at < value.args.length - 1 ? "," : value.expand ? "..." : ""
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
    case "for-list":
    case "for-object":
      return true
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
      return args === undefined ? undefined : `${value.name}(${args}${value.expand ? "...)" : ")"}`
    }
    case "conditional":
    case "for-list":
    case "for-object": {
      if (holdsObject(value)) return undefined
      const spelled = inline(value)
      return spelled.length > room ? undefined : spelled
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

/** Whether a conditional or a `for` yields an object that should stand on lines of its own. */
function holdsObject(value: Expression): boolean {
  switch (value.kind) {
    case "object":
      return value.entries.length > 0
    case "from":
      return holdsObject(value.expression)
    case "list":
      return value.items.some(holdsObject)
    case "call":
      return value.args.some(holdsObject)
    case "conditional":
      return holdsObject(value.yes) || holdsObject(value.no)
    case "for-list":
    case "for-object":
      return holdsObject(value.value)
    default:
      return false
  }
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
    case "index":
      return `${operand(value.of)}[${inline(value.key)}]`
    case "get":
      return `${operand(value.of)}.${value.path}`
    case "splat":
      return `${operand(value.of)}[*]`
    case "call":
      return `${value.name}(${value.args.map(inline).join(", ")}${value.expand ? "...)" : ")"}`
    case "conditional":
      return `${branch(value.condition)} ? ${branch(value.yes)} : ${branch(value.no)}`
    case "binary":
      return `${term(value.left)} ${value.operator} ${term(value.right)}`
    case "not":
      return `!${operand(value.value)}`
    case "for-list":
      return `[${forHead(value)}${inline(value.value)}${forTail(value)}]`
    case "for-object":
      return `{ ${forHead(value)}${unsigned(inline(value.value))}${forTail(value)} }`
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

function forHead(value: ForListNode | ForObjectNode): string {
  const head = `for ${value.names.join(", ")} ${after("in", branch(value.source))} : `
  return value.kind === "for-list" ? head : `${head}${branch(value.key)} => `
}

function forTail(value: ForListNode | ForObjectNode): string {
  return value.condition === undefined ? "" : ` ${after("if", inline(value.condition))}`
}

/** `terraform fmt` reads `if (` as a call and `if [` as an index, and spaces them so. */
function after(word: "in" | "if", value: string): string {
  const spelled = unsigned(value)
  return spelled.startsWith("(") || (word === "if" && spelled.startsWith("[")) ? word + spelled : `${word} ${spelled}`
}

/** `terraform fmt` takes a minus sign after `${`, `=>`, `in` or `if` for a subtraction, unless in parentheses. */
function unsigned(value: string): string {
  return value.startsWith("-") ? `(${value})` : value
}

/** An expression before `[`, `.` or after `!`: in parentheses unless it binds as tightly as they do. */
function operand(value: Expression): string {
  switch (value.kind) {
    case "reference":
    case "index":
    case "get":
    case "splat":
    case "call":
    case "list":
    case "for-list":
      return inline(value)
    case "from":
      return operand(value.expression)
    default:
      return `(${inline(value)})`
  }
}

/** An expression beside an operator: in parentheses where it is an operation itself. */
function term(value: Expression): string {
  switch (value.kind) {
    case "binary":
    case "conditional":
      return `(${inline(value)})`
    case "from":
      return term(value.expression)
    default:
      return inline(value)
  }
}

/** An expression beside `?`, `:` or `=>`: in parentheses where it is a conditional itself. */
function branch(value: Expression): string {
  switch (value.kind) {
    case "conditional":
      return `(${inline(value)})`
    case "from":
      return branch(value.expression)
    default:
      return inline(value)
  }
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
