import { positionOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from "../yaml-nodes.js"
import { type Context, type Lookup, report, type Variable } from "./context.js"
import { type FilledScalar, isUnknown, unknownText } from "./scalars.js"

/**
 * Fills the variables into every value of a tree, not its keys, as Compose does: `$NAME`, `${NAME}`, `${NAME:-default}`,
 * `${NAME:+other}`, `${NAME:?message}`, the same without the colon, one in another, and `$$` for a dollar.
 */
export function interpolated(node: YamlNode, lookup: Lookup, context: Context): YamlNode {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "string" && node.value.includes("$") ? filled(node, lookup, context) : node
    case "list": {
      let changed = false
      const items = node.items.map((item) => {
        const now = interpolated(item, lookup, context)
        changed ||= now !== item
        return now
      })
      return changed ? { ...node, items } : node
    }
    case "map":
      return interpolatedMap(node, lookup, context)
  }
}

function interpolatedMap(node: YamlMap, lookup: Lookup, context: Context): YamlMap {
  let entries: Map<string, YamlEntry> | undefined
  for (const entry of node.entries.values()) {
    const value = interpolated(entry.value, lookup, context)
    if (value === entry.value) continue
    entries ??= new Map(node.entries)
    entries.set(entry.key, { ...entry, value })
  }
  return entries === undefined ? node : { ...node, entries }
}

function filled(node: YamlScalar, lookup: Lookup, context: Context): YamlScalar {
  const variables = new Set<string>()
  const noting: Lookup = (name) => {
    variables.add(name)
    return lookup(name)
  }
  const result = substituted(String(node.value), { lookup: noting, unset: context.unset, depth: 0 })
  const position = positionOf(node)
  for (const name of variables) {
    const places = context.variables.get(name)
    if (places === undefined) context.variables.set(name, [position])
    else places.push(position)
  }
  if (result.kind === "refused") report(context, node, result.message)
  const text = result.kind === "refused" ? "" : result.text
  return { ...node, value: text, text, plain: false, variables: [...variables] } as FilledScalar
}

/** What filling in variables yields: the text, or why it can't be. */
export type Substitution =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly message: string }

/** What filling in goes by. */
export interface SubstitutionOptions {
  /** Finds the value of a variable. */
  readonly lookup: Lookup
  /** What becomes of a required variable that is not set. */
  readonly unset: "problem" | "unknown"
  /** In how many defaults it stands. */
  readonly depth: number
}

/** How deep defaults may stand in each other. */
const MAX_DEFAULTS = 100

/** Fills variables into one text. */
export function substituted(text: string, options: SubstitutionOptions): Substitution {
  if (options.depth > MAX_DEFAULTS)
    return refused(`Defaults of variables stand more than ${MAX_DEFAULTS} deep in each other`)
  let result = ""
  let at = 0
  for (let dollar = text.indexOf("$"); dollar !== -1; dollar = text.indexOf("$", at)) {
    result += text.slice(at, dollar)
    const next = text[dollar + 1]
    if (next === "$") {
      result += "$"
      at = dollar + 2
      continue
    }
    if (next !== "{") {
      const name = nameAt(text, dollar + 1)
      result += name === "" ? "$" : variableText(name, options.lookup(name))
      at = dollar + 1 + name.length
      continue
    }
    const braced = bracedAt(text, dollar)
    if (braced === undefined) {
      return refused(
        `No variable can be read at ${JSON.stringify(text.slice(dollar, dollar + 40))}; a dollar is written $$`,
      )
    }
    const value = bracedText(braced, options)
    if (value.kind === "refused") return value
    result += value.text
    at = braced.end
  }
  return { kind: "text", text: result + text.slice(at) }
}

function refused(message: string): Substitution {
  return { kind: "refused", message }
}

/** `${NAME}`, or with an operator and what stands behind it. */
interface Braced {
  readonly name: string
  readonly operator: string
  readonly words: string
  /** The index after its closing brace. */
  readonly end: number
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const OPERATOR = /:?[-+?]/y

function nameAt(text: string, at: number): string {
  NAME.lastIndex = at
  return NAME.exec(text)?.[0] ?? ""
}

function bracedAt(text: string, dollar: number): Braced | undefined {
  const name = nameAt(text, dollar + 2)
  if (name === "") return undefined
  const after = dollar + 2 + name.length
  if (text[after] === "}") return { name, operator: "", words: "", end: after + 1 }
  OPERATOR.lastIndex = after
  const operator = OPERATOR.exec(text)?.[0]
  if (operator === undefined) return undefined
  const close = closingBrace(text, dollar + 1, after + operator.length)
  if (close === undefined) return undefined
  return { name, operator, words: text.slice(after + operator.length, close), end: close + 1 }
}

/**
 * Where Compose takes `${…}` to end: braces are counted, but the character behind an opening one is skipped; when they don't come
 * out even, at the last closing brace of the line.
 */
function closingBrace(text: string, open: number, from: number): number | undefined {
  let depth = 0
  let last: number | undefined
  for (let at = open; at < text.length; at++) {
    const character = text[at]
    if (character === "\n") break
    if (character === "}") {
      if (at >= from) last = at
      depth--
      if (depth === 0) return at
    } else if (character === "{") {
      depth++
      at++
      if (text[at] === "}" && at >= from) last = at
      if (text[at] === "\n") break
    }
  }
  return last
}

/** What stands for a variable in a text; one that is not set is empty. */
export function variableText(name: string, variable: Variable): string {
  switch (variable.kind) {
    case "set":
      return variable.value
    case "unset":
      return ""
    case "unknown":
      return unknownText(name)
  }
}

function bracedText({ name, operator, words }: Braced, options: SubstitutionOptions): Substitution {
  const variable = options.lookup(name)
  const isSet = variable.kind !== "unset"
  const counts = isSet && !(operator.startsWith(":") && variable.kind === "set" && variable.value === "")
  const inner = { ...options, depth: options.depth + 1 }
  switch (operator.at(-1)) {
    case "-":
      return counts ? { kind: "text", text: variableText(name, variable) } : substituted(words, inner)
    case "+":
      if (operator === ":+" && variable.kind === "unknown") return { kind: "text", text: unknownText(name) }
      return counts ? substituted(words, inner) : { kind: "text", text: "" }
    case "?":
      return counts ? { kind: "text", text: variableText(name, variable) } : required(name, words, inner)
    default:
      return { kind: "text", text: variableText(name, variable) }
  }
}

function required(name: string, words: string, options: SubstitutionOptions): Substitution {
  if (options.unset === "unknown") return { kind: "text", text: unknownText(name) }
  const message = substituted(words, options)
  if (message.kind === "refused") return message
  const why = message.text === "" || isUnknown(message.text) ? "" : `: ${message.text}`
  return refused(`The required variable ${name} has no value${why}`)
}
