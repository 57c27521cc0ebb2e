import type * as z from "zod"
import { isPerEnvironment } from "../schema/per-environment.js"
import { display, type Pointer, pointer } from "../schema/pointer.js"
import type { OwnCode } from "./codes/index.js"
import type { Diagnostic } from "./diagnostic.js"
import { isSecretPlace, quoted } from "./redact.js"
import { didYouMean, enumerate, nearest } from "./resolve/problems.js"
import { fieldsAt } from "./schema-fields.js"
import { unitMeant } from "./unit-slips.js"

/** What zod finds wrong. */
export type Issue = z.core.$ZodIssue

type SchemaCode = Extract<OwnCode, `schema/${string}`>

type Path = readonly (string | number)[]

/** Turns one issue of zod into diagnostics as people need them: one for each mistake, at its own place, with what is allowed there. */
export function explain(issue: Issue, base: Path): readonly Diagnostic[] {
  const path = [...base, ...(issue.path as Path)]
  switch (issue.code) {
    case "invalid_union":
      return explainUnion(issue, path)
    case "invalid_key":
      return issue.issues.map((inner) => badKey(inner as Issue, path))
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownField(key, path, undefined))
    default:
      return [issue.input === undefined ? missing(path, allowedBy(issue)) : wrongValue(issue, path)]
  }
}

/** Explains the issues of one alternative: a field that is missing while a stray one stands there is one slip, not two. */
function explainAll(issues: readonly Issue[], base: Path): readonly Diagnostic[] {
  const strays = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [],
  )
  const absent = issues.filter(isMissingField)
  const names = absent.map(({ path }) => String(path[0]))
  const [stray] = strays
  const [name] = names
  const meant =
    stray === undefined || strays.length > 1
      ? undefined
      : (nearest(stray, names) ??
        (names.length === 1 && nearest(stray, fieldsAt(base)) === undefined ? name : undefined))
  return issues.flatMap((issue) => {
    if (meant !== undefined && isMissingField(issue) && issue.path[0] === meant) return []
    if (meant !== undefined && issue.code === "unrecognized_keys" && issue.path.length === 0)
      return [unknownField(issue.keys[0]!, base, meant)]
    return explain(issue, base)
  })
}

function isMissingField(issue: Issue): boolean {
  return issue.path.length === 1 && issue.input === undefined && issue.code !== "unrecognized_keys"
}

type UnionIssue = Extract<Issue, { readonly code: "invalid_union" }>

/**
 * Of the alternatives of a union, explains the one that was meant: of its kind (a list, an object, a text) and with the fewest strange
 * fields. Where the value is of no alternative's kind, all of them are what is allowed.
 */
function explainUnion(issue: UnionIssue, path: Path): readonly Diagnostic[] {
  const { input } = issue
  const all = alternatives(issue)
  if (input === undefined) return [missing(path, allowedForms(all))]
  if (issue.message !== "Invalid input" && typeof input !== "object") return [plain(path, input, issue.message)]
  const fitting = all.filter((branch) => !isOtherKind(branch))
  const branches = meantFor(input, fitting)
  const [best] = branches
  if (best === undefined) return [notAllowed(path, input, issue, all)]
  const [first] = best
  if (typeof input !== "object" && first !== undefined && first.path.length === 0)
    return [wrongScalar(branches.flat(), path, input)]
  const equal = branches.filter((branch) => strangeness(branch) === strangeness(best))
  if (equal.length > 1 && equal.every((branch) => strangeness(branch) >= Object.keys(input as object).length))
    return [noForm(equal, path, input)]
  return explainAll(best, path)
}

/** The issues of each alternative; those of a union within the union are alternatives too. */
function alternatives(issue: UnionIssue): readonly (readonly Issue[])[] {
  return issue.errors.flatMap((branch) => {
    const [only] = branch
    if (branch.length === 1 && only?.code === "invalid_union" && only.path.length === 0)
      return alternatives({ ...(only as UnionIssue), input: issue.input })
    return branch.length === 0 ? [] : [branch as readonly Issue[]]
  })
}

/** Whether an alternative wants another kind of value altogether; a single word that is allowed is no kind. */
function isOtherKind(branch: readonly Issue[]): boolean {
  return branch.some(
    (issue) =>
      issue.path.length === 0 &&
      (issue.code === "invalid_type" ||
        (issue.code === "invalid_value" &&
          (issue.values.length === 1 || typeof issue.values[0] !== typeof issue.input))),
  )
}

/** Most likely first. A record whose keys are refused is the value per environment that an object of another form is not. */
function meantFor(input: unknown, branches: readonly (readonly Issue[])[]): readonly (readonly Issue[])[] {
  const forms = isPerEnvironment(input)
    ? branches
    : branches.filter((branch) => !branch.some((issue) => issue.code === "invalid_key" && issue.path.length === 1))
  return [...(forms.length > 0 ? forms : branches)].sort(
    (a, b) => strangeness(a) - strangeness(b) || missingIn(a) - missingIn(b) || a.length - b.length,
  )
}

/** How many fields of an object an alternative does not know. */
function strangeness(branch: readonly Issue[]): number {
  let count = 0
  for (const issue of branch)
    if (issue.code === "unrecognized_keys" && issue.path.length === 0) count += issue.keys.length
  return count
}

function missingIn(branch: readonly Issue[]): number {
  return branch.filter(isMissingField).length
}

/** An object that is none of several forms, of which each has a field of its own. */
function noForm(branches: readonly (readonly Issue[])[], path: Path, input: unknown): Diagnostic {
  const names = [
    ...new Set(branches.flatMap((branch) => branch.filter(isMissingField).map((issue) => String(issue.path[0])))),
  ]
  const keys = Object.keys(input as object)
  const [key] = keys
  const near = key === undefined ? undefined : nearest(key, names)
  const place = pointer(path)
  const found = keys.length === 0 ? "an empty object" : `an object with ${enumerate(keys)}`
  const allowed = `an object with one of ${enumerate(names)}`
  return {
    code: "schema/invalid_union",
    severity: "error",
    message: `${display(place)} is ${found}, which is not ${allowed}.`,
    path: place,
    found,
    allowed,
    ...(near === undefined ? {} : { help: didYouMean(near) }),
  }
}

/** A text or number that has the right kind, but is none of those allowed. */
function wrongScalar(issues: readonly Issue[], path: Path, input: unknown): Diagnostic {
  const [first] = issues
  const own = issues.filter((issue) => issue.path.length === 0)
  if (own.length === 1 && first !== undefined) return wrongValue({ ...first, input } as Issue, path)
  const choices = own.flatMap((issue) => (issue.code === "invalid_value" ? issue.values.map(String) : []))
  return { ...plain(path, input, own.map((issue) => allowedBy(issue)).join("; or ")), ...suggestion(input, choices) }
}

function notAllowed(path: Path, input: unknown, issue: UnionIssue, all: readonly (readonly Issue[])[]): Diagnostic {
  if (issue.message !== "Invalid input") return plain(path, input, issue.message)
  const kinds = all.flatMap((branch) => branch.filter((one) => one.path.length === 0))
  return valueDiagnostic("schema/invalid_type", path, {
    input,
    allowed: allowedForms(all),
    help: rewriting(input, kinds),
  })
}

function allowedForms(all: readonly (readonly Issue[])[]): string {
  const forms = all.flatMap((branch) =>
    branch.filter(({ path }) => path.length === 0).map((issue) => allowedBy(issue, true)),
  )
  return joined([...new Set(forms)])
}

/** `a`, `a or b`, `a, b or c`. */
function joined(words: readonly string[]): string {
  if (words.length < 2) return words.join("")
  return `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`
}

function wrongValue(issue: Issue, path: Path): Diagnostic {
  const { input } = issue
  const allowed = allowedBy(issue)
  switch (issue.code) {
    case "invalid_format":
    case "custom":
      return {
        ...plain(path, input, issue.message),
        code: issue.code === "custom" ? "schema/invalid_value" : "schema/invalid_format",
      }
    case "invalid_value":
      return {
        ...valueDiagnostic("schema/invalid_value", path, { input, allowed }),
        ...suggestion(input, issue.values.map(String)),
      }
    case "too_small":
    case "too_big":
      return { ...plain(path, input, `it must be ${allowed}`), code: `schema/${issue.code}`, allowed }
    default:
      return valueDiagnostic("schema/invalid_type", path, { input, allowed, help: rewriting(input, [issue]) })
  }
}

function badKey(issue: Issue, path: Path): Diagnostic {
  const key = String(path.at(-1))
  const allowed = allowedBy(issue)
  return {
    code: "schema/invalid_key",
    severity: "error",
    message: `${display(pointer(path.slice(0, -1)))} has the key ${JSON.stringify(key)}: ${allowed}.`,
    path: pointer(path),
    found: JSON.stringify(key),
    allowed,
  }
}

function missing(path: Path, allowed: string): Diagnostic {
  const place = pointer(path)
  return {
    code: "schema/required",
    severity: "error",
    message: `${display(place)} is missing.`,
    path: place,
    allowed,
    help: path.length === 0 ? "Export a topology." : `Add \`${String(path.at(-1))}\`.`,
  }
}

function unknownField(key: string, path: Path, meant: string | undefined): Diagnostic {
  const fields = fieldsAt(path)
  const near = meant ?? nearest(key, fields)
  return {
    code: "schema/unrecognized_key",
    severity: "error",
    message: `${display(pointer(path))} has no field ${JSON.stringify(key)}.`,
    path: pointer([...path, key]),
    found: JSON.stringify(key),
    ...(fields.length === 0 ? {} : { allowed: enumerate(fields) }),
    help: near === undefined ? "Remove it, or rename it to the field that is meant." : didYouMean(near),
  }
}

/** A value that breaks a rule which is told in words. */
function plain(path: Path, input: unknown, rule: string): Diagnostic {
  const place = pointer(path)
  const found = shown(input, place)
  const meant = typeof input === "string" && !isSecretPlace(place) ? unitMeant(input, rule) : undefined
  return {
    code: "schema/invalid_value",
    severity: "error",
    message: `${display(place)} is ${found}: ${rule}.`,
    path: place,
    found,
    allowed: rule,
    ...(meant === undefined ? {} : { help: didYouMean(meant) }),
  }
}

function valueDiagnostic(
  code: SchemaCode,
  path: Path,
  value: { readonly input: unknown; readonly allowed: string; readonly help?: string | undefined },
): Diagnostic {
  const place = pointer(path)
  const found = shown(value.input, place)
  return {
    code,
    severity: "error",
    message: `${display(place)} is ${found}, which is not ${value.allowed}.`,
    path: place,
    found,
    allowed: value.allowed,
    ...(value.help === undefined || isSecretPlace(place) ? {} : { help: value.help }),
  }
}

function suggestion(input: unknown, choices: readonly string[]): { readonly help?: string } {
  const near = typeof input === "string" ? nearest(input, choices) : undefined
  return near === undefined ? {} : { help: didYouMean(near) }
}

/** The same value in the kind that is wanted, where that can be said. */
function rewriting(input: unknown, issues: readonly Issue[]): string | undefined {
  const wanted = new Set(issues.flatMap((issue) => (issue.code === "invalid_type" ? [issue.expected as string] : [])))
  if (typeof input === "string" && /^\d+$/.test(input) && (wanted.has("number") || wanted.has("int")))
    return `Write it without quotes: ${input}.`
  if ((typeof input === "string" || typeof input === "number") && wanted.has("array") && !wanted.has("string"))
    return `Write it as a list: [${JSON.stringify(input)}].`
  return undefined
}

/** What an issue would have let through, in words. Among alternatives, a record is a value per environment. */
function allowedBy(issue: Issue, isAlternative = false): string {
  switch (issue.code) {
    case "invalid_type":
      return isAlternative && issue.expected === "record" ? "a value per environment" : article(issue.expected)
    case "invalid_value":
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${enumerate(issue.values.map(String))}`
    case "too_small":
      return limit(issue.origin, Number(issue.minimum), issue.inclusive === false ? "more than" : "at least")
    case "too_big":
      return limit(issue.origin, Number(issue.maximum), "at most")
    default:
      return issue.message
  }
}

function limit(origin: string, bound: number, word: string): string {
  const count = bound === 1 ? "one" : String(bound)
  if (origin === "array") return `a list of ${word} ${count}`
  if (origin === "string") return `a text of ${word} ${count} ${bound === 1 ? "character" : "characters"}`
  return `${word} ${bound}`
}

function article(type: string): string {
  if (type === "record" || type === "object") return "an object"
  if (type === "array") return "a list"
  if (type === "null") return "null"
  return type === "int" ? "a whole number" : `a ${type}`
}

/** A value as a message quotes it: short, on one line, and nothing that may be a secret. */
function shown(value: unknown, place: Pointer): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list"
  if (typeof value === "object" && value !== null)
    return Object.keys(value).length === 0 ? "an empty object" : "an object"
  if (typeof value === "function") return "a function"
  if (typeof value === "string") return quoted(value, place)
  const text = String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
