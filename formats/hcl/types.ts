import type { Position } from "../position.js"
import { HclFault, spend } from "./fault.js"
import { decimalText } from "./number.js"
import {
  compareTexts,
  type HclAttributeType,
  type HclMapping,
  type HclSequence,
  type HclType,
  type HclValue,
  isUnknown,
  listValue,
  mapValue,
  nullValue,
  numberValue,
  objectValue,
  sameType,
  sameValue,
  stringValue,
  unknownValue,
} from "./value.js"

/** Any value at all, and what a null is. */
export const ANY: HclType = { kind: "any" }
/** A text. */
export const STRING: HclType = { kind: "string" }
/** A number. */
export const NUMBER: HclType = { kind: "number" }
/** True or false. */
export const BOOL: HclType = { kind: "bool" }

/** Items of one type. */
export function listOf(element: HclType): HclType {
  return { kind: "list", element }
}

/** Types of values that have been asked for before: a large object's is asked for again with each use of it. */
const known = new WeakMap<HclValue, HclType>()

/** The type of a value; `any` for null and for what is not known. */
export function typeOf(value: HclValue): HclType {
  switch (value.kind) {
    case "null":
    case "reference":
    case "unknown":
      return ANY
    case "bool":
      return BOOL
    case "number":
      return NUMBER
    case "string":
      return STRING
    case "sequence":
    case "mapping": {
      const found = known.get(value) ?? (value.kind === "sequence" ? sequenceType(value) : mappingType(value))
      known.set(value, found)
      return found
    }
  }
}

function sequenceType({ form, items, element }: HclSequence): HclType {
  return form === "tuple" ? { kind: "tuple", items: items.map(typeOf) } : { kind: form, element: element ?? ANY }
}

function mappingType({ form, entries, element, open }: HclMapping): HclType {
  // A resource has attributes that only its provider knows.
  if (open !== undefined) return ANY
  if (form === "map") return { kind: "map", element: element ?? ANY }
  const attributes = new Map<string, HclAttributeType>()
  for (const [name, value] of entries)
    attributes.set(name, { type: typeOf(value), isOptional: false, default: undefined })
  return { kind: "object", attributes }
}

/** Spells a type: `list(string)`, `object({ name = string })`. */
export function typeText(type: HclType): string {
  switch (type.kind) {
    case "any":
    case "bool":
    case "number":
    case "string":
      return type.kind
    case "list":
    case "set":
    case "map":
      return `${type.kind}(${typeText(type.element)})`
    case "tuple":
      return `tuple([${type.items.map(typeText).join(", ")}])`
    case "object":
      return `object({ ${[...type.attributes].map(([name, { type }]) => `${name} = ${typeText(type)}`).join(", ")} })`
  }
}

/** What a value is called in a message: `a list`, `an object`. */
export function kindText(value: HclValue): string {
  switch (value.kind) {
    case "null":
      return "null"
    case "bool":
      return "a bool"
    case "number":
      return "a number"
    case "string":
      return "a string"
    case "sequence":
      return `a ${value.form}`
    case "mapping":
      return value.form === "object" ? "an object" : "a map"
    case "reference":
      return value.address
    case "unknown":
      return "a value that is not known"
  }
}

/**
 * Converts a value as Terraform does: numbers and strings into each other, tuples to lists and sets, objects to maps and
 * back, with the defaults of optional attributes. What is not known, or null, stays as it is.
 *
 * @throws HclFault where Terraform refuses.
 */
export function convert(value: HclValue, type: HclType): HclValue {
  spend(1, value.position)
  if (type.kind === "any" || value.kind === "null" || isUnknown(value)) return value
  switch (type.kind) {
    case "string":
      return toText(value)
    case "number":
      return toNumber(value)
    case "bool":
      return toBool(value)
    case "list":
      return value.kind === "sequence" ? toList(value, type.element) : refused(value, type)
    case "set":
      return value.kind === "sequence" ? toSet(value, type.element) : refused(value, type)
    case "map":
      return value.kind === "mapping" ? toMap(value, type.element) : refused(value, type)
    case "tuple":
      return value.kind === "sequence" ? toTuple(value, type.items) : refused(value, type)
    case "object":
      return value.kind === "mapping" ? toObject(value, type.attributes) : refused(value, type)
  }
}

function refused(value: HclValue, type: HclType): never {
  const wanted = type.kind === "object" ? "an object" : `a ${type.kind}`
  throw new HclFault(`This is ${kindText(value)}, and ${wanted} is required.`, value.position)
}

function toText(value: HclValue): HclValue {
  switch (value.kind) {
    case "string":
      return value
    case "bool":
      return stringValue(String(value.value), value.position)
    case "number":
      if (value.isExact) return stringValue(decimalText(value.value), value.position)
      return unknownValue("a number has more digits than are kept here", value.position)
    default:
      return refused(value, STRING)
  }
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

function toNumber(value: HclValue): HclValue {
  if (value.kind === "number") return value
  if (value.kind !== "string" || !DECIMAL.test(value.value)) return refused(value, NUMBER)
  const number = Number(value.value)
  return numberValue(number, value.position, decimalText(number) === plainDecimal(value.value))
}

/** The digits that {@link decimalText} would spell, where they say the same number. */
function plainDecimal(text: string): string | undefined {
  if (/[eE]/.test(text)) return decimalText(Number(text))
  const sign = text.startsWith("-") ? "-" : ""
  const [whole = "", fraction = ""] = text.replace(/^[+-]/, "").split(".")
  const left = whole.replace(/^0+(?=.)/, "") || "0"
  const right = fraction.replace(/0+$/, "")
  const plain = right === "" ? left : `${left}.${right}`
  return plain === "0" ? "0" : sign + plain
}

function toBool(value: HclValue): HclValue {
  if (value.kind === "bool") return value
  const text = value.kind === "string" ? value.value : ""
  if (text === "true" || text === "1") return { kind: "bool", value: true, position: value.position }
  if (text === "false" || text === "0") return { kind: "bool", value: false, position: value.position }
  return refused(value, BOOL)
}

/** The type of all items: the one wanted, or what all of them can be. */
function elementType(items: readonly HclValue[], wanted: HclType, whole: HclValue): HclType {
  if (wanted.kind !== "any") return wanted
  const unified = unify(items.map(typeOf))
  if (unified === undefined) throw new HclFault("The items are of types that have none in common.", whole.position)
  return unified
}

function toList(value: HclSequence, wanted: HclType): HclValue {
  if (value.form !== "tuple" && wanted.kind === "any") {
    return value.form === "list" ? value : listValue(value.items, value.element ?? ANY, value.position)
  }
  const element = elementType(value.items, wanted, value)
  refuseElement(value, element)
  if (
    value.form === "list" &&
    value.element !== undefined &&
    sameType(value.element, element) &&
    !hasDefaults(element)
  ) {
    return value
  }
  return listValue(
    value.items.map((item) => convert(item, element)),
    element,
    value.position,
  )
}

/** Where there are no items, their type alone says whether they could be converted. */
function refuseElement(value: HclSequence | HclMapping, element: HclType): void {
  if (value.element === undefined || isConvertible(value.element, element)) return
  throw new HclFault(`This is of ${typeText(value.element)}, and ${typeText(element)} is required.`, value.position)
}

function isConvertible(from: HclType, to: HclType): boolean {
  if (from.kind === "any" || to.kind === "any") return true
  if (isPrimitive(from) || isPrimitive(to)) {
    return (
      isPrimitive(from) && isPrimitive(to) && (from.kind === to.kind || from.kind === "string" || to.kind === "string")
    )
  }
  if (to.kind === "list" || to.kind === "set") {
    if (from.kind === "tuple") return from.items.every((item) => isConvertible(item, to.element))
    return (from.kind === "list" || from.kind === "set") && isConvertible(from.element, to.element)
  }
  if (to.kind === "map") {
    if (from.kind === "object")
      return [...from.attributes.values()].every(({ type }) => isConvertible(type, to.element))
    return from.kind === "map" && isConvertible(from.element, to.element)
  }
  if (to.kind === "tuple") return from.kind === "tuple" && from.items.length === to.items.length
  return from.kind === "map" || from.kind === "object"
}

function hasDefaults(type: HclType): boolean {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return hasDefaults(type.element)
    case "tuple":
      return type.items.some(hasDefaults)
    case "object":
      return [...type.attributes.values()].some((attribute) => attribute.isOptional || hasDefaults(attribute.type))
    default:
      return false
  }
}

function toSet(value: HclSequence, wanted: HclType): HclValue {
  if (value.form === "set" && wanted.kind === "any") return value
  const element =
    value.form !== "tuple" && wanted.kind === "any" ? (value.element ?? ANY) : elementType(value.items, wanted, value)
  refuseElement(value, element)
  return setValue(
    value.items.map((item) => convert(item, element)),
    element,
    value.position,
  )
}

/** A set of items that have been converted: each once, in the order in which Terraform goes through them. */
export function setValue(items: readonly HclValue[], element: HclType, position: Position): HclSequence {
  const distinct = distinctItems(items)
  const sorted = distinct.every(
    ({ kind }) => kind === "string" || kind === "number" || kind === "bool" || kind === "null",
  )
    ? [...distinct].sort(compareItems)
    : distinct
  return { kind: "sequence", form: "set", items: sorted, element, position }
}

/** Nulls come last. */
function compareItems(a: HclValue, b: HclValue): number {
  if (a.kind === "null" || b.kind === "null") return Number(a.kind === "null") - Number(b.kind === "null")
  if (a.kind === "string" && b.kind === "string") return compareTexts(a.value, b.value)
  return (
    Number(a.kind === "number" || a.kind === "bool" ? a.value : 0) -
    Number(b.kind === "number" || b.kind === "bool" ? b.value : 0)
  )
}

/** Each of equal items once, the first of them; what is not known counts as different from all but itself. */
export function distinctItems(items: readonly HclValue[]): readonly HclValue[] {
  const seen = new Set<string>()
  const compounds: HclValue[] = []
  return items.filter((item) => {
    const key = keyOf(item)
    if (key === undefined) {
      if (compounds.some((one) => sameValue(one, item) === true)) return false
      compounds.push(item)
      return true
    }
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** A text that two values share just when they are equal; undefined where there is none. */
function keyOf(value: HclValue): string | undefined {
  spend(1, value.position)
  switch (value.kind) {
    case "null":
      return "n"
    case "bool":
      return `b${value.value}`
    case "number":
      return `#${value.value}`
    case "string":
      return JSON.stringify(value.value)
    case "reference":
      return `r${JSON.stringify([value.unit, value.address])}`
    case "unknown":
      return undefined
    case "sequence": {
      const keys = value.items.map(keyOf)
      return keys.includes(undefined) ? undefined : `${value.form}[${keys.join()}]`
    }
    case "mapping": {
      if (value.open !== undefined) return undefined
      const keys = [...value.entries].sort(([a], [b]) => compareTexts(a, b)).map(([name, item]) => [name, keyOf(item)])
      return keys.some(([, key]) => key === undefined)
        ? undefined
        : `${value.form}{${keys.map(([name, key]) => `${JSON.stringify(name)}:${key}`).join()}}`
    }
  }
}

function toTuple(value: HclSequence, types: readonly HclType[]): HclValue {
  if (value.items.length !== types.length) {
    throw new HclFault(`This has ${value.items.length} items, and ${types.length} are required.`, value.position)
  }
  return {
    kind: "sequence",
    form: "tuple",
    items: value.items.map((item, index) => convert(item, types[index]!)),
    element: undefined,
    position: value.position,
  }
}

function toMap(value: HclMapping, wanted: HclType): HclValue {
  if (value.form === "map" && wanted.kind === "any") return value
  const element = elementType([...value.entries.values()], wanted, value)
  refuseElement(value, element)
  const entries = new Map<string, HclValue>()
  for (const [key, item] of value.entries) entries.set(key, convert(item, element))
  return mapValue(entries, element, value.position)
}

function toObject(value: HclMapping, attributes: ReadonlyMap<string, HclAttributeType>): HclValue {
  // A resource has all attributes that its provider gives it.
  if (value.open !== undefined) return value
  const entries = new Map<string, HclValue>()
  for (const [name, { type, isOptional, default: fallback }] of attributes) {
    const given = value.entries.get(name)
    if (given === undefined && !isOptional) {
      throw new HclFault(`The attribute ${name} is required.`, value.position)
    }
    if (given !== undefined && !(given.kind === "null" && fallback !== undefined))
      entries.set(name, convert(given, type))
    else entries.set(name, fallback === undefined ? nullValue(value.position) : convert(fallback, type))
  }
  return objectValue(entries, value.position)
}

/** The type that values of all these types can be converted to; undefined where there is none. `any` goes with all. */
export function unify(types: readonly HclType[]): HclType | undefined {
  const stated = types.filter(({ kind }) => kind !== "any")
  const [first] = stated
  if (first === undefined) return ANY
  if (stated.every((type) => sameType(type, first))) return first
  const kinds = new Set(stated.map(({ kind }) => kind))
  if (isPrimitive(first)) return unifyPrimitives(kinds)
  if (kinds.has("map") || kinds.has("object")) return unifyMappings(stated, kinds)
  return unifySequences(stated, kinds)
}

function isPrimitive(type: HclType): boolean {
  return type.kind === "bool" || type.kind === "number" || type.kind === "string"
}

/** Every primitive value has a text; a bool is no number. */
function unifyPrimitives(kinds: ReadonlySet<HclType["kind"]>): HclType | undefined {
  return kinds.has("string") && [...kinds].every((kind) => kind === "string" || kind === "number" || kind === "bool")
    ? STRING
    : undefined
}

function unifyMappings(types: readonly HclType[], kinds: ReadonlySet<HclType["kind"]>): HclType | undefined {
  if ([...kinds].some((kind) => kind !== "map" && kind !== "object")) return undefined
  const objects = types.flatMap((type) => (type.kind === "object" ? [type.attributes] : []))
  if (objects.length === types.length && haveSameNames(objects)) {
    const attributes = new Map<string, HclAttributeType>()
    for (const name of objects[0]!.keys()) {
      const type = unify(objects.map((object) => object.get(name)!.type))
      if (type === undefined) return undefined
      attributes.set(name, { type, isOptional: false, default: undefined })
    }
    return { kind: "object", attributes }
  }
  const element = unify(
    types.flatMap((type) => {
      if (type.kind === "map") return [type.element]
      return type.kind === "object" ? [...type.attributes.values()].map((attribute) => attribute.type) : []
    }),
  )
  return element === undefined ? undefined : { kind: "map", element }
}

function haveSameNames(objects: readonly ReadonlyMap<string, HclAttributeType>[]): boolean {
  const [first] = objects
  return objects.every((object) => object.size === first!.size && [...object.keys()].every((name) => first!.has(name)))
}

function unifySequences(types: readonly HclType[], kinds: ReadonlySet<HclType["kind"]>): HclType | undefined {
  if ([...kinds].some((kind) => kind !== "list" && kind !== "set" && kind !== "tuple")) return undefined
  const tuples = types.flatMap((type) => (type.kind === "tuple" ? [type.items] : []))
  if (tuples.length === types.length && tuples.every((items) => items.length === tuples[0]!.length)) {
    const items = tuples[0]!.map((_, index) => unify(tuples.map((tuple) => tuple[index]!)))
    return items.includes(undefined) ? undefined : { kind: "tuple", items: items.filter((item) => item !== undefined) }
  }
  if (kinds.has("set") && kinds.size > 1) {
    // One of them as it stands, a list rather than a set.
    const candidates = [...types.filter(({ kind }) => kind === "list"), ...types.filter(({ kind }) => kind === "set")]
    return candidates.find((candidate) => types.every((type) => isConvertible(type, candidate)))
  }
  const element = unify(
    types.flatMap((type) =>
      type.kind === "tuple" ? type.items : type.kind === "list" || type.kind === "set" ? [type.element] : [],
    ),
  )
  if (element === undefined) return undefined
  return { kind: kinds.has("set") ? "set" : "list", element }
}
