/** An IP as a number; `version` tells 1.2.3.4 from ::1.2.3.4. */
export interface Ip {
  /** Which of the two. An IPv4 address in IPv6 notation (`::ffff:1.2.3.4`) is version 6. */
  readonly version: 4 | 6
  /** 32 or 128 bits. */
  readonly bits: bigint
  /** What follows a `%`; empty for none. */
  readonly zone: string
}

/** Reads an IP without brackets (RFC 4291); undefined for anything else. */
export function parseIp(text: string): Ip | undefined {
  if (text.length > 128) return undefined
  if (!text.includes(":")) {
    const bits = parseIpv4(text)
    return bits === undefined ? undefined : { version: 4, bits, zone: "" }
  }
  const percent = text.indexOf("%")
  const zone = percent === -1 ? "" : text.slice(percent + 1)
  if (percent !== -1 && zone === "") return undefined
  const bits = parseIpv6(percent === -1 ? text : text.slice(0, percent))
  return bits === undefined ? undefined : { version: 6, bits, zone }
}

/** The shortest spelling of an IPv6 address (RFC 5952), with its zone. */
export function formatIpv6({ bits, zone }: Ip): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(112 - 16 * index)) & 0xffffn))
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  const text = length < 2 ? hex.join(":") : `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`
  return zone === "" ? text : `${text}%${zone}`
}

/** Whether an address is in a range such as `10.0.0.0/8`; a range without a length is one address. Undefined when it is no range. */
export function isInRange(address: Ip, range: string): boolean | undefined {
  const [base = "", length, ...more] = range.split("/")
  const from = parseIp(base)
  if (from === undefined || more.length > 0) return undefined
  const width = from.version === 4 ? 32 : 128
  const bits = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (!(bits <= width)) return undefined
  const plain = unmapped(address)
  if (plain.version !== from.version) return false
  const shift = BigInt(width - bits)
  return plain.bits >> shift === from.bits >> shift
}

/** Whether a text is an address or a range that {@link isInRange} can read. */
export function isRange(text: string): boolean {
  return isInRange({ version: 4, bits: 0n, zone: "" }, text) !== undefined
}

function unmapped(address: Ip): Ip {
  if (address.version === 4 || address.bits >> 32n !== 0xffffn) return address
  return { version: 4, bits: address.bits & 0xffffffffn, zone: "" }
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".")
  if (parts.length !== 4) return undefined
  let bits = 0n
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined
    bits = (bits << 8n) | BigInt(part)
  }
  return bits
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::")
  if (halves.length > 2) return undefined
  const [head = "", tail] = halves
  const before = parseGroups(head)
  const after = tail === undefined ? [] : parseGroups(tail)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  return [...before, ...Array.from({ length: missing }, () => 0n), ...after].reduce(
    (bits, group) => (bits << 16n) | group,
    0n,
  )
}

/** The groups between colons; an IPv4 address at the end makes two. */
function parseGroups(text: string): readonly bigint[] | undefined {
  if (text === "") return []
  const groups: bigint[] = []
  const parts = text.split(":")
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes(".")) {
      const bits = parseIpv4(part)
      if (bits === undefined) return undefined
      groups.push(bits >> 16n, bits & 0xffffn)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`))
    else return undefined
  }
  return groups
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
