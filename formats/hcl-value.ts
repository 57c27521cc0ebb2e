/** What an HCL expression evaluates to. A value keeps the place of the literal that it comes from, through all that passes it on. */

import type { Position } from "./position.js"

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
