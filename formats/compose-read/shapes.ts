import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from "../yaml-nodes.js"
import { type Context, report } from "./context.js"
import {
  booleanOf,
  derived,
  isUnknown,
  type ScalarKind,
  scalarKind,
  scalarText,
  shown,
  wholeNumber,
} from "./scalars.js"

/**
 * What an attribute of a Compose file may hold, how its forms come to one, and how a later file's goes over an earlier one's.
 *
 * `name` is the attribute's, for messages. A null reaches `read` only where it means something; elsewhere it stands for nothing said.
 */
export interface Shape {
  /** Brings a value to its canonical form, no defaults filled in; undefined when it was refused, which has been reported. */
  readonly read: (node: YamlNode, name: string, context: Context) => YamlNode | undefined
  /** Both in canonical form, neither null. */
  readonly merge: (base: YamlNode, over: YamlNode, context: Context) => YamlNode
  /** Leaves one of what is told from others by a key, in its lists; done after each file, for within one file Compose appends first. */
  readonly unify: (node: YamlNode) => YamlNode
  /** Fills in defaults once all files are merged, and reports what is missing. */
  readonly settle: (node: YamlNode, name: string, context: Context) => YamlNode
  /** Whether a null says something, and so goes over what an earlier file says. */
  readonly nullable?: boolean | undefined
}

/** What a later file says goes over what an earlier one does, tags and nulls minded. */
export function mergeNodes(shape: Shape, base: YamlNode, over: YamlNode, context: Context): YamlNode {
  if (over.tag !== undefined) return over
  if (base.tag === "!reset") return over
  if (isNull(over)) return shape.nullable === true && shape.merge === replace ? over : base
  return isNull(base) ? over : shape.merge(base, over, context)
}

/** Takes out what `!reset` drops, and the tags that have done their work. */
export function stripped(node: YamlNode): YamlNode {
  const bare = node.tag === undefined ? node : { ...node, tag: undefined }
  switch (bare.kind) {
    case "scalar":
      return bare
    case "list":
      return { ...bare, items: bare.items.map(stripped) }
    case "map":
      return {
        ...bare,
        entries: new Map(
          [...bare.entries]
            .filter(([, { value }]) => value.tag !== "!reset")
            .map(([key, entry]) => [key, { ...entry, value: stripped(entry.value) }]),
        ),
      }
  }
}

/** Whether nothing stands there, or `null`. */
export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null
}

const replace: Shape["merge"] = (_, over) => over
const keep = (node: YamlNode): YamlNode => node

const KIND_NAMES: Readonly<Record<ScalarKind, string>> = {
  null: "nothing",
  boolean: "true or false",
  integer: "a number",
  float: "a number",
  date: "a date",
  string: "a string",
}

function wanted(node: YamlNode, name: string, what: string, context: Context): undefined {
  const given =
    node.kind === "scalar"
      ? scalarKind(node) === "string"
        ? JSON.stringify(shown(scalarText(node)))
        : KIND_NAMES[scalarKind(node)]
      : `a ${node.kind}`
  report(context, node, `${name} must be ${what}, not ${given}`)
  return undefined
}

/** A value of some of the kinds that scalars are of; a string alone when none is named. */
export function scalar(...kinds: readonly ScalarKind[]): Shape {
  const allowed = kinds.length === 0 ? (["string"] as const) : kinds
  const what = [...new Set(allowed.map((kind) => KIND_NAMES[kind]))].join(" or ")
  return {
    read: (node, name, context) =>
      node.kind === "scalar" && allowed.includes(scalarKind(node)) ? node : wanted(node, name, what, context),
    merge: replace,
    unify: keep,
    settle: keep,
  }
}

/** A string that is one of a few. */
export function oneOf(...words: readonly string[]): Shape {
  return {
    read: (node, name, context) => {
      if (node.kind !== "scalar" || scalarKind(node) !== "string")
        return wanted(node, name, words.join(" or "), context)
      const text = scalarText(node)
      return words.includes(text) || isUnknown(text) ? node : wanted(node, name, words.join(" or "), context)
    },
    merge: replace,
    unify: keep,
    settle: keep,
  }
}

/** `true` or `false`, or a string that stands for one; of an unknown one the text stays. */
export const flag: Shape = {
  read: (node, name, context) => {
    if (node.kind !== "scalar") return wanted(node, name, "true or false", context)
    const value = booleanOf(node)
    if (value === undefined) {
      return typeof node.value === "string" && isUnknown(node.value)
        ? node
        : wanted(node, name, "true or false", context)
    }
    return node.value === value ? node : { ...derived(node, String(value)), value }
  },
  merge: replace,
  unify: keep,
  settle: keep,
}

/** A whole number, or a string that spells one; of an unknown one the text stays. */
export const whole: Shape = {
  read: (node, name, context) => {
    if (node.kind !== "scalar") return wanted(node, name, "a whole number", context)
    if (typeof node.value === "string" && isUnknown(node.value)) return node
    if (scalarKind(node) === "float" && Number.isInteger(node.value)) return node
    const value = scalarKind(node) === "boolean" ? undefined : wholeNumber(node)
    if (value === undefined) return wanted(node, name, "a whole number", context)
    return node.value === value ? node : { ...derived(node, String(value)), value }
  },
  merge: replace,
  unify: keep,
  settle: keep,
}

/** Anything; maps are merged, lists appended. */
export const anything: Shape = {
  read: (node) => node,
  merge: (base, over, context) => {
    if (base.kind === "map" && over.kind === "map") return mergeEntries(base, over, () => anything, context)
    if (base.kind === "list" && over.kind === "list") return appended(base, over, context)
    if (base.kind !== "scalar")
      report(context, over, `A ${over.kind} can't go over the ${base.kind} of an earlier file`)
    return over
  },
  unify: keep,
  settle: keep,
}

/** What a list is like beyond its items. */
export interface ListOptions {
  /** By what an item is told from others: of two with the same the later one counts, in the place of the earlier. */
  readonly key?: ((item: YamlNode) => string) | undefined
  /** Whether an item may not stand twice in one file. */
  readonly distinct?: boolean | undefined
  /** Whether a lone scalar is a list of one. */
  readonly lone?: boolean | undefined
  /** Makes the long form of a short one, one or more; undefined when it was refused. Items that are maps are not passed. */
  readonly long?: ((item: YamlScalar, name: string, context: Context) => readonly YamlNode[] | undefined) | undefined
}

/** A list; a later file's items are appended, without those that are there already. */
export function list(item: Shape, { key, distinct, lone, long }: ListOptions = {}): Shape {
  const unique = (node: YamlList): YamlList => (key === undefined ? node : uniqueItems(node, key))
  return {
    read: (node, name, context) => {
      const given = lone === true && node.kind === "scalar" ? asList(node) : node
      if (given.kind !== "list") return wanted(node, name, lone === true ? "a string or a list" : "a list", context)
      const items = given.items.flatMap((each) => {
        if (each.tag === "!reset") return []
        const longer = each.kind === "scalar" && long !== undefined ? (long(each, name, context) ?? []) : [each]
        return longer.flatMap((one) => item.read(one, `An item of ${name}`, context) ?? [])
      })
      if (distinct === true) reportRepeated(items, name, context)
      return { ...given, items }
    },
    merge: (base, over, context) =>
      base.kind === "list" && over.kind === "list" ? appended(base, over, context) : over,
    unify: (node) => (node.kind === "list" ? changedItems(unique(node), item.unify) : node),
    settle: (node, name, context) =>
      node.kind === "list" ? changedItems(node, (each) => item.settle(each, `An item of ${name}`, context)) : node,
  }
}

function asList(only: YamlScalar): YamlList {
  const { source, offset, tag } = only
  return { kind: "list", source, offset, tag, items: [{ ...only, tag: undefined }] }
}

function changedItems(node: YamlList, change: (item: YamlNode) => YamlNode): YamlList {
  let changed = false
  const items = node.items.map((each) => {
    const now = change(each)
    changed ||= now !== each
    return now
  })
  return changed ? { ...node, items } : node
}

function reportRepeated(items: readonly YamlNode[], name: string, context: Context): void {
  const seen = new Set<string>()
  for (const item of items) {
    const said = identity(item)
    if (seen.has(said)) report(context, item, `${name} holds an item twice`)
    seen.add(said)
  }
}

function uniqueItems(node: YamlList, key: (item: YamlNode) => string): YamlList {
  const items = new Map<string, YamlNode>()
  for (const item of node.items) items.set(key(item), item)
  return items.size === node.items.length ? node : { ...node, items: [...items.values()] }
}

/** A short form equals no long one; and for Compose what other files say is in its long form by then. */
function appended(base: YamlList, over: YamlList, { merging }: Context): YamlList {
  const form = (item: YamlNode): string =>
    (merging === "services" && isExpanded(item) ? "short" : "long") + identity(item)
  const known = new Set(base.items.map(form))
  const items = [...base.items]
  for (const item of over.items) {
    const said = form(item)
    if (known.has(said) && (merging === "services" || !isExpanded(item))) continue
    known.add(said)
    items.push(item)
  }
  return { ...over, items }
}

/** Whether a map was made of a scalar: then all in it stands in one place. */
function isExpanded(item: YamlNode): boolean {
  if (item.kind !== "map" || item.entries.size === 0) return false
  return [...item.entries.values()].every(({ value }) => value.offset === item.offset)
}

/** What a value says, without where; equal for equal values. */
export function identity(node: YamlNode): string {
  switch (node.kind) {
    case "scalar":
      return JSON.stringify(typeof node.value === "number" ? node.text : node.value) ?? "null"
    case "list":
      return `[${node.items.map(identity).join(",")}]`
    case "map":
      return `{${[...node.entries.values()]
        .map(({ key, value }) => `${JSON.stringify(key)}:${identity(value)}`)
        .sort()
        .join(",")}}`
  }
}

/** A map of names to values, also written as a list of `NAME=value`; a name alone has no value, which is said. */
export function named(options: { readonly boolean?: boolean | undefined } = {}): Shape {
  const kinds: readonly ScalarKind[] = [
    "string",
    "integer",
    "float",
    "null",
    ...(options.boolean === false ? [] : ["boolean" as const]),
  ]
  const value = scalar(...kinds)
  return {
    read: (node, name, context) => {
      if (node.kind === "list") return fromPairs(node, name, context)
      if (node.kind !== "map") return wanted(node, name, "a map or a list", context)
      return changedEntries(node, ({ key, value: each }) => {
        if (each.tag === "!reset") return each
        const read = value.read(each, key, context)
        return read === undefined ||
          read.kind !== "scalar" ||
          scalarKind(read) === "null" ||
          scalarKind(read) === "string"
          ? read
          : { ...derived(read, scalarText(read)), tag: read.tag }
      })
    },
    merge: (base, over) =>
      base.kind === "map" && over.kind === "map"
        ? { ...over, entries: new Map([...base.entries, ...over.entries]) }
        : over,
    unify: keep,
    settle: keep,
  }
}

function fromPairs(node: YamlList, name: string, context: Context): YamlMap {
  const entries = new Map<string, YamlEntry>()
  for (const item of node.items) {
    if (item.tag === "!reset") continue
    if (item.kind !== "scalar" || scalarKind(item) !== "string") {
      wanted(item, `An item of ${name}`, "a string", context)
      continue
    }
    const text = scalarText(item)
    const equals = text.indexOf("=")
    const key = shown(equals === -1 ? text : text.slice(0, equals))
    const value =
      equals === -1 ? { ...derived(item, ""), value: null, plain: true } : derived(item, text.slice(equals + 1))
    entries.set(key, { source: item.source, offset: item.offset, key, value })
  }
  const { source, offset, tag } = node
  return { kind: "map", source, offset, tag, entries }
}

/** A map with one more entry. */
export function withEntry(
  map: YamlMap,
  key: string,
  value: YamlNode,
  place: { source: YamlEntry["source"]; offset: number } = value,
): YamlMap {
  const { source, offset } = place
  return { ...map, entries: new Map(map.entries).set(key, { source, offset, key, value }) }
}

/** A map of some keys to values made at a place. */
export function mapOf(place: YamlNode, values: Readonly<Record<string, YamlNode | undefined>>): YamlMap {
  const { source, offset } = place
  const entries = new Map<string, YamlEntry>()
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) entries.set(key, { source, offset: value.offset, key, value })
  }
  return { kind: "map", source, offset, tag: undefined, entries }
}

/** A map of names to values of one shape. `short` makes a map of another form, or nothing. */
export function mapping(
  value: Shape,
  short?: (node: YamlNode, name: string, context: Context) => YamlMap | undefined,
): Shape {
  return {
    read: (node, name, context) => {
      const map = node.kind === "map" ? node : (short?.(node, name, context) ?? wanted(node, name, "a map", context))
      return map && changedEntries(map, ({ key, value: each }) => readValue(value, each, key, context))
    },
    merge: (base, over, context) =>
      base.kind === "map" && over.kind === "map" ? mergeEntries(base, over, () => value, context) : over,
    unify: (node) => (node.kind === "map" ? unifiedEntries(node, () => value) : node),
    settle: (node, _, context) => (node.kind === "map" ? settledEntries(node, () => value, context) : node),
  }
}

function readValue(shape: Shape, node: YamlNode, name: string, context: Context): YamlNode | undefined {
  if (node.tag === "!reset" || isNull(node)) return node
  return shape.read(node, name, context)
}

/** What a map of known keys is like. */
export interface ObjectOptions {
  /** Whether keys may begin with `x-`; default true. */
  readonly extensible?: boolean | undefined
  /** Keys that must be there. */
  readonly required?: readonly string[] | undefined
  /** What keys hold that nobody sets. */
  readonly defaults?: Readonly<Record<string, string | boolean>> | undefined
  /** Makes the map of a short form; undefined when it is none. */
  readonly short?: ((node: YamlNode) => YamlMap | undefined) | undefined
  /** Looks at the whole once all files are merged, defaults filled in. */
  readonly check?: ((node: YamlMap, context: Context) => void) | undefined
}

/** A map of known keys. */
export function object(attributes: Readonly<Record<string, Shape>>, options: ObjectOptions = {}): Shape {
  const shapes = new Map(Object.entries(attributes))
  const shapeOf = (key: string): Shape => shapes.get(key) ?? anything
  const { extensible = true, required = [], defaults = {}, short, check } = options
  const missing = Object.entries(defaults)
  return {
    read: (node, name, context) => {
      const map = node.kind === "map" ? node : (short?.(node) ?? wanted(node, name, "a map", context))
      return (
        map &&
        changedEntries(map, (entry) => {
          const shape = shapes.get(entry.key)
          if (shape !== undefined) return readValue(shape, entry.value, entry.key, context)
          if (extensible && entry.key.startsWith("x-")) return entry.value
          report(context, entry, `${name} has no attribute ${JSON.stringify(shown(entry.key))}`)
          return undefined
        })
      )
    },
    merge: (base, over, context) =>
      base.kind === "map" && over.kind === "map" ? mergeEntries(base, over, shapeOf, context) : over,
    unify: (node) => (node.kind === "map" ? unifiedEntries(node, shapeOf) : node),
    settle: (node, name, context) => {
      if (node.kind !== "map") return node
      for (const key of required) {
        if (!node.entries.has(key)) report(context, node, `${name} needs the attribute ${key}`)
      }
      let settled = settledEntries(node, shapeOf, context)
      for (const [key, value] of missing) {
        if (!settled.entries.has(key)) settled = withEntry(settled, key, { ...derived(settled, String(value)), value })
      }
      check?.(settled, context)
      return settled
    },
  }
}

/** The same map when nothing changes; an entry whose value becomes undefined is left out. */
function changedEntries(map: YamlMap, change: (entry: YamlEntry) => YamlNode | undefined): YamlMap {
  let entries: Map<string, YamlEntry> | undefined
  for (const entry of map.entries.values()) {
    const value = change(entry)
    if (value === entry.value) continue
    entries ??= new Map(map.entries)
    if (value === undefined) entries.delete(entry.key)
    else entries.set(entry.key, { ...entry, value })
  }
  return entries === undefined ? map : { ...map, entries }
}

function mergeEntries(base: YamlMap, over: YamlMap, shapeOf: (key: string) => Shape, context: Context): YamlMap {
  const entries = new Map(base.entries)
  for (const entry of over.entries.values()) {
    const before = entries.get(entry.key)
    if (before === undefined) entries.set(entry.key, entry)
    else {
      const value = mergeNodes(shapeOf(entry.key), before.value, entry.value, context)
      entries.set(entry.key, value === before.value ? before : { ...entry, value })
    }
  }
  return { ...over, entries }
}

function unifiedEntries(map: YamlMap, shapeOf: (key: string) => Shape): YamlMap {
  return changedEntries(map, ({ key, value }) => (value.kind === "scalar" ? value : shapeOf(key).unify(value)))
}

function settledEntries(map: YamlMap, shapeOf: (key: string) => Shape, context: Context): YamlMap {
  return changedEntries(map, ({ key, value }) => {
    const shape = shapeOf(key)
    if (!isNull(value)) return shape.settle(value, key, context)
    if (shape.nullable !== true && shape !== anything) {
      report(context, value, `${key} must not be empty`)
      return undefined
    }
    return value
  })
}

/** The same shape, where nothing may be said. */
export function nullable(shape: Shape): Shape {
  return { ...shape, nullable: true }
}

/** A value that a later file's replaces whole, a null too. */
export function replaced(shape: Shape): Shape {
  return { ...shape, merge: replace, nullable: true }
}

/** The first of two shapes for scalars, the second for all else. */
export function scalarOr(single: Shape, other: Shape): Shape {
  const pick = (node: YamlNode): Shape => (node.kind === "scalar" ? single : other)
  return {
    read: (node, name, context) => pick(node).read(node, name, context),
    merge: (base, over, context) => (base.kind === over.kind ? pick(over).merge(base, over, context) : over),
    unify: (node) => pick(node).unify(node),
    settle: (node, name, context) => pick(node).settle(node, name, context),
  }
}
