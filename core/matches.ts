import type { Match } from "./estate.js"

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

function contains(wide: string, narrow: string): boolean {
  if (wide === narrow) return true
  const [outer, inner] = [rangeOf(wide), rangeOf(narrow)]
  if (outer.size !== inner.size) return false
  return (
    outer.bits <= inner.bits && outer.value >> (outer.size - outer.bits) === inner.value >> (outer.size - outer.bits)
  )
}

/** An address as a number of so many bits, and how many of them a range holds fast. */
function rangeOf(range: string): { readonly size: bigint; readonly value: bigint; readonly bits: bigint } {
  const [address = "", bits] = range.split("/")
  if (!address.includes(":")) {
    const value = address.split(".").reduce((all, part) => (all << 8n) | BigInt(part), 0n)
    return { size: 32n, value, bits: BigInt(bits ?? 32) }
  }
  // In its shortest form no part is IPv4, and `::` stands for the groups that are missing.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [before = "", after = ""] = short.split("::")
  const [start, end] = [before, after].map((groups) => (groups === "" ? [] : groups.split(":"))) as [string[], string[]]
  const all = [...start, ...Array.from({ length: 8 - start.length - end.length }, () => "0"), ...end]
  const value = all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
  return { size: 128n, value, bits: BigInt(bits ?? 128) }
}

/** Whether two matchers can't both take one request. Only what can be proved counts: where in doubt, they may. */
export function excludes(one: Match, other: Match): boolean {
  const { paths, methods, remote, not } = other
  return (
    apart(one.paths, paths, arePathsApart) ||
    apart(one.methods, methods, (a, b) => a !== b) ||
    apart(one.remote, remote, (a, b) => !contains(a, b) && !contains(b, a)) ||
    (one.not !== undefined && covers(one.not, other)) ||
    (not !== undefined && covers(not, one))
  )
}

/** Whether a matcher takes no request, because of what must not hold. */
export function takesNone(match: Match): boolean {
  const { not } = match
  return not !== undefined && parts({ ...match, not: undefined }).every((part) => covers(not, part))
}

/** Whether no one of a list goes with one of another; an empty list goes with anything. */
function apart(
  some: readonly string[],
  others: readonly string[],
  areApart: (one: string, other: string) => boolean,
): boolean {
  return some.length > 0 && others.length > 0 && some.every((one) => others.every((other) => areApart(one, other)))
}

/** A path, or one with a wildcard at its end: two of them share a path where one begins with what the other holds fast. */
function arePathsApart(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()]
  if (/%|\*./.test(one) || /%|\*./.test(other)) return false
  if (!one.endsWith("*")) return other.endsWith("*") ? !one.startsWith(other.slice(0, -1)) : one !== other
  if (!other.endsWith("*")) return !other.startsWith(one.slice(0, -1))
  return !one.startsWith(other.slice(0, -1)) && !other.startsWith(one.slice(0, -1))
}
