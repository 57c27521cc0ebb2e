import type { Environment, Shared } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { type Entry, entry, type Gap, gap, num, object, str } from "../../formats/hcl.js"

/** `key = "value"`. */
export function textEntry(key: string, value: string, origin: Origin): Entry {
  return entry(key, str(value), origin)
}

/** `key = "value"`, or nothing where there is no value. */
export function optionalEntry(key: string, value: string | undefined, origin: Origin): readonly Entry[] {
  return value === undefined ? [] : [textEntry(key, value, origin)]
}

/** `key = 3`. */
export function numberEntry(key: string, value: number, origin: Origin): Entry {
  return entry(key, num(value), origin)
}

/** Entries that take several lines each, with a blank line between them. */
export function spaced(entries: readonly Entry[]): readonly (Entry | Gap)[] {
  return entries.flatMap((item, index) => (index === 0 ? [item] : [gap, item]))
}

/** The labels of a resource: the system, and the environment where it belongs to one. */
export function labels(shared: Shared, environment?: Environment): Entry {
  const own = environment === undefined ? [] : [textEntry("environment", environment.name, environment.path)]
  return entry(
    "labels",
    object([...own, textEntry("system", shared.name, originOf(shared, "name"))]),
    originOf(shared, "name"),
  )
}
