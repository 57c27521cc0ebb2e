import { readDotenv } from "../dotenv.js"
import { yamlSource } from "../yaml-nodes/source.js"
import type { YamlSource } from "../yaml-nodes.js"
import type { Context, Lookup, Variable } from "./context.js"
import { variableText } from "./interpolate.js"
import { unknownText } from "./scalars.js"

/** One assignment of an env file, interpolated. */
export interface EnvAssignment {
  /** The variable. */
  readonly name: string
  /** Its value, variables filled in. */
  readonly value: string
  /** The variables that the value was interpolated from. */
  readonly variables: readonly string[]
  /** Where it stands. */
  readonly source: YamlSource
  /** Where it begins, in UTF-16 code units from the start of the file. */
  readonly offset: number
}

/**
 * The assignments of an env file, a later one in the place of an earlier one of the same name. Values see `lookup` first, then the
 * lines above. A name without a value is `lookup`'s; when that has none it is left out.
 *
 * `raw`: as `format: raw` has it, lines of `NAME=value` that are taken as they are.
 */
export function readEnvFile(
  path: string,
  content: string,
  options: { readonly lookup: Lookup; readonly raw: boolean },
  context: Context,
): ReadonlyMap<string, EnvAssignment> {
  const source = yamlSource(path, content)
  const text = wellFormed(content)
  return options.raw ? rawAssignments(text, source) : cookedAssignments(text, source, options.lookup, context)
}

/** Text without half characters, which stand for something else here. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd")
}

function rawAssignments(content: string, source: YamlSource): ReadonlyMap<string, EnvAssignment> {
  const assignments = new Map<string, EnvAssignment>()
  let offset = 0
  for (const line of content.split("\n")) {
    const equals = line.indexOf("=")
    if (equals !== -1 && !line.trimStart().startsWith("#")) {
      const name = line.slice(0, equals).trim()
      assignments.set(name, { name, value: line.slice(equals + 1).replace(/\r$/, ""), variables: [], source, offset })
    }
    offset += line.length + 1
  }
  return assignments
}

function cookedAssignments(
  content: string,
  source: YamlSource,
  lookup: Lookup,
  context: Context,
): ReadonlyMap<string, EnvAssignment> {
  const starts = lineStarts(content)
  const { assignments, errors } = readDotenv(content)
  for (const { message, line, column } of errors) {
    context.problems.push({ message, position: source.positionAt((starts[line - 1] ?? 0) + column - 1) })
  }
  const read = new Map<string, EnvAssignment>()
  const seen = (name: string): Variable => {
    const outside = lookup(name)
    if (outside.kind !== "unset") return outside
    const above = read.get(name)
    return above === undefined ? outside : { kind: "set", value: above.value }
  }
  for (const { name, value, line } of assignments) {
    const offset = starts[line - 1] ?? 0
    const inherited = value === undefined ? lookup(name) : undefined
    if (inherited?.kind === "unset") continue
    const parts = value ?? []
    const text =
      inherited === undefined
        ? parts.map((part) => (typeof part === "string" ? part : partText(part, seen, context))).join("")
        : variableText(name, inherited)
    const variables = parts.flatMap((part) => (typeof part === "string" ? [] : [part.name]))
    read.set(name, { name, value: text, variables: [...new Set(variables)], source, offset })
  }
  return read
}

function lineStarts(content: string): readonly number[] {
  const starts = [0]
  for (let at = content.indexOf("\n"); at !== -1; at = content.indexOf("\n", at + 1)) starts.push(at + 1)
  return starts
}

type Part = Exclude<NonNullable<ReturnType<typeof readDotenv>["assignments"][number]["value"]>[number], string>

function partText({ name, unset }: Part, lookup: Lookup, context: Context): string {
  const variable = lookup(name)
  if (variable.kind === "unknown" || (variable.kind === "set" && variable.value !== ""))
    return variableText(name, variable)
  switch (unset.kind) {
    case "empty":
      return ""
    case "default":
      return unset.value
    case "required":
      return context.unset === "unknown" ? unknownText(name) : ""
  }
}
