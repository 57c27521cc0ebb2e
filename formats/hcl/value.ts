/** What an HCL expression evaluates to. A value keeps the place of the literal that it comes from, through all that passes it on. */

import type { Position } from "../position.js"
import { spend } from "./fault.js"

/** A value. `position` is the literal's that it comes from; for what a function or an operator made, that of the call. */
export type HclValue = HclNull | HclBool | HclNumber | HclString | HclSequence | HclMapping | HclReference | HclUnknown

/** The absence of a value; of any type. */
export interface HclNull {
  readonly kind: "null"
  /** Where it comes from. */
  readonly position: Position
}

/** `true` or `false`. */
export interface HclBool {
  readonly kind: "bool"
  /** Which of the two. */
  readonly value: boolean
  /** Where it comes from. */
  readonly position: Position
}

/** A number. Terraform calculates with more digits than a double has. */
export interface HclNumber {
  readonly kind: "number"
  /** Finite. */
  readonly value: number
  /** Whether `value` is Terraform's number, and not only close to it. */
  readonly isExact: boolean
  /** Where it comes from. */
  readonly position: Position
}

/** A text. */
export interface HclString {
  readonly kind: "string"
  /** Its characters, normalised (NFC). */
  readonly value: string
  /** Where it comes from. */
  readonly position: Position
}

/** A tuple, a list or a set. */
export interface HclSequence {
  readonly kind: "sequence"
  /** A set's items are distinct, and in the order in which Terraform goes through them. */
  readonly form: "tuple" | "list" | "set"
  /** In order. */
  readonly items: readonly HclValue[]
  /** The type of all items of a list or set; undefined for a tuple. */
  readonly element: HclType | undefined
  /** Where it comes from. */
  readonly position: Position
}

/** An object or a map. */
export interface HclMapping {
  readonly kind: "mapping"
  /** Which of the two. */
  readonly form: "object" | "map"
  /** In order of the source; Terraform goes through them in order of the keys. */
  readonly entries: ReadonlyMap<string, HclValue>
  /** The type of all values of a map; undefined for an object. */
  readonly element: HclType | undefined
  /** For a resource, or a block of one: what an attribute that it does not state is, which the cloud decides. */
  readonly open: HclReference | undefined
  /** Where it comes from. */
  readonly position: Position
}

/**
 * One value that something outside of the files decides, and that has a name: two references to the same name are equal.
 *
 * `{ unit: "terraform/live/production/backend", address: "google_service_account.this.email" }`
 */
export interface HclReference {
  readonly kind: "reference"
  /** The folder of the unit that it belongs to; empty for what stands outside of all units (`env.NAME`). */
  readonly unit: string
  /** Its name there, as an expression of that unit's module would spell it. */
  readonly address: string
  /** Where it is referred to first. */
  readonly position: Position
}

/** A value that depends on what is not known: on references, or on what was not understood. */
export interface HclUnknown {
  readonly kind: "unknown"
  /** Why it is not known, in words that follow "because". */
  readonly reason: string
  /** Whether that has been reported as a problem. */
  readonly isReported: boolean
  /** Where it stopped being known. */
  readonly position: Position
}

/** A type, as a variable's `type` states it. */
export type HclType =
  | { readonly kind: "any" | "bool" | "number" | "string" }
  | { readonly kind: "list" | "set" | "map"; readonly element: HclType }
  | { readonly kind: "tuple"; readonly items: readonly HclType[] }
  | { readonly kind: "object"; readonly attributes: ReadonlyMap<string, HclAttributeType> }

/** The type of an object's attribute. */
export interface HclAttributeType {
  /** Its own. */
  readonly type: HclType
  /** Whether it may be left out: `optional(…)`. */
  readonly isOptional: boolean
  /** What stands in for what is left out or null; undefined means null. */
  readonly default: HclValue | undefined
}

/** What it says, where it is a string; numbers and booleans are no strings. */
export function textOf(value: HclValue | undefined): string | undefined {
  return value?.kind === "string" ? value.value : undefined
}

/** The items of a tuple, list or set; none for what is neither. */
export function itemsOf(value: HclValue | undefined): readonly HclValue[] {
  return value?.kind === "sequence" ? value.items : []
}

/** The attribute of an object, or value of a map, that `path` leads to; undefined where it leads nowhere. A number is an index. */
export function at(value: HclValue | undefined, ...path: readonly (string | number)[]): HclValue | undefined {
  let found = value
  for (const step of path) {
    if (typeof step === "number") found = found?.kind === "sequence" ? found.items[step] : undefined
    else found = found?.kind === "mapping" ? found.entries.get(step) : undefined
  }
  return found
}

/** A text, normalised as Terraform does. */
export function stringValue(value: string, position: Position): HclString {
  return { kind: "string", value: ASCII.test(value) ? value : value.normalize(), position }
}

const ASCII = /^[\0-\x7f]*$/

/** A number that is what Terraform has, unless `isExact` says otherwise. */
export function numberValue(value: number, position: Position, isExact = true): HclNumber {
  return { kind: "number", value, isExact, position }
}

/** `true` or `false`. */
export function boolValue(value: boolean, position: Position): HclBool {
  return { kind: "bool", value, position }
}

/** The absence of a value. */
export function nullValue(position: Position): HclNull {
  return { kind: "null", position }
}

/** Items of any types. */
export function tupleValue(items: readonly HclValue[], position: Position): HclSequence {
  return { kind: "sequence", form: "tuple", items, element: undefined, position }
}

/** Items of one type, which they have been converted to. */
export function listValue(items: readonly HclValue[], element: HclType, position: Position): HclSequence {
  return { kind: "sequence", form: "list", items, element, position }
}

/** Attributes of any types. */
export function objectValue(entries: ReadonlyMap<string, HclValue>, position: Position): HclMapping {
  return { kind: "mapping", form: "object", entries, element: undefined, open: undefined, position }
}

/** Values of one type, which they have been converted to. */
export function mapValue(entries: ReadonlyMap<string, HclValue>, element: HclType, position: Position): HclMapping {
  return { kind: "mapping", form: "map", entries, element, open: undefined, position }
}

/** What is not known, and why. */
export function unknownValue(reason: string, position: Position, isReported = false): HclUnknown {
  return { kind: "unknown", reason, isReported, position }
}

/** Whether it is only a name for a value, or not even that. */
export function isUnknown(value: HclValue): value is HclReference | HclUnknown {
  return value.kind === "reference" || value.kind === "unknown"
}

/** What in a value is not known first, itself or an item at any depth; undefined where all is known. */
export function firstUnknown(value: HclValue): HclReference | HclUnknown | undefined {
  spend(1, value.position)
  switch (value.kind) {
    case "reference":
    case "unknown":
      return value
    case "sequence":
      for (const item of value.items) {
        const found = firstUnknown(item)
        if (found !== undefined) return found
      }
      return undefined
    case "mapping":
      for (const item of value.entries.values()) {
        const found = firstUnknown(item)
        if (found !== undefined) return found
      }
      // What a resource does not state is not known.
      return value.open
    default:
      return undefined
  }
}

/** What depends on a value that is not known. */
export function dependent(on: HclReference | HclUnknown, position: Position): HclUnknown {
  if (on.kind === "unknown") return unknownValue(on.reason, position, on.isReported)
  return unknownValue(`it depends on ${on.address}`, position)
}

/** The keys of an object or map in the order in which Terraform goes through them: that of their UTF-8 bytes. */
export function sortedKeys({ entries }: HclMapping): readonly string[] {
  const already = sorted.get(entries)
  if (already !== undefined) return already
  const keys = [...entries.keys()].sort(compareTexts)
  // What is small is sorted again sooner than it is found.
  if (keys.length > 20) sorted.set(entries, keys)
  return keys
}

/** Keys of large maps that have been sorted before: each validation goes through them once more. */
const sorted = new WeakMap<ReadonlyMap<string, HclValue>, readonly string[]>()

/** Orders texts as their UTF-8 bytes are: surrogates, which stand for what comes last, make UTF-16 differ. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    const isLeftWide = left >= 0xd800 && left <= 0xdfff
    const isRightWide = right >= 0xd800 && right <= 0xdfff
    return isLeftWide === isRightWide ? left - right : isLeftWide ? 1 : -1
  }
  return a.length - b.length
}

/** Whether two values are equal, wherever they come from; undefined where that depends on what is not known. */
export function sameValue(a: HclValue, b: HclValue): boolean | undefined {
  spend(1, a.position)
  if (a === b && !isUnknown(a)) return true
  if (a.kind === "reference" && b.kind === "reference" && a.unit === b.unit && a.address === b.address) return true
  if (isUnknown(a) || isUnknown(b)) return undefined
  switch (a.kind) {
    case "null":
      return b.kind === "null"
    case "number":
      if (b.kind !== "number" || a.value !== b.value) return false
      return a.isExact && b.isExact ? true : undefined
    case "bool":
    case "string":
      return a.kind === b.kind && a.value === b.value
    case "sequence":
      return b.kind === "sequence" && a.form === b.form && sameElement(a, b) ? sameItems(a.items, b.items) : false
    case "mapping":
      return b.kind === "mapping" && a.form === b.form ? sameEntries(a, b) : false
  }
}

function sameElement(a: HclSequence, b: HclSequence): boolean {
  return a.items.length > 0 || a.element === undefined || b.element === undefined || sameType(a.element, b.element)
}

function sameItems(a: readonly HclValue[], b: readonly HclValue[]): boolean | undefined {
  if (a.length !== b.length) return false
  return all(a.map((item, index) => sameValue(item, b[index]!)))
}

function sameEntries(a: HclMapping, b: HclMapping): boolean | undefined {
  if (a.open !== undefined || b.open !== undefined) return undefined
  if (a.entries.size !== b.entries.size) return false
  const answers: (boolean | undefined)[] = []
  for (const [key, value] of a.entries) {
    const other = b.entries.get(key)
    if (other === undefined) return false
    answers.push(sameValue(value, other))
  }
  return all(answers)
}

function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false
  return answers.includes(undefined) ? undefined : true
}

/** Whether two types are the same; optional attributes and their defaults do not count. */
export function sameType(a: HclType, b: HclType): boolean {
  if (a === b) return true
  switch (a.kind) {
    case "any":
    case "bool":
    case "number":
    case "string":
      return a.kind === b.kind
    case "list":
    case "set":
    case "map":
      return b.kind === a.kind && sameType(a.element, b.element)
    case "tuple":
      return (
        b.kind === "tuple" &&
        a.items.length === b.items.length &&
        a.items.every((item, index) => sameType(item, b.items[index]!))
      )
    case "object":
      return (
        b.kind === "object" &&
        a.attributes.size === b.attributes.size &&
        [...a.attributes].every(([name, { type }]) => {
          const other = b.attributes.get(name)
          return other !== undefined && sameType(type, other.type)
        })
      )
  }
}
