import type { Origin } from "../../core/origin.js"
import {
  boolean,
  entry,
  item,
  nothing,
  number,
  seq,
  string,
  type YamlEntry,
  type YamlValue,
  yamlMap,
} from "../../formats/yaml.js"
import { child } from "../../schema/pointer.js"

/** Plain data as YAML entries in their own order. A `$` stays as it is: who writes Compose's own keys writes its interpolation too. */
export function dataEntries(data: Readonly<Record<string, unknown>>, origin: Origin): readonly YamlEntry[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const place = child(origin, key)
    return value === undefined ? [] : [entry(key, dataValue(value, place), place)]
  })
}

function dataValue(value: unknown, origin: Origin): YamlValue {
  if (typeof value === "string") return string(value)
  if (typeof value === "number") return number(value)
  if (typeof value === "boolean") return boolean(value)
  if (Array.isArray(value))
    return seq(
      value.map((each, index) => {
        const place = child(origin, index)
        return item(dataValue(each, place), place)
      }),
    )
  if (typeof value === "object" && value !== null) return yamlMap(dataEntries(value as Record<string, unknown>, origin))
  return nothing
}
