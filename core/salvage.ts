import { type Pointer, segments } from "../schema/pointer.js"
import type { TopologyData } from "../schema/topology.js"
import type { Diagnostic } from "./diagnostic.js"
import { parse } from "./parse.js"

/** What is left of a topology without the parts that the schema refused. */
export interface Salvage {
  /** What the schema admits. */
  readonly data: TopologyData
  /** Whether a diagnostic of what is left would be one without the refused parts, too; else it may only follow from their absence. */
  readonly stands: (diagnostic: Diagnostic) => boolean
}

/**
 * Takes the refused parts out of a topology, so that what is wrong with the rest is told in the same run.
 *
 * Undefined where nothing is left that the schema admits, or where parts can't be taken out: a topology that holds itself.
 */
export function salvage(topology: unknown, refused: readonly Diagnostic[]): Salvage | undefined {
  const rest = copy(topology)
  if (rest === undefined) return undefined
  const removed: Removed[] = []
  let found = refused
  // A part that is taken out may leave one that is refused for want of it: a few rounds end with what holds, or with nothing.
  for (let round = 0; round < ROUNDS; round++) {
    const taken = found.map(({ path }) => takeOut(rest, path))
    if (taken.includes(undefined)) return undefined
    removed.push(...(taken as readonly Removed[]))
    const parsed = parse(rest)
    if (parsed.data !== undefined) return { data: parsed.data, stands: (diagnostic) => stands(diagnostic, removed) }
    found = parsed.diagnostics
  }
  return undefined
}

const ROUNDS = 8

/** A part that was taken out: what held it, and the name that it had there. */
interface Removed {
  readonly holder: Pointer
  readonly name: string
}

/** Whether a diagnostic neither lies beside a removed part, nor misses its name. */
function stands({ path, found, notes = [] }: Diagnostic, removed: readonly Removed[]): boolean {
  const places = [path, ...notes.flatMap((note) => note.path ?? [])]
  return removed.every(
    ({ holder, name }) =>
      !places.some((place) => place === holder || place.startsWith(`${holder}/`)) && !(found ?? "").includes(name),
  )
}

/** Deletes what stands at a place, or, where nothing stands there, what it is missing from. */
function takeOut(rest: Holder, path: Pointer): Removed | undefined {
  const keys = segments(path)
  const holders: (readonly [holder: Holder, key: string])[] = []
  let at: unknown = rest
  for (const key of keys) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) break
    holders.push([at as Holder, key])
    at = (at as Holder)[key]
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
