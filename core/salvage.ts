import { child, type Pointer, segments } from "../schema/pointer.js"
import type { TopologyData } from "../schema/topology.js"
import type { Diagnostic } from "./diagnostic.js"
import { parse } from "./parse.js"
import { suggested } from "./resolve/problems.js"

/** What is left of a topology without the parts that the schema refused. */
export interface Salvage {
  /** What the schema admits. */
  readonly data: TopologyData
  /** What the schema refuses below a key that is misspelled, once it is read as the one that is meant. */
  readonly further: readonly Diagnostic[]
  /**
   * A diagnostic of what is left at its place in the topology as it is written; undefined where it would not be one with the refused
   * parts, but may only follow from their absence.
   */
  readonly told: (diagnostic: Diagnostic) => Diagnostic | undefined
}

/**
 * Takes the refused parts out of a topology, so that what is wrong with the rest is told in the same run. A key that is misspelled is
 * read as the one that is meant, where no other has that name.
 *
 * Undefined where nothing is left that the schema admits, or where parts can't be taken out: a topology that holds itself.
 */
export function salvage(topology: unknown, refused: readonly Diagnostic[]): Salvage | undefined {
  const rest = copy(topology)
  if (rest === undefined) return undefined
  const removed: Removed[] = []
  const renamed: Renamed[] = []
  const further: Diagnostic[] = []
  let found = refused
  // A part that is taken out may leave one that is refused for want of it: a few rounds end with what holds, or with nothing.
  for (let round = 0; round < ROUNDS; round++) {
    const names = found.flatMap((diagnostic) => rename(rest, diagnostic) ?? [])
    renamed.push(...names)
    const read = new Set(names.map(({ from }) => from))
    const taken = found.filter(({ path }) => !read.has(path)).map(({ path }) => takeOut(rest, path))
    if (taken.includes(undefined)) return undefined
    removed.push(...(taken as readonly Removed[]))
    const parsed = parse(rest)
    if (parsed.data !== undefined) {
      const told = (diagnostic: Diagnostic) =>
        stands(diagnostic, removed) ? asWritten(diagnostic, renamed) : undefined
      return { data: parsed.data, further, told }
    }
    found = parsed.diagnostics
    further.push(...found.filter((one) => isBelow(one.path, renamed)).map((one) => asWritten(one, renamed)))
  }
  return undefined
}

const ROUNDS = 8

/** A part that was taken out: what held it, and the name that it had there. */
interface Removed {
  readonly holder: Pointer
  readonly name: string | undefined
}

/** A key that is read as another one. */
interface Renamed {
  readonly from: Pointer
  readonly to: Pointer
}

/** Whether a diagnostic neither lies beside a removed part, nor misses its name. A key that nothing knows at the top says nothing of the rest. */
function stands(diagnostic: Diagnostic, removed: readonly Removed[]): boolean {
  const { path, found, notes = [] } = diagnostic
  const places = [path, ...notes.flatMap((note) => note.path ?? [])]
  return removed.every(
    ({ holder, name }) =>
      !missesSecret(diagnostic, { holder, name }) &&
      (holder === "" || !places.some((place) => place === holder || place.startsWith(`${holder}/`))) &&
      (name === undefined || !(found ?? "").includes(name)),
  )
}

/** Whether a secret may only be unknown since it was taken out: a name that is not quoted can't be told from that of another one. */
function missesSecret({ code, found }: Diagnostic, { holder, name }: Removed): boolean {
  if (code !== "references/unknown_secret") return false
  return (holder === "" && name === "secrets") || (holder === "/secrets" && found?.startsWith('"') !== true)
}

/** Whether a place lies below a key that is read as another one; what is wrong with all of it may as well be the reading. */
function isBelow(path: Pointer, renamed: readonly Renamed[]): boolean {
  return renamed.some(({ to }) => path.startsWith(`${to}/`))
}

/** The last to be renamed is undone first: it may lie below others. */
function asWritten(diagnostic: Diagnostic, renamed: readonly Renamed[]): Diagnostic {
  if (renamed.length === 0) return diagnostic
  const written = (path: Pointer): Pointer =>
    renamed.reduceRight(
      (place, { from, to }) =>
        place === to || place.startsWith(`${to}/`) ? `${from}${place.slice(to.length)}` : place,
      path,
    )
  const { path, notes } = diagnostic
  return {
    ...diagnostic,
    path: written(path),
    ...(notes === undefined
      ? {}
      : { notes: notes.map((note) => (note.path === undefined ? note : { ...note, path: written(note.path) })) }),
  }
}

/** Gives a misspelled key the name that is meant, in its place among the others; undefined where that can't be told, or is taken. */
function rename(rest: Holder, { code, path, help }: Diagnostic): Renamed | undefined {
  const meant = code === "schema/unrecognized_key" ? suggested(help) : undefined
  if (meant === undefined) return undefined
  const keys = segments(path)
  const key = keys.at(-1)!
  const holder = at(rest, keys.slice(0, -1))
  if (holder === undefined || Object.hasOwn(holder, meant) || !Object.hasOwn(holder, key)) return undefined
  const entries = Object.entries(holder)
  for (const [name] of entries) delete holder[name]
  for (const [name, value] of entries) holder[name === key ? meant : name] = value
  return { from: path, to: child(path.slice(0, path.lastIndexOf("/")), meant) }
}

function at(rest: Holder, keys: readonly string[]): Holder | undefined {
  let here: unknown = rest
  for (const key of keys) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Holder)[key]
  }
  return typeof here === "object" && here !== null ? (here as Holder) : undefined
}

/** Deletes what stands at a place, or, where nothing stands there, what it is missing from. */
function takeOut(rest: Holder, path: Pointer): Removed | undefined {
  // The system's name stands in much that is generated, and decides nothing.
  if (path === "/name") return replace(rest, { path, name: "name", value: "unnamed" })
  const matcher = MATCHER.exec(path)?.[0]
  if (matcher !== undefined) return takeNothing(rest, matcher)
  const keys = segments(path)
  const holders: (readonly [holder: Holder, key: string])[] = []
  let here: unknown = rest
  for (const key of keys) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) break
    holders.push([here as Holder, key])
    here = (here as Holder)[key]
  }
  // An element that left a list would leave others in its place: the whole list goes.
  while (holders.length > 0 && Array.isArray(holders.at(-1)![0])) holders.pop()
  // What is missing can't go: what should hold it does.
  const last = holders.at(-1)
  if (last === undefined) return undefined
  const [holder, key] = last
  delete holder[key]
  return { holder: path.split("/").slice(0, holders.length).join("/"), name: key }
}

/** What a handler takes. */
const MATCHER = /^\/routes\/[^/]+(?:\/handle\/\d+)+\/match(?=\/|$)/

/** A handler without its matcher would take every request, and hide those after it: it gets one of its own that none is like. */
function takeNothing(rest: Holder, matcher: Pointer): Removed | undefined {
  const handler = at(rest, segments(matcher).slice(0, -1))
  const value = { path: [`/refused${matcher}`] }
  return handler === undefined ? undefined : replace(handler, { path: matcher, name: "match", value })
}

function replace(
  holder: Holder,
  { path, name, value }: { readonly path: Pointer; readonly name: string; readonly value: unknown },
): Removed {
  holder[name] = value
  return { holder: path, name: undefined }
}

type Holder = Record<string, unknown>

/** A copy that may be changed; undefined where data is no object, or nested deeper than any topology. */
function copy(data: unknown): Holder | undefined {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined
  let isTooDeep = false
  const walk = (value: unknown, level: number): unknown => {
    if (level > DEEPEST) isTooDeep = true
    if (isTooDeep || typeof value !== "object" || value === null) return value
    if (Array.isArray(value)) return value.map((one) => walk(one, level + 1))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, level + 1)]))
  }
  const copied = walk(data, 0) as Holder
  return isTooDeep ? undefined : copied
}

const DEEPEST = 200
