import type { HclCallPlace, HclFunction } from "./evaluate.js"
import { HclFault, spend } from "./fault.js"
import { anything, define, type HclMade, isClose, onNumbers, open, plainText, strict, wholeNumber } from "./function.js"
import { add, multiply } from "./number.js"
import {
  ANY,
  BOOL,
  convert,
  distinctItems,
  kindText,
  listOf,
  NUMBER,
  STRING,
  setValue,
  typeOf,
  unify,
} from "./types.js"
import {
  compareTexts,
  dependent,
  firstUnknown,
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
  sortedKeys,
  stringValue,
  tupleValue,
  unknownValue,
} from "./value.js"

/** Terraform's functions of lists, sets, maps and objects, and of what is true of them. */
export const collectionFunctions: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ["alltrue", define([open(listOf(BOOL))], ([list], place) => quantified(list!, true, place))],
  ["anytrue", define([open(listOf(BOOL))], ([list], place) => quantified(list!, false, place))],
  ["chunklist", define([open(listOf(ANY)), strict(NUMBER)], chunks)],
  ["coalesce", define([], coalesce, anything)],
  ["coalescelist", define([], coalesceList, anything)],
  [
    "compact",
    define([strict(listOf(STRING))], ([list], { position }) =>
      listValue(itemsIn(list).filter(isFilled), STRING, position),
    ),
  ],
  ["concat", define([], concat, open(ANY))],
  ["contains", define([open(ANY), open(ANY)], contains)],
  [
    "distinct",
    define([open(listOf(ANY))], ([list], place) => unlessUnknown(list!, place, () => relisted(list!, distinctItems))),
  ],
  ["element", define([open(ANY), strict(NUMBER)], element)],
  ["flatten", define([open(ANY)], ([list], place) => tupleValue(flat(sequence(list, place), place), place.position))],
  ["index", define([open(ANY), open(ANY)], indexOf)],
  ["keys", define([open(ANY)], keys)],
  ["length", define([open(ANY)], length)],
  ["lookup", define([open(ANY), strict(STRING)], lookup, anything)],
  ["matchkeys", define([open(listOf(ANY)), strict(listOf(ANY)), strict(listOf(ANY))], matchKeys)],
  ["merge", define([], merge, anything)],
  ["one", define([open(ANY)], one)],
  ["range", define([strict(NUMBER)], range, strict(NUMBER))],
  ["reverse", define([open(ANY)], reverse)],
  [
    "setintersection",
    define(
      [open({ kind: "set", element: ANY })],
      sets((left, has) => left.filter(has)),
      open({ kind: "set", element: ANY }),
    ),
  ],
  ["setproduct", define([], product, open(ANY))],
  [
    "setsubtract",
    define(
      [open({ kind: "set", element: ANY }), open({ kind: "set", element: ANY })],
      sets((left, has) => left.filter((item) => !has(item))),
    ),
  ],
  ["setunion", define([open({ kind: "set", element: ANY })], union, open({ kind: "set", element: ANY }))],
  ["slice", define([open(ANY), strict(NUMBER), strict(NUMBER)], slice)],
  ["sort", define([strict(listOf(STRING))], ([list], place) => sorted(list!, place))],
  ["sum", define([open(ANY)], sum)],
  ["tobool", define([anything], ([value]) => convert(value!, BOOL))],
  ["tolist", define([anything], ([value]) => convert(value!, listOf(ANY)))],
  ["tomap", define([anything], ([value]) => convert(value!, { kind: "map", element: ANY }))],
  ["tonumber", define([anything], ([value]) => convert(value!, NUMBER))],
  ["toset", define([anything], ([value]) => convert(value!, { kind: "set", element: ANY }))],
  ["tostring", define([anything], ([value]) => convert(value!, STRING))],
  ["transpose", define([strict({ kind: "map", element: listOf(STRING) })], transpose)],
  ["values", define([open(ANY)], values)],
  ["zipmap", define([strict(listOf(STRING)), open(ANY)], zipMap)],
  ["sensitive", define([anything], ([value]) => value!)],
  ["nonsensitive", define([anything], ([value]) => value!)],
  ["ephemeralasnull", define([anything], ([value]) => value!)],
])

function itemsIn(value: HclValue | undefined): readonly HclValue[] {
  return value?.kind === "sequence" ? value.items : []
}

function isFilled(value: HclValue): boolean {
  return value.kind !== "null" && plainText(value) !== ""
}

/** The argument as a list, set or tuple; throws for what is none. */
function sequence(value: HclValue | undefined, { name, position }: HclCallPlace): HclSequence {
  if (value?.kind === "sequence") return value
  throw new HclFault(
    `The function ${name} takes a list, and this is ${kindText(value ?? nullValue(position))}.`,
    position,
  )
}

function mapping(value: HclValue | undefined, { name, position }: HclCallPlace): HclMapping {
  if (value?.kind === "mapping") return value
  throw new HclFault(
    `The function ${name} takes a map, and this is ${kindText(value ?? nullValue(position))}.`,
    position,
  )
}

/** For a function whose list may not be known itself, though it may hold what is not. */
function unlessItself(value: HclValue | undefined, place: HclCallPlace, run: () => HclMade): HclMade {
  return value !== undefined && isUnknown(value) ? dependent(value, place.position) : run()
}

function unlessUnknown(value: HclValue, place: HclCallPlace, run: () => HclMade): HclMade {
  const unknown = firstUnknown(value)
  return unknown?.kind === "unknown" ? dependent(unknown, place.position) : run()
}

function relisted(value: HclValue, change: (items: readonly HclValue[]) => readonly HclValue[]): HclValue {
  if (value.kind !== "sequence") return value
  return { ...value, items: change(value.items) }
}

function quantified(list: HclValue, all: boolean, place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    let unknown: HclValue | undefined
    for (const item of itemsIn(list)) {
      if (isUnknown(item)) unknown ??= dependent(item, place.position)
      // A null is not true.
      else if ((item.kind === "bool" && item.value) !== all) return !all
    }
    return unknown ?? all
  })
}

function chunks([list, size]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    const count = wholeNumber(size, place)
    if (count < 0) throw new HclFault("The size of chunks is negative.", place.position)
    const { items, element = ANY } = sequence(list, place)
    const found: HclValue[] = []
    const width = count === 0 ? items.length : count
    for (let at = 0; at < items.length; at += width)
      found.push(listValue(items.slice(at, at + width), element ?? ANY, place.position))
    return listValue(found, listOf(element ?? ANY), place.position)
  })
}

function coalesce(args: readonly HclValue[], { position }: HclCallPlace): HclValue {
  const type = unify(args.map(typeOf))
  if (type === undefined)
    throw new HclFault("The arguments of coalesce are of types that have none in common.", position)
  for (const argument of args) {
    if (argument.kind === "unknown") return argument
    if (argument.kind === "null") continue
    const value = convert(argument, type)
    if (!(value.kind === "string" && value.value === "")) return value
  }
  throw new HclFault("Each argument of coalesce is null or empty.", position)
}

function coalesceList(args: readonly HclValue[], { position }: HclCallPlace): HclValue {
  const stray = args.find((argument) => {
    const isList = argument.kind === "sequence" && argument.form !== "set"
    return !isList && argument.kind !== "null" && !isUnknown(argument)
  })
  if (stray !== undefined) {
    throw new HclFault(`The function coalescelist takes lists, and this is ${kindText(stray)}.`, position)
  }
  for (const argument of args) {
    if (isUnknown(argument)) return dependent(argument, position)
    if (argument.kind === "sequence" && argument.items.length > 0) return argument
  }
  throw new HclFault("Each argument of coalescelist is null or empty.", position)
}

function concat(args: readonly HclValue[], place: HclCallPlace): HclMade {
  if (args.length === 0) throw new HclFault("The function concat takes at least one list.", place.position)
  const unknown = args.find(isUnknown)
  if (unknown !== undefined && isUnknown(unknown)) return dependent(unknown, place.position)
  const lists = args.map((argument) => sequence(argument, place))
  if (lists.some(({ form }) => form === "set"))
    throw new HclFault("The function concat takes lists, and this is a set.", place.position)
  spend(
    lists.reduce((count, { items }) => count + items.length, 0),
    place.position,
  )
  const items = lists.flatMap((list) => list.items)
  const types = lists.map(typeOf)
  const element = lists.every(({ form }) => form === "list")
    ? unify(types.map((type) => (type.kind === "list" ? type.element : ANY)))
    : undefined
  if (element === undefined) return tupleValue(items, place.position)
  return listValue(
    items.map((item) => convert(item, element)),
    element,
    place.position,
  )
}

function contains([list, wanted]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    let unknown: HclValue | undefined
    for (const item of sequence(list, place).items) {
      const same = sameValue(item, wanted!)
      if (same === true) return true
      if (same === undefined) unknown ??= undecided(item, wanted!, place)
    }
    return unknown ?? false
  })
}

/** For two values of which it is not known whether they are the same. */
function undecided(one: HclValue, other: HclValue, { position }: HclCallPlace): HclValue {
  const by = firstUnknown(one) ?? firstUnknown(other)
  return by === undefined
    ? unknownValue("a number has more digits than are kept here", position)
    : dependent(by, position)
}

function element([list, at]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    const { items, form } = sequence(list, place)
    if (form === "set") throw new HclFault("The function element takes a list, and this is a set.", place.position)
    if (items.length === 0) throw new HclFault("The function element is asked of an empty list.", place.position)
    const index = wholeNumber(at, place)
    const rest = index % items.length
    // Of a list, Terraform counts from the end then.
    if (rest < 0 && form === "tuple")
      throw new HclFault("The function element is asked of an item before the first.", place.position)
    return items[rest < 0 ? rest + items.length : rest]!
  })
}

function flat({ items }: HclSequence, place: HclCallPlace): readonly HclValue[] {
  const found: HclValue[] = []
  const pending = [...items].reverse()
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    spend(1, place.position)
    if (next.kind !== "sequence") found.push(next)
    else for (let at = next.items.length - 1; at >= 0; at--) pending.push(next.items[at]!)
  }
  return found
}

function indexOf([list, wanted]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    for (const [at, item] of sequence(list, place).items.entries()) {
      const same = sameValue(item, wanted!)
      if (same === true) return at
      if (same === undefined) return undecided(item, wanted!, place)
    }
    throw new HclFault("The function index finds no such item.", place.position)
  })
}

function keys([value]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(value, place, () => {
    const map = mapping(value, place)
    if (map.open !== undefined) return dependent(map.open, place.position)
    const found = sortedKeys(map).map((key) => stringValue(key, map.entries.get(key)!.position))
    return map.form === "map" ? listValue(found, STRING, place.position) : tupleValue(found, place.position)
  })
}

function length([value]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(value, place, () => {
    if (value?.kind === "sequence") return value.items.length
    if (value?.kind === "mapping")
      return value.open === undefined ? value.entries.size : dependent(value.open, place.position)
    if (value?.kind === "string") return graphemes(value.value).length
    throw new HclFault(`The function length is asked of ${kindText(value!)}.`, place.position)
  })
}

/** Made when first needed: it takes longer than all else that this module does while it is loaded. */
let segmenter: Intl.Segmenter | undefined

/** What Terraform counts as the characters of a text. */
export function graphemes(text: string): readonly string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return text.split("")
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

function lookup(args: readonly HclValue[], place: HclCallPlace): HclMade {
  const [value, key, fallback] = args
  if (args.length > 3) throw new HclFault("The function lookup takes two or three arguments.", place.position)
  return unlessItself(value, place, () => {
    const map = mapping(value, place)
    const found = map.entries.get(plainText(key))
    if (found !== undefined) return found
    if (map.open !== undefined) return dependent(map.open, place.position)
    if (fallback === undefined)
      throw new HclFault(`The function lookup finds no ${JSON.stringify(plainText(key))}.`, place.position)
    return map.form === "map" && map.element !== undefined ? convert(fallback, map.element) : fallback
  })
}

function matchKeys([found, by, wanted]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(found, place, () => {
    const list = sequence(found, place)
    const keyed = itemsIn(by)
    if (list.items.length !== keyed.length)
      throw new HclFault("The function matchkeys takes as many keys as values.", place.position)
    const searched = itemsIn(wanted)
    return relisted(list, (items) =>
      items.filter((_, at) => searched.some((one) => sameValue(one, keyed[at]!) === true)),
    )
  })
}

function merge(args: readonly HclValue[], place: HclCallPlace): HclMade {
  const unknown = args.find(isUnknown)
  if (unknown !== undefined && isUnknown(unknown)) return dependent(unknown, place.position)
  const maps = args.filter(({ kind }) => kind !== "null").map((argument) => mapping(argument, place))
  const open = maps.find((map) => map.open !== undefined)?.open
  if (open !== undefined) return dependent(open, place.position)
  spend(
    maps.reduce((count, { entries }) => count + entries.size, 0),
    place.position,
  )
  const entries = new Map<string, HclValue>()
  for (const map of maps) for (const [key, value] of map.entries) entries.set(key, value)
  const [first] = maps
  const isMap =
    first?.form === "map" &&
    maps.length === args.length &&
    maps.every((map) => map.form === "map" && sameType(map.element ?? ANY, first.element ?? ANY))
  return isMap ? mapValue(entries, first.element ?? ANY, place.position) : objectValue(entries, place.position)
}

function one([list]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    const { items } = sequence(list, place)
    if (items.length > 1) throw new HclFault(`The function one is asked of ${items.length} items.`, place.position)
    return items[0] ?? nullValue(place.position)
  })
}

/** The most items that Terraform lets `range` make. */
const LONGEST_RANGE = 1024

function range(args: readonly HclValue[], place: HclCallPlace): HclValue {
  if (args.length > 3) throw new HclFault("The function range takes one to three numbers.", place.position)
  const numbers = args.map((argument) => (argument.kind === "number" ? argument.value : 0))
  const [start, end] = numbers.length === 1 ? [0, numbers[0]!] : [numbers[0]!, numbers[1]!]
  const step = numbers[2] ?? (end < start ? -1 : 1)
  if (step === 0 || (step > 0 && end < start) || (step < 0 && end > start))
    throw new HclFault("The steps of this range never lead to its end.", place.position)
  const found: HclValue[] = []
  for (let at = start; step > 0 ? at < end : at > end; at = add(at, step).value) {
    if (found.length >= LONGEST_RANGE)
      throw new HclFault(`A range has more than ${LONGEST_RANGE} items.`, place.position)
    found.push(numberValue(at, place.position))
  }
  return listValue(found, NUMBER, place.position)
}

function reverse([list]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    const { items, form, element = ANY } = sequence(list, place)
    const reversed = [...items].reverse()
    return form === "tuple" ? tupleValue(reversed, place.position) : listValue(reversed, element ?? ANY, place.position)
  })
}

type Change = (left: readonly HclValue[], has: (item: HclValue) => boolean) => readonly HclValue[]

/** Folds sets by two; what is not known counts as itself. */
function sets(change: Change): (args: readonly HclValue[], place: HclCallPlace) => HclMade {
  return (args, place) => {
    const unknown = args.map(firstUnknown).find((found) => found?.kind === "unknown")
    const whole = args.find(isUnknown) ?? unknown
    if (whole !== undefined && isUnknown(whole)) return dependent(whole, place.position)
    const { type, all } = unified(args, place)
    const items = all.slice(1).reduce((left, right) => {
      const both = distinctItems(right.concat(left))
      const extra = new Set(both.slice(right.length))
      return change(left, (item) => !extra.has(item))
    }, all[0] ?? [])
    return setValue(items, type, place.position)
  }
}

function union(args: readonly HclValue[], place: HclCallPlace): HclMade {
  const whole = args.find(isUnknown)
  if (whole !== undefined && isUnknown(whole)) return dependent(whole, place.position)
  const { type, all } = unified(args, place)
  return setValue(all.flat(), type, place.position)
}

function unified(
  args: readonly HclValue[],
  place: HclCallPlace,
): { readonly type: HclType; readonly all: readonly (readonly HclValue[])[] } {
  const elements = args.map((argument) => (argument.kind === "sequence" ? (argument.element ?? ANY) : ANY))
  const type = unify(elements)
  if (type === undefined)
    throw new HclFault(`The sets of ${place.name} are of types that have none in common.`, place.position)
  // Converting may make equal what was not, and each set's items are distinct below.
  const all = args.map((argument) => distinctItems(itemsIn(argument).map((item) => convert(item, type))))
  return { type, all }
}

function product(args: readonly HclValue[], place: HclCallPlace): HclMade {
  const whole = args.find(isUnknown)
  if (whole !== undefined && isUnknown(whole)) return dependent(whole, place.position)
  if (args.length < 2) throw new HclFault("The function setproduct takes at least two sets.", place.position)
  const lists = args.map((argument) => sequence(argument, place))
  const types = lists.map(({ items, element }) => element ?? unify(items.map(typeOf)))
  if (types.includes(undefined))
    throw new HclFault("The items of a list of setproduct are of types that have none in common.", place.position)
  spend(
    lists.reduce((count, { items }) => count * items.length, lists.length),
    place.position,
  )
  const rows = lists.reduce<readonly (readonly HclValue[])[]>(
    (found, { items }, at) => found.flatMap((row) => items.map((item) => [...row, convert(item, types[at]!)])),
    [[]],
  )
  const items = rows.map((row) => tupleValue(row, place.position))
  const type: HclType = { kind: "tuple", items: types.map((item) => item ?? ANY) }
  return lists.some(({ form }) => form === "set")
    ? setValue(items, type, place.position)
    : listValue(items, type, place.position)
}

function slice([list, from, to]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    const whole = sequence(list, place)
    const [start, end] = [wholeNumber(from, place), wholeNumber(to, place)]
    const isSound = whole.form !== "set" && start >= 0 && start <= end && end <= whole.items.length
    if (!isSound)
      throw new HclFault(
        `There is no slice from ${start} to ${end} of ${kindText(whole)} of ${whole.items.length} items.`,
        place.position,
      )
    return relisted(whole, (items) => items.slice(start, end))
  })
}

function sorted(list: HclValue, { position }: HclCallPlace): HclMade {
  const items = itemsIn(list)
  if (items.some(({ kind }) => kind === "null"))
    throw new HclFault("The function sort takes texts, and a null is none.", position)
  return listValue(
    [...items].sort((a, b) => compareTexts(plainText(a), plainText(b))),
    STRING,
    position,
  )
}

function sum([list]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(list, place, () => {
    const { items } = sequence(list, place)
    if (items.length === 0) throw new HclFault("The function sum is asked of an empty list.", place.position)
    let total = numberValue(0, place.position)
    for (const item of items) {
      const number = convert(item, NUMBER)
      if (isUnknown(number)) return dependent(number, place.position)
      if (number.kind !== "number")
        throw new HclFault("The function sum takes numbers, and a null is none.", place.position)
      const { value, isExact } = add(total.value, number.value)
      total = numberValue(value, place.position, isExact && total.isExact && number.isExact)
    }
    return total
  })
}

function transpose([value]: readonly HclValue[], place: HclCallPlace): HclMade {
  const map = mapping(value, place)
  const found = new Map<string, HclValue[]>()
  for (const key of sortedKeys(map)) {
    const list = map.entries.get(key)!
    if (list.kind === "null")
      throw new HclFault("The function transpose takes lists, and a null is none.", place.position)
    for (const item of itemsIn(list)) {
      const text = plainText(item)
      const already = found.get(text)
      if (already === undefined) found.set(text, [stringValue(key, list.position)])
      else already.push(stringValue(key, list.position))
    }
  }
  const entries = new Map([...found].map(([key, items]) => [key, listValue(items, STRING, place.position)]))
  return mapValue(entries, listOf(STRING), place.position)
}

function values([value]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(value, place, () => {
    const map = mapping(value, place)
    if (map.open !== undefined) return dependent(map.open, place.position)
    const found = sortedKeys(map).map((key) => map.entries.get(key)!)
    return map.form === "map" ? listValue(found, map.element ?? ANY, place.position) : tupleValue(found, place.position)
  })
}

function zipMap([names, found]: readonly HclValue[], place: HclCallPlace): HclMade {
  return unlessItself(found, place, () => {
    const list = sequence(found, place)
    const keyed = itemsIn(names)
    if (list.form === "set" || keyed.length !== list.items.length)
      throw new HclFault("The function zipmap takes as many keys as values.", place.position)
    const entries = new Map(keyed.map((key, at) => [plainText(key), list.items[at]!]))
    return list.form === "list"
      ? mapValue(entries, list.element ?? ANY, place.position)
      : objectValue(entries, place.position)
  })
}

/** Terraform's functions of numbers. */
export const numberFunctions: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ["abs", onNumbers(1, ([number]) => Math.abs(number!))],
  ["ceil", onNumbers(1, ([number]) => Math.ceil(number!) + 0)],
  ["floor", onNumbers(1, ([number]) => Math.floor(number!) + 0)],
  ["signum", onNumbers(1, ([number]) => Math.sign(number!))],
  ["max", define([], extreme(Math.max), strict(NUMBER))],
  ["min", define([], extreme(Math.min), strict(NUMBER))],
  ["pow", onNumbers(2, ([base, exponent], { position }) => power(base!, exponent!, position))],
  [
    "log",
    onNumbers(2, ([number, base], { position }) => numberValue(Math.log(number!) / Math.log(base!), position, false)),
  ],
  ["parseint", define([strict(STRING), strict(NUMBER)], parseInteger)],
])

function extreme(pick: (...numbers: number[]) => number): (args: readonly HclValue[], place: HclCallPlace) => HclMade {
  return (args, place) => {
    if (args.length === 0) throw new HclFault(`The function ${place.name} takes at least one number.`, place.position)
    const value = args.map((argument) => (argument.kind === "number" ? argument.value : 0)).reduce((a, b) => pick(a, b))
    return numberValue(value, place.position, !args.some(isClose))
  }
}

function power(base: number, exponent: number, position: HclCallPlace["position"]): HclValue {
  if (!Number.isSafeInteger(exponent) || exponent < 0 || exponent > 1024) {
    const value = base ** exponent
    if (!Number.isFinite(value)) throw new HclFault("The function pow makes no number that is kept here.", position)
    return numberValue(value, position, false)
  }
  let found = numberValue(1, position)
  for (let count = 0; count < exponent; count++) {
    const { value, isExact } = multiply(found.value, base)
    if (!Number.isFinite(value)) throw new HclFault("The function pow makes no number that is kept here.", position)
    found = numberValue(value, position, isExact && found.isExact)
  }
  return found
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

function parseInteger([text, base]: readonly HclValue[], place: HclCallPlace): HclMade {
  const radix = wholeNumber(base, place)
  const [, sign, digits] = /^([+-]?)([0-9a-zA-Z]+)$/.exec(plainText(text)) ?? []
  // Above base 36 a capital letter is a digit of its own.
  if (digits === undefined || radix < 2 || radix > 36)
    throw new HclFault(`The function parseint reads no number in ${JSON.stringify(plainText(text))}.`, place.position)
  let found = 0
  for (const letter of digits.toLowerCase()) {
    const digit = DIGITS.indexOf(letter)
    if (digit >= radix)
      throw new HclFault(`The function parseint reads no number in ${JSON.stringify(digits)}.`, place.position)
    found = found * radix + digit
  }
  return numberValue(sign === "-" ? -found : found, place.position, Number.isSafeInteger(found))
}
