import type { Match } from "./estate.js"
import { extent } from "./networks.js"

/** Whether a matcher takes every request. */
export function takesAll(match: Match | undefined): boolean {
  return match === undefined || covers(match, EVERYTHING)
}

const EVERYTHING: Match = {
  noun: "match",
  path: "",
  sources: {},
  paths: [],
  methods: [],
  headers: [],
  remote: [],
  not: undefined,
}

/** A matcher with at most one path and one method: what one of a list of them takes. */
export function parts(match: Match | undefined): readonly Match[] {
  const whole = match ?? EVERYTHING
  const paths = whole.paths.length === 0 ? [[]] : whole.paths.map((path) => [path])
  const methods = whole.methods.length === 0 ? [[]] : whole.methods.map((method) => [method])
  return paths.flatMap((one) => methods.map((other) => ({ ...whole, paths: one, methods: other })))
}

/** Whether a matcher takes every request that another one takes. Only what can be proved counts: where in doubt, it does not. */
export function covers(wide: Match | undefined, narrow: Match): boolean {
  if (wide === undefined) return true
  return (
    coversPaths(wide.paths, narrow.paths) &&
    coversWords(wide.methods, narrow.methods) &&
    wide.headers.every(({ name, value }) =>
      narrow.headers.some((one) => isHeader(one, name) && coversPattern(value, one.value)),
    ) &&
    coversRanges(wide.remote, narrow.remote) &&
    (wide.not === undefined || (narrow.not !== undefined && covers(narrow.not, wide.not)))
  )
}

function isHeader({ name }: { readonly name: string }, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase()
}

function coversWords(wide: readonly string[], narrow: readonly string[]): boolean {
  return wide.length === 0 || (narrow.length > 0 && narrow.every((word) => wide.includes(word)))
}

/** Caddy compares paths without regard to case. */
function coversPaths(wide: readonly string[], narrow: readonly string[]): boolean {
  if (wide.length === 0 || wide.includes("/*") || wide.includes("*")) return true
  return (
    narrow.length > 0 && narrow.every((path) => wide.some((one) => coversPath(one.toLowerCase(), path.toLowerCase())))
  )
}

/** Caddy compares a pattern with a % in it with the path as it is escaped, and others with the path as it is meant. */
function coversPath(wide: string, narrow: string): boolean {
  return wide === narrow || (!wide.includes("%") && !narrow.includes("%") && coversPattern(wide, narrow))
}

/** Whether a pattern with `*` at either end matches all that another one does. A `*` elsewhere is taken as it stands. */
function coversPattern(wide: string, narrow: string): boolean {
  if (wide === narrow) return true
  const open = { start: wide.startsWith("*"), end: wide.endsWith("*") }
  const fixed = wide.slice(open.start ? 1 : 0, open.end ? -1 : undefined)
  if (fixed.includes("*") || (!open.start && !open.end)) return false
  const pieces = narrow.split("*")
  if (open.start && open.end) return pieces.some((piece) => piece.includes(fixed))
  return open.end ? pieces[0]!.startsWith(fixed) : pieces.at(-1)!.endsWith(fixed)
}

function coversRanges(wide: readonly string[], narrow: readonly string[]): boolean {
  return wide.length === 0 || (narrow.length > 0 && narrow.every((range) => wide.some((one) => contains(one, range))))
}

/** IPv6 ranges are compared as they are written. */
function contains(wide: string, narrow: string): boolean {
  if (wide === narrow) return true
  if (wide.includes(":") || narrow.includes(":")) return false
  const [outer, inner] = [extent(wide), extent(narrow)]
  return outer.first <= inner.first && inner.last <= outer.last
}
