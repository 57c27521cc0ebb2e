import type { HclCallPlace, HclFunction } from "./evaluate.js"
import { HclFault } from "./fault.js"
import { define, type HclMade, onTexts, plainText, strict, wholeNumber } from "./function.js"
import { NUMBER, STRING } from "./types.js"
import { type HclValue, listValue, stringValue } from "./value.js"

/** Terraform's functions of IP ranges in CIDR notation. */
export const networkFunctions: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ["cidrhost", define([strict(STRING), strict(NUMBER)], host)],
  ["cidrnetmask", onTexts(1, ([range], place) => netmask(rangeOf(range!, place), place))],
  ["cidrsubnet", define([strict(STRING), strict(NUMBER), strict(NUMBER)], subnet)],
  ["cidrsubnets", define([strict(STRING)], subnets, strict(NUMBER))],
])

/** A range of addresses. */
interface Range {
  /** Its first address. */
  readonly first: bigint
  /** How many bits all its addresses share. */
  readonly prefix: number
  /** 32 or 128. */
  readonly bits: number
}

function rangeOf(text: string, { name, position }: HclCallPlace): Range {
  const [address = "", length = "", more] = text.split("/")
  const parsed = /^\d{1,3}$/.test(length) && more === undefined ? (ipv4(address) ?? ipv6(address)) : undefined
  const prefix = Number(length)
  if (parsed === undefined || prefix > parsed.bits) {
    throw new HclFault(
      `The function ${name} takes a range in CIDR notation, and ${JSON.stringify(text)} is none.`,
      position,
    )
  }
  const rest = BigInt(parsed.bits - prefix)
  return { first: (parsed.address >> rest) << rest, prefix, bits: parsed.bits }
}

interface Address {
  readonly address: bigint
  readonly bits: number
}

function ipv4(text: string): Address | undefined {
  const parts = text.split(".")
  const isSound = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  return isSound ? { address: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n), bits: 32 } : undefined
}

function ipv6(text: string): Address | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const last = tail === null ? undefined : ipv4(tail[2]!)
  if (tail !== null && last === undefined) return undefined
  const plain =
    last === undefined
      ? text
      : `${tail![1]}${(last.address >> 16n).toString(16)}:${(last.address & 0xffffn).toString(16)}`
  const halves = plain.split("::")
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")))
  const missing = 8 - left.length - right.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...left, ...Array<string>(missing).fill("0"), ...right]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return { address: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n), bits: 128 }
}

function addressText(address: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".")
  const groups = Array.from({ length: 8 }, (_, at) => Number((address >> BigInt(112 - 16 * at)) & 0xffffn))
  const [start, length] = longestZeros(groups)
  const shown = (from: number, to?: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":")
  return length < 2 ? shown(0) : `${shown(0, start)}::${shown(start + length)}`
}

function longestZeros(groups: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0]
  let start = 0
  groups.forEach((group, at) => {
    if (group !== 0) start = at + 1
    else if (at + 1 - start > best[1]) best = [start, at + 1 - start]
  })
  return best
}

function host([range, at]: readonly HclValue[], place: HclCallPlace): HclMade {
  const { first, prefix, bits } = rangeOf(plainText(range), place)
  const number = BigInt(wholeNumber(at, place))
  const size = 1n << BigInt(bits - prefix)
  const offset = number < 0n ? size + number : number
  if (offset < 0n || offset >= size)
    throw new HclFault(`The range ${plainText(range)} has no host ${number}.`, place.position)
  return addressText(first + offset, bits)
}

function netmask({ prefix, bits }: Range, { position }: HclCallPlace): HclMade {
  if (bits !== 32) throw new HclFault("The function cidrnetmask takes an IPv4 range.", position)
  return addressText(((1n << BigInt(prefix)) - 1n) << BigInt(32 - prefix), 32)
}

function subnet([range, more, at]: readonly HclValue[], place: HclCallPlace): HclMade {
  const whole = rangeOf(plainText(range), place)
  const prefix = whole.prefix + wholeNumber(more, place)
  const number = BigInt(wholeNumber(at, place))
  if (
    wholeNumber(more, place) < 0 ||
    prefix > whole.bits ||
    number < 0n ||
    number >= 1n << BigInt(prefix - whole.prefix)
  ) {
    throw new HclFault(`The range ${plainText(range)} has no subnet ${number} of ${prefix} bits.`, place.position)
  }
  return `${addressText(whole.first + (number << BigInt(whole.bits - prefix)), whole.bits)}/${prefix}`
}

function subnets([range, ...sizes]: readonly HclValue[], place: HclCallPlace): HclMade {
  const { first, prefix, bits } = rangeOf(plainText(range), place)
  const end = first + (1n << BigInt(bits - prefix))
  let next = first
  const found = sizes.map((more) => {
    const length = prefix + wholeNumber(more, place)
    if (length <= prefix || length > bits)
      throw new HclFault(`The range ${plainText(range)} has no subnet of ${length} bits.`, place.position)
    const size = 1n << BigInt(bits - length)
    const start = ((next + size - 1n) / size) * size
    if (start + size > end)
      throw new HclFault(`The range ${plainText(range)} has no room for all its subnets.`, place.position)
    next = start + size
    return stringValue(`${addressText(start, bits)}/${length}`, place.position)
  })
  return listValue(found, STRING, place.position)
}
