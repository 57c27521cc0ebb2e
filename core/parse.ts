import type * as z from "zod"
import { display, pointer } from "../schema/pointer.js"
import { type TopologyData, topology } from "../schema/topology.js"
import { isPerEnvironment } from "../schema/varying.js"
import type { Diagnostic } from "./diagnostic.js"
import { enumerate, nearest } from "./resolve/problems.js"

/** Holds data against the schema. Every mistake is told, each at its own place. */
export function parse(
  data: unknown,
):
  | { readonly data: TopologyData; readonly diagnostics: readonly [] }
  | { readonly data: undefined; readonly diagnostics: readonly Diagnostic[] } {
  const result = topology.safeParse(data, { reportInput: true, jitless: isSmall(data) })
  if (result.success) return { data: result.data, diagnostics: [] }
  return { data: undefined, diagnostics: result.error.issues.flatMap((issue) => explain(issue as Issue, [])) }
}

/**
 * Whether a topology has too few services for zod to gain by compiling its schemas to code first, which takes it longer than reading
 * some hundred services without.
 */
function isSmall(data: unknown): boolean {
  const hosts = Object.values((data as { readonly hosts?: object } | null | undefined)?.hosts ?? {})
  const services = hosts.map(
    (host) => Object.keys((host as { readonly services?: object } | null)?.services ?? {}).length,
  )
  return services.reduce((total, count) => total + count, 0) < 500
}

type Issue = z.core.$ZodIssue
type Path = readonly (string | number)[]

function explain(issue: Issue, base: Path): readonly Diagnostic[] {
  const path = [...base, ...(issue.path as Path)]
  if (issue.code === "invalid_union") return explainUnion(issue, path)
  if (issue.code === "invalid_key") return issue.issues.map((inner) => diagnostic(inner as Issue, path))
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path))
  return [diagnostic(issue, path)]
}

/** Of the alternatives of a union, the one that was most likely meant: the one that got furthest, then the one with the least to say. */
function explainUnion(issue: Extract<Issue, { code: "invalid_union" }>, path: Path): readonly Diagnostic[] {
  const perEnvironment = isPerEnvironment(issue.input)
  const branches = issue.errors
    .filter((branch) => branch.length > 0)
    .map((branch, index) => ({ branch: branch as readonly Issue[], depth: Math.max(...branch.map(depth)), index }))
    .sort(
      (a, b) =>
        b.depth - a.depth ||
        (perEnvironment ? b.index - a.index : a.branch.length - b.branch.length || a.index - b.index),
    )
  const [best] = branches
  const scalars = branches.filter(({ depth }) => depth === 0)
  if (best === undefined || (best.depth === 0 && branches.length > 1)) {
    const allowed = [...new Set(scalars.flatMap(({ branch }) => branch.map(allowedBy)))].join(" or ")
    return [
      plain({
        code: "schema/invalid_value",
        path,
        allowed: allowed === "" ? undefined : allowed,
        found: shown(issue.input),
        message: undefined,
      }),
    ]
  }
  return best.branch.flatMap((inner) => explain(inner, path))
}

/** How far below its start an issue lies: a stray key lies on the level below. */
function depth(issue: z.core.$ZodIssue): number {
  if (issue.code === "unrecognized_keys" || issue.code === "invalid_key") return issue.path.length + 1
  if (issue.code === "invalid_union" && issue.errors.length > 0)
    return issue.path.length + Math.max(...issue.errors.map((branch) => Math.max(0, ...branch.map(depth))))
  return issue.path.length
}

function diagnostic(issue: Issue, path: Path): Diagnostic {
  const missing = issue.code === "invalid_type" && issue.input === undefined
  if (missing) {
    return {
      code: "schema/required",
      severity: "error",
      message: `${display(pointer(path))} is missing.`,
      path: pointer(path),
      allowed: allowedBy(issue),
      help: `Add \`${String(path.at(-1) ?? "")}\`.`,
    }
  }
  return plain({
    code: `schema/${issue.code}`,
    path,
    allowed: allowedBy(issue),
    found: shown(issue.input),
    message: issue.code === "invalid_format" || issue.code === "custom" ? issue.message : undefined,
  })
}

function plain({
  code,
  path,
  allowed,
  found,
  message,
}: {
  readonly code: string
  readonly path: Path
  readonly allowed: string | undefined
  readonly found: string | undefined
  readonly message: string | undefined
}): Diagnostic {
  const place = pointer(path)
  const states = found === undefined ? `${display(place)} is not valid` : `${display(place)} is ${found}`
  return {
    code,
    severity: "error",
    message: `${states}${message === undefined ? (allowed === undefined ? "" : `, which is not ${allowed}`) : `: ${message}`}.`,
    path: place,
    ...(found === undefined ? {} : { found }),
    ...(allowed === undefined ? {} : { allowed }),
  }
}

function unknownKey(key: string, path: Path): Diagnostic {
  const place = pointer([...path, key])
  const near = nearest(key, keysAt(path))
  return {
    code: "schema/unrecognized_key",
    severity: "error",
    message: `${display(pointer(path))} has no field ${JSON.stringify(key)}.`,
    path: place,
    found: JSON.stringify(key),
    help:
      near === undefined
        ? "Remove it, or see the manual for the fields there are."
        : `Did you mean ${JSON.stringify(near)}?`,
  }
}

/** The fields that the schema knows at a place, found by walking it along the path. */
function keysAt(path: Path): readonly string[] {
  let schemas: readonly Schema[] = [topology as unknown as Schema]
  for (const step of path) schemas = schemas.flatMap((schema) => stepInto(schema, step))
  return [...new Set(schemas.flatMap(flatten).flatMap((schema) => Object.keys(schema._zod.def.shape ?? {})))]
}

/** The parts of a zod schema that are walked here. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: string
      readonly shape?: Readonly<Record<string, Schema>>
      readonly options?: readonly Schema[]
      readonly innerType?: Schema
      readonly valueType?: Schema
      readonly element?: Schema
      readonly in?: Schema
    }
  }
}

function flatten(schema: Schema): readonly Schema[] {
  const { def } = schema._zod
  if (def.options !== undefined) return def.options.flatMap(flatten)
  if (def.innerType !== undefined) return flatten(def.innerType)
  return def.in === undefined ? [schema] : flatten(def.in)
}

function stepInto(schema: Schema, step: string | number): readonly Schema[] {
  return flatten(schema).flatMap(({ _zod: { def } }) => {
    const next = typeof step === "number" ? def.element : (def.shape?.[step] ?? def.valueType)
    return next === undefined ? [] : [next]
  })
}

/** What an issue would have let through, in words. */
function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return article(issue.expected)
    case "invalid_value":
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${enumerate(issue.values.map(String))}`
    case "too_small":
      return issue.origin === "array" ? `a list of at least ${issue.minimum}` : `at least ${issue.minimum}`
    case "too_big":
      return issue.origin === "string" ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`
    default:
      return issue.message
  }
}

function article(type: string): string {
  if (type === "record" || type === "object") return "an object"
  if (type === "array") return "a list"
  return type === "int" ? "a whole number" : `a ${type}`
}

/** A value as a message quotes it: short, on one line. */
function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list"
  if (typeof value === "object" && value !== null) return "an object"
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
