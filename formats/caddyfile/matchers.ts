import type { Position } from "../position.js"
import type { CaddyLine, CaddyMatcher, CaddyMatcherSet, CaddyToken } from "./config.js"
import { writeOutRanges } from "./options.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"

/** The named matchers that a block can speak of. */
export type NamedMatchers = ReadonlyMap<string, CaddyMatcherSet>

const noMatchers: NamedMatchers = new Map()

/** The named matchers of a block's own lines, and those of the blocks around it, which a name of its own may not hide. */
export function readNamedMatchers(
  lines: readonly CaddyLine[],
  outer: NamedMatchers | undefined,
  problems: Problems,
): NamedMatchers {
  const own = lines.filter(({ name }) => name.text.startsWith("@"))
  if (own.length === 0) return outer ?? noMatchers
  const named = new Map(outer)
  for (const line of own) {
    const { text, position } = line.name
    if (named.has(text)) problems.add(`The matcher ${shown(text)} is defined twice`, position)
    named.set(text, readSet(line, problems))
  }
  return named
}

/** The matcher set of an inline path such as `/api/*`. */
export function inlinePath(token: CaddyToken): CaddyMatcherSet {
  const { text, position } = token
  return { name: text, matchers: [{ kind: "path", patterns: [text], position }], position }
}

/** A set that Caddy adds of its own. */
export function impliedSet(position: Position, ...matchers: readonly CaddyMatcher[]): CaddyMatcherSet {
  return { name: undefined, matchers: matchers.toSorted(byKind), position }
}

/** What is the same for sets that hold for the same requests by the same words; the position and the name do not count. */
export function matcherKey(sets: readonly CaddyMatcherSet[]): string {
  return sets.length === 0 ? "" : JSON.stringify(sets.map(plain))
}

function plain({ matchers }: CaddyMatcherSet): unknown {
  return matchers.map((matcher) => {
    if (matcher.kind === "not") return ["not", matcher.sets.map(plain)]
    if (matcher.kind === "opaque") return [matcher.name, matcher.lines.map(words)]
    if ("fields" in matcher) return [matcher.kind, [...matcher.fields].sort(([a], [b]) => (a < b ? -1 : 1))]
    return { ...matcher, position: undefined }
  })
}

function words({ name, args, body }: CaddyLine): unknown {
  return [name.text, args.map(({ text }) => text), body?.map(words)]
}

function readSet(line: CaddyLine, problems: Problems): CaddyMatcherSet {
  const [first] = line.args
  const name = line.name.text
  const position = line.name.position
  if (first === undefined || first.quote === "")
    return { name, matchers: readAll(linesOf(line), name.slice(1), problems), position }
  // What is quoted is an expression: its name may be left out.
  const matcher = { kind: "expression", expression: first.text, name: name.slice(1), position: first.position } as const
  const surplus = line.args[1]
  if (surplus !== undefined) problems.add("An expression is one token, or follows `expression`", surplus.position)
  return { name, matchers: [matcher], position }
}

/** The matchers that a line holds: one on the line itself, or one on each line of its block. */
function linesOf({ args, body }: CaddyLine): readonly CaddyLine[] {
  const [name, ...rest] = args
  return name === undefined ? (body ?? []) : [{ name, args: rest, body }]
}

/** Lines that say the same kind of matcher are one matcher. */
function readAll(lines: readonly CaddyLine[], context: string, problems: Problems): readonly CaddyMatcher[] {
  const byName = new Map<string, CaddyLine[]>()
  for (const line of lines) {
    const others = byName.get(line.name.text)
    if (others === undefined) byName.set(line.name.text, [line])
    else others.push(line)
  }
  return [...byName]
    .flatMap(([name, [first, ...more]]) =>
      first === undefined ? [] : readMatcher({ name, first, all: [first, ...more], context, problems }),
    )
    .sort(byKind)
}

function byKind(left: CaddyMatcher, right: CaddyMatcher): number {
  return left.kind < right.kind ? -1 : left.kind > right.kind ? 1 : 0
}

interface Reading {
  readonly name: string
  readonly first: CaddyLine
  readonly all: readonly CaddyLine[]
  /** The name of the set, which captures of regular expressions are called by. */
  readonly context: string
  readonly problems: Problems
}

const withoutBlock: ReadonlySet<string> = new Set([
  "client_ip",
  "header",
  "header_regexp",
  "host",
  "method",
  "path",
  "path_regexp",
  "protocol",
  "query",
  "remote_ip",
  "tls",
  "vars",
  "vars_regexp",
])

function readMatcher(reading: Reading): readonly CaddyMatcher[] {
  const { name, first, all, problems } = reading
  const { position } = first.name
  if (withoutBlock.has(name)) refuseBlocks(all, problems)
  switch (name) {
    case "path":
      return [{ kind: "path", patterns: textsOf(all), position }]
    case "host":
    case "method":
      return [{ kind: name, values: textsOf(all), position }]
    case "protocol":
      return [{ kind: name, values: lastOf(reading), position }]
    case "remote_ip":
    case "client_ip":
      return [{ kind: name, ranges: writeOutRanges(all.flatMap(({ args }) => args)).map(({ text }) => text), position }]
    case "header":
      return [{ kind: name, fields: readHeaders(all, problems), position }]
    case "query":
      return [{ kind: name, fields: readQuery(all, problems), position }]
    case "vars":
      return [{ kind: name, fields: readVars(all, problems), position }]
    case "path_regexp":
      return readPathRegexp(reading)
    case "header_regexp":
    case "vars_regexp":
      return readFieldRegexps(reading, name)
    case "not":
      return [{ kind: "not", sets: all.map((line) => nestedSet(line, problems)), position }]
    case "expression":
      return readExpression(reading)
    case "file":
      return [readFile(reading)]
    case "tls":
      return [{ kind: "tls", values: readTls(all, problems), position }]
    default:
      // Caddy has `url_pattern`, of which no release's documentation tells the rules.
      if (name !== "url_pattern") problems.add(`Caddy has no matcher ${shown(name)} of its own`, position)
      return [{ kind: "opaque", name, lines: all, position }]
  }
}

function refuseBlocks(lines: readonly CaddyLine[], problems: Problems): void {
  for (const { name, body } of lines) {
    if (body !== undefined && body.length > 0)
      problems.add(`The matcher ${shown(name.text)} opens no block`, name.position)
  }
}

function textsOf(lines: readonly CaddyLine[]): readonly string[] {
  return lines.flatMap(({ args }) => args.map(({ text }) => text))
}

function lastOf({ all, problems }: Reading): readonly string[] {
  for (const { name, args } of all) {
    if (args.length !== 1) problems.add(`The matcher ${shown(name.text)} takes one argument`, name.position)
  }
  return all.at(-1)?.args.map(({ text }) => text) ?? []
}

function readHeaders(lines: readonly CaddyLine[], problems: Problems): ReadonlyMap<string, readonly string[] | null> {
  const fields = new Map<string, readonly string[] | null>()
  for (const { name, args } of lines) {
    const [field, value, surplus] = args
    const absent = field?.text.startsWith("!") === true
    if (field === undefined || (value === undefined && !absent)) {
      problems.add("A header matcher has a field and a value", name.position)
    } else if (absent) {
      if (field.text === "!" || value !== undefined) {
        problems.add("A field that must be absent is stated as `!Field`, without a value", field.position)
      }
      fields.set(field.text.slice(1), null)
    } else if (value !== undefined) {
      if (surplus !== undefined) problems.add("A header matcher has one value on a line", surplus.position)
      const canonical = canonicalHeader(field.text)
      fields.set(canonical, [...(fields.get(canonical) ?? []), value.text])
    }
  }
  return fields
}

/** The usual spelling of a header field's name: `x-api-key` → `X-Api-Key`; what is no such name stays. */
export function canonicalHeader(name: string): string {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return name
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())
}

function readQuery(lines: readonly CaddyLine[], problems: Problems): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>()
  for (const { text, position } of lines.flatMap(({ args }) => args)) {
    if (text === "") continue
    const equals = text.indexOf("=")
    if (equals === -1) problems.add(`A query matcher is stated as name=value, not ${shown(text)}`, position)
    else fields.set(text.slice(0, equals), [...(fields.get(text.slice(0, equals)) ?? []), text.slice(equals + 1)])
  }
  return fields
}

function readVars(lines: readonly CaddyLine[], problems: Problems): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>()
  for (const { name, args } of lines) {
    const [field, ...values] = args
    if (field === undefined || values.length === 0) {
      problems.add("A vars matcher has a variable and values", name.position)
    } else fields.set(field.text, [...(fields.get(field.text) ?? []), ...values.map(({ text }) => text)])
  }
  return fields
}

function readPathRegexp({ first, all, context, problems }: Reading): readonly CaddyMatcher[] {
  const { position } = first.name
  const [, again] = all
  if (again !== undefined) problems.add("A path_regexp stands once in a matcher", again.name.position)
  const [left, right] = first.args
  if (left === undefined || first.args.length > 2) {
    problems.add("A path_regexp has a pattern, and before it a name or none", position)
  }
  const pattern = right ?? left
  const name = right === undefined || left === undefined || left.text === "" ? context : left.text
  return [{ kind: "path_regexp", field: "", name, pattern: pattern?.text ?? "", position }]
}

function readFieldRegexps(reading: Reading, kind: "header_regexp" | "vars_regexp"): readonly CaddyMatcher[] {
  const { all, context, problems } = reading
  const seen = new Set<string>()
  return all.flatMap(({ name: { position }, args }): readonly CaddyMatcher[] => {
    const [left, middle, right] = args
    if (left === undefined || middle === undefined || args.length > 3) {
      problems.add(`A ${kind} has a field and a pattern, and before them a name or none`, position)
      return []
    }
    const field = right === undefined ? left : middle
    if (seen.has(field.text)) problems.add(`A ${kind} stands once for a field`, position)
    seen.add(field.text)
    const name = right === undefined || left.text === "" ? context : left.text
    return [{ kind, field: field.text, name, pattern: (right ?? middle).text, position }]
  })
}

/** A `not` line: one matcher on the line, or those of its block, which must hold together to be negated. */
function nestedSet(line: CaddyLine, problems: Problems): CaddyMatcherSet {
  const lines = linesOf(line).map((one): CaddyLine => {
    if (one.name.quote === "") return one
    return { name: { ...one.name, text: "expression", quote: "" }, args: [one.name, ...one.args], body: one.body }
  })
  return { name: undefined, matchers: readAll(lines, "", problems), position: line.name.position }
}

function readExpression({ first, all, context, problems }: Reading): readonly CaddyMatcher[] {
  const { name, args, body } = first
  const [only] = args
  const [, again] = all
  if (again !== undefined) problems.add("An expression stands once in a matcher", again.name.position)
  if (only === undefined || body !== undefined) problems.add("An expression is stated on one line", name.position)
  // Quotes are part of the expression where several tokens make it up.
  const expression = args.length === 1 ? (only?.text ?? "") : args.map(withQuotes).join(" ")
  return [{ kind: "expression", expression, name: args.length === 1 ? context : "", position: name.position }]
}

function withQuotes({ text, quote }: CaddyToken): string {
  return quote === "<<" ? text : `${quote}${text}${quote}`
}

function readFile({ first, all: lines, problems }: Reading): CaddyMatcher {
  const settings = lines.flatMap(({ body }) => body ?? [])
  const last = (name: string): CaddyLine | undefined => settings.findLast((line) => line.name.text === name)
  for (const { name, args } of settings) {
    if (!["root", "try_files", "try_policy", "split_path"].includes(name.text)) {
      problems.add(`\`file\` has no setting ${shown(name.text)}`, name.position)
    } else if (args.length === 0) problems.add(`\`${name.text}\` lacks an argument`, name.position)
  }
  const tried = lines.flatMap(({ args, body }) => [
    ...args,
    ...(body ?? []).filter(({ name }) => name.text === "try_files").flatMap((line) => line.args),
  ])
  return {
    kind: "file",
    tryFiles: tried.map(({ text }) => text),
    root: last("root")?.args[0]?.text ?? "",
    policy: last("try_policy")?.args[0]?.text ?? "",
    split: last("split_path")?.args.map(({ text }) => text) ?? [],
    position: first.name.position,
  }
}

function readTls(lines: readonly CaddyLine[], problems: Problems): readonly string[] {
  for (const { text, position } of lines.flatMap(({ args }) => args)) {
    if (text !== "early_data") problems.add(`The matcher tls has no option ${shown(text)}`, position)
  }
  return lines.some(({ args }) => args.length > 0) ? ["early_data"] : []
}
