/** What a value under `compose` may be. */
export type Shape =
  | { readonly kind: "text" | "boolean" | "number" | "integer" | "nothing" | "data" }
  | { readonly kind: "word"; readonly words: readonly string[] }
  | { readonly kind: "list"; readonly of: Shape; readonly unique: boolean }
  | { readonly kind: "map"; readonly of: Shape }
  | {
      readonly kind: "object"
      readonly fields: Readonly<Record<string, Shape>>
      readonly required: readonly string[]
    }
  | { readonly kind: "either"; readonly shapes: readonly Shape[] }

/** Where and how a value differs from its shape. */
export interface Misfit {
  /** Keys and indices below the value. */
  readonly place: readonly (string | number)[]
  /** What stands there. */
  readonly found: string
  /** What may stand there, in words. */
  readonly allowed: string
}

/** A string without half a surrogate pair. */
export const TEXT: Shape = { kind: "text" }
/** `true` or `false`. */
export const BOOLEAN: Shape = { kind: "boolean" }
/** A finite number. */
export const NUMBER: Shape = { kind: "number" }
/** A whole number. */
export const INTEGER: Shape = { kind: "integer" }
/** `null`. */
export const NOTHING: Shape = { kind: "nothing" }
/** Whatever JSON can hold. */
export const DATA: Shape = { kind: "data" }

/** One of some words. */
export function word(...words: readonly string[]): Shape {
  return { kind: "word", words }
}

/** A list whose items are of one shape. */
export function list(of: Shape): Shape {
  return { kind: "list", of, unique: false }
}

/** A list whose items are of one shape, and no two the same. */
export function set(of: Shape): Shape {
  return { kind: "list", of, unique: true }
}

/** A map whose values are of one shape. */
export function map(of: Shape): Shape {
  return { kind: "map", of }
}

/** A map of known keys and no others. */
export function object(fields: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape {
  return { kind: "object", fields, required }
}

/** A value of any of some shapes. */
export function either(...shapes: readonly Shape[]): Shape {
  return { kind: "either", shapes }
}

/** The first place where a value differs from its shape, or undefined where it has it. */
export function misfit(value: unknown, shape: Shape): Misfit | undefined {
  switch (shape.kind) {
    case "text":
      return typeof value === "string" && !LONE_SURROGATE.test(value) ? undefined : here(value, shape)
    case "boolean":
      return typeof value === "boolean" ? undefined : here(value, shape)
    case "number":
      return Number.isFinite(value) ? undefined : here(value, shape)
    case "integer":
      return Number.isInteger(value) ? undefined : here(value, shape)
    case "nothing":
      return value === null ? undefined : here(value, shape)
    case "word":
      return shape.words.includes(value as string) ? undefined : here(value, shape)
    case "data":
      return misfitOfData(value)
    case "list":
      return misfitOfList(value, shape)
    case "map":
      return isMap(value) ? misfitOfMap(value, () => shape.of) : here(value, shape)
    case "object":
      return misfitOfObject(value, shape)
    case "either":
      return misfitOfEither(value, shape)
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u
const SCALARS: readonly Shape[] = [TEXT, NUMBER, BOOLEAN, NOTHING]
/** As many characters as YAML lets a key have, with room for escapes. */
const LONGEST_KEY = 160

function misfitOfData(value: unknown): Misfit | undefined {
  if (Array.isArray(value)) return misfitOfItems(value, DATA)
  if (isMap(value)) return misfitOfMap(value, () => DATA)
  return SCALARS.some((shape) => misfit(value, shape) === undefined) ? undefined : here(value, DATA)
}

function misfitOfList(value: unknown, shape: Extract<Shape, { readonly kind: "list" }>): Misfit | undefined {
  if (!Array.isArray(value)) return here(value, shape)
  const wrong = misfitOfItems(value, shape.of)
  if (wrong !== undefined || !shape.unique) return wrong
  const seen = new Set<string>()
  const repeated = value.findIndex((each) => seen.size === seen.add(JSON.stringify(each)).size)
  if (repeated === -1) return undefined
  return { place: [repeated], found: JSON.stringify(value[repeated]), allowed: "each item once" }
}

function misfitOfItems(items: readonly unknown[], shape: Shape): Misfit | undefined {
  for (const [index, each] of items.entries()) {
    const wrong = misfit(each, shape)
    if (wrong !== undefined) return below(index, wrong)
  }
  return undefined
}

function misfitOfObject(value: unknown, shape: Extract<Shape, { readonly kind: "object" }>): Misfit | undefined {
  if (!isMap(value)) return here(value, shape)
  const missing = shape.required.find((key) => value[key] === undefined)
  if (missing !== undefined) return { place: [], found: `no ${missing}`, allowed: `${spelled(shape)}, with ${missing}` }
  return misfitOfMap(value, (key) => (Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined))
}

function misfitOfMap(
  value: Readonly<Record<string, unknown>>,
  shapeOf: (key: string) => Shape | undefined,
): Misfit | undefined {
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue
    const shape = shapeOf(key)
    if (shape === undefined) return { place: [key], found: key, allowed: "a key that Compose knows there" }
    if (key.length > LONGEST_KEY || LONE_SURROGATE.test(key))
      return {
        place: [],
        found: JSON.stringify(key.slice(0, 40)),
        allowed: `keys of at most ${LONGEST_KEY} characters`,
      }
    const wrong = misfit(each, shape)
    if (wrong !== undefined) return below(key, wrong)
  }
  return undefined
}

/** The alternative that fits best is the one to tell about: the one whose fault lies deepest. */
function misfitOfEither(value: unknown, shape: Extract<Shape, { readonly kind: "either" }>): Misfit | undefined {
  let deepest: Misfit | undefined
  for (const each of shape.shapes) {
    const wrong = misfit(value, each)
    if (wrong === undefined) return undefined
    if (wrong.place.length > (deepest?.place.length ?? 0)) deepest = wrong
  }
  return deepest ?? here(value, shape)
}

function below(key: string | number, { place, found, allowed }: Misfit): Misfit {
  return { place: [key, ...place], found, allowed }
}

function here(value: unknown, shape: Shape): Misfit {
  return { place: [], found: foundText(value), allowed: spelled(shape) }
}

function foundText(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value)
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40))
  if (Array.isArray(value)) return "a list"
  return isMap(value) ? "a map" : `a ${typeof value}`
}

/** Data as JSON has it: what a class made is something else. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function spelled(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return "a string"
    case "boolean":
      return "true or false"
    case "number":
      return "a number"
    case "integer":
      return "a whole number"
    case "nothing":
      return "null"
    case "data":
      return "plain data"
    case "word":
      return shape.words.map((each) => JSON.stringify(each)).join(" or ")
    case "list":
      return `a list (${spelled(shape.of)} each)`
    case "map":
      return `a map (${spelled(shape.of)} each)`
    case "object":
      return `a map of ${Object.keys(shape.fields).join(", ")}`
    case "either":
      return shape.shapes.map(spelled).join(", or ")
  }
}
