import { type HclValue, textOf } from "../../formats/hcl/value.js"
import type { Stated } from "../network.js"

/** A text that identifies a value among those of other units: what it says, or the name of what the cloud decides. */
export function identity(value: HclValue | undefined): string | undefined {
  if (value?.kind === "reference") return `${value.unit}#${value.address}`
  return textOf(value)
}

/** What a value says, and where, where it is a text: one, or none. */
export function stated(value: HclValue | undefined): readonly Stated<string>[] {
  const text = textOf(value)
  return text === undefined ? [] : [{ value: text, position: value!.position }]
}

/** Identifies a network: one of the files by its `id`, whichever of its own attributes refers to it. */
export function networkOf(value: HclValue | undefined): string | undefined {
  return identity(value)?.replace(/#(google_compute_(?:sub)?network\..*)\.self_link$/, "#$1.id")
}

/** What identifies a value, and where it is stated; undefined where that is not known. */
export function identified(value: HclValue | undefined): Stated<string> | undefined {
  const known = identity(value)
  return known === undefined ? undefined : { value: known, position: value!.position }
}
