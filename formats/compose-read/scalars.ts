import type { ComposeUnknownPart, ComposeValue } from "../compose-model.js"
import { positionOf, type YamlNode, type YamlScalar } from "../yaml-nodes.js"

/**
 * A scalar of a project, with the variables that it was interpolated from.
 *
 * Its text may hold signs that no file can: half characters. One pair encloses the name of a variable that is not known, one sign
 * begins a path that has been resolved. So a text goes through merging, splitting and comparing as any other does.
 */
export interface FilledScalar extends YamlScalar {
  /** In order, without repetition. */
  readonly variables: readonly string[]
}

/** What a scalar says, for whom it matters what is known of it. */
export function composeValue(scalar: YamlScalar): ComposeValue {
  const text = scalarText(scalar).replaceAll(RESOLVED, "")
  const variables = variablesOf(scalar)
  const position = positionOf(scalar)
  if (!text.includes(UNKNOWN_BEGINS)) return { kind: "known", text, variables, position }
  return { kind: "unknown", parts: unknownParts(text), variables, position }
}

/** The sign of a variable that is not known, in a scalar's text. */
export function unknownText(variable: string): string {
  return UNKNOWN_BEGINS + variable + UNKNOWN_ENDS
}

/** Whether a text has a part that is not known. */
export function isUnknown(text: string): boolean {
  return text.includes(UNKNOWN_BEGINS)
}

/** A text with its signs spelled as people would, for a message. */
export function shown(text: string): string {
  const plain = text.replaceAll(RESOLVED, "")
  return plain.replaceAll(UNKNOWN_BEGINS, "${").replaceAll(UNKNOWN_ENDS, "}")
}

/** Begins a path that starts where relative paths do, and is not to be resolved again. */
export const RESOLVED = "\udc02/"

const UNKNOWN_BEGINS = "\udc00"
const UNKNOWN_ENDS = "\udc01"

function unknownParts(text: string): readonly (string | ComposeUnknownPart)[] {
  return text
    .split(UNKNOWN_PART)
    .map((part, index) => (index % 2 === 0 ? part : { variable: part }))
    .filter((part) => part !== "")
}

const UNKNOWN_PART = /\udc00(.*?)\udc01/

/** The variables that a scalar was interpolated from. */
export function variablesOf(scalar: YamlScalar): readonly string[] {
  return (scalar as Partial<FilledScalar>).variables ?? NONE
}

const NONE: readonly string[] = []

/** A string made of another scalar, at its place. */
export function derived(from: YamlNode, text: string): YamlScalar {
  const { source, offset } = from
  const variables = from.kind === "scalar" ? variablesOf(from) : NONE
  const scalar: YamlScalar = { kind: "scalar", source, offset, tag: undefined, value: text, text, plain: false }
  return variables.length === 0 ? scalar : ({ ...scalar, variables } as FilledScalar)
}

/** What kind of value a scalar is for Compose's own YAML reader, which takes more than YAML 1.2 does for numbers and dates. */
export type ScalarKind = "null" | "boolean" | "integer" | "float" | "date" | "string"

/** The kind of a scalar; see {@link ScalarKind}. */
export function scalarKind(scalar: YamlScalar): ScalarKind {
  const { value, text, plain } = scalar
  if (!plain) return typeof value === "string" ? "string" : value === null ? "null" : kindOfValue(value)
  if (value === null) return "null"
  if (typeof value === "boolean") return "boolean"
  if (typeof value === "number" && Number.isSafeInteger(value) && String(value) === text) return "integer"
  const first = text.charCodeAt(0)
  if (!(first >= 0x2b && first <= 0x39)) return "string"
  if (DATE.test(text)) return "date"
  if (integerOf(text) !== undefined) return "integer"
  return FLOAT.test(text.replaceAll("_", "")) || SPECIAL.test(text) ? "float" : "string"
}

/**
 * A scalar's text as Compose has it where a string is wanted: `0777` is 511, `1.0` is 1, `yes` is yes; of null it is empty.
 */
export function scalarText(scalar: YamlScalar): string {
  const { value, text } = scalar
  if (typeof value === "string" && !scalar.plain) return value
  switch (scalarKind(scalar)) {
    case "null":
      return ""
    case "boolean":
      return String(value)
    case "integer":
      return typeof value === "number" && String(value) === text ? text : String(integerOf(text) ?? value)
    case "float":
      return floatText(Number(text.replaceAll("_", "")))
    case "date":
    case "string":
      return text
  }
}

/** A scalar as a whole number; undefined when it is none, or not known. */
export function wholeNumber(scalar: YamlScalar): number | undefined {
  const text = scalarText(scalar)
  return /^[-+]?\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** `yes` and the like only where a string stands for a boolean; undefined when it is none, or not known. */
export function booleanOf(scalar: YamlScalar): boolean | undefined {
  if (typeof scalar.value === "boolean") return scalar.value
  if (typeof scalar.value !== "string") return undefined
  switch (scalar.value.toLowerCase()) {
    case "true":
    case "y":
    case "yes":
    case "on":
      return true
    case "false":
    case "n":
    case "no":
    case "off":
      return false
    default:
      return undefined
  }
}

function kindOfValue(value: number | boolean): ScalarKind {
  return typeof value === "boolean" ? "boolean" : Number.isInteger(value) ? "integer" : "float"
}

const DATE =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?[ \t]*(?:[Zz]|[-+]\d{1,2}(?::\d{2})?)?)?$/
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/
const SPECIAL = /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/

/** As Go's `ParseInt` reads it with base 0, underscores taken out; undefined beyond 64 bits. */
function integerOf(text: string): bigint | undefined {
  const match = INTEGER.exec(text.replaceAll("_", ""))
  if (match === null) return undefined
  const [, sign, hexadecimal, binary, octal, decimal] = match
  const digits =
    hexadecimal !== undefined
      ? `0x${hexadecimal}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : decimal!
  if (digits.length > 70) return undefined
  const number = BigInt(digits) * (sign === "-" ? -1n : 1n)
  return number >= -(2n ** 63n) && number < 2n ** 64n ? number : undefined
}

/** As Go prints a float: the shortest digits, from a million on and below 0.0001 with an exponent of two digits or more. */
function floatText(number: number): string {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf"
  if (number === 0) return Object.is(number, -0) ? "-0" : "0"
  const [digits, exponent] = number.toExponential().split("e") as [string, string]
  const power = Number(exponent)
  if (power >= -4 && power < 6) return String(number)
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`
}
