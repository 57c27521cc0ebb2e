import { toNumber } from "../schema/units.js"

/** A range of IPv4 addresses as numbers, both ends included. */
export type Range = readonly [first: number, last: number]

/** Every IPv4 address. */
export const EVERYWHERE: readonly Range[] = [[0, 2 ** 32 - 1]]

/** The range that CIDR notation, or a lone address, stands for; undefined where it is neither (an IPv6 range, a name). */
export function rangeOf(cidr: string): Range | undefined {
  if (KNOWN.has(cidr)) return KNOWN.get(cidr)
  const range = readRange(cidr)
  // A few thousand ranges are asked for again and again; what a hostile file holds must not stay.
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear()
  KNOWN.set(cidr, range)
  return range
}

const KNOWN = new Map<string, Range | undefined>()
const MOST_KNOWN = 100_000

function readRange(cidr: string): Range | undefined {
  const [, address, bits = "32"] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(cidr) ?? []
  if (address === undefined || Number(bits) > 32 || address.split(".").some((part) => Number(part) > 255))
    return undefined
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(toNumber(address) / size) * size
  return [first, first + size - 1]
}

/** The ranges that several CIDR notations stand for, less those that are none of IPv4. */
export function rangesOf(cidrs: readonly string[]): readonly Range[] {
  return cidrs.flatMap((cidr) => {
    const range = rangeOf(cidr)
    return range === undefined ? [] : [range]
  })
}

/** Addresses that no one on the internet has: RFC 1918, RFC 6598 (carriers' NAT), RFC 3927 (link-local) and the loopback. */
export const PRIVATE: readonly Range[] = rangesOf([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "127.0.0.0/8",
])

/** Addresses that no machine has: "this network" (RFC 1122), multicast and those that are kept for later (RFC 1112). */
export const NOBODYS: readonly Range[] = rangesOf(["0.0.0.0/8", "224.0.0.0/3"])

/** Whether an address is in some ranges and in others too. */
export function overlaps(ranges: readonly Range[], others: readonly Range[]): boolean {
  return ranges.some(([first, last]) => others.some(([start, end]) => start <= last && first <= end))
}

/** What is in some ranges and in none of others: sorted, without overlaps. */
export function subtract(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  const holes = merged(others)
  const left: Range[] = []
  let hole = 0
  for (const [first, last] of merged(ranges)) {
    let from = first
    while (hole < holes.length && holes[hole]![1] < from) hole += 1
    let next = hole
    while (next < holes.length && holes[next]![0] <= last) {
      const [start, end] = holes[next]!
      if (start > from) left.push([from, start - 1])
      from = Math.max(from, end + 1)
      next += 1
    }
    if (from <= last) left.push([from, last])
  }
  return left
}

/** What is in some ranges and in others too: sorted, without overlaps. */
export function intersect(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  return subtract(ranges, subtract(EVERYWHERE, others))
}

/** All that is in either: sorted, without overlaps. */
export function union(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  return merged([...ranges, ...others])
}

/** An address as people write it. */
export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")
}

/** Sorted by their start, those that touch or overlap made one. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((one, other) => one[0] - other[0])
  const result: Range[] = []
  for (const range of sorted) {
    const last = result.at(-1)
    if (last === undefined || range[0] > last[1] + 1) result.push(range)
    else if (range[1] > last[1]) result[result.length - 1] = [last[0], range[1]]
  }
  return result
}
