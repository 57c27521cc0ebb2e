/**
 * An IP address as others are compared with it: IPv6 in its shortest form, in which IPv4 that is mapped into it is IPv4 again.
 *
 * `FD00:0:0::2` → `fd00::2`, `::ffff:10.0.0.5` → `10.0.0.5`
 */
export function comparableAddress(address: string): string {
  if (!address.includes(":")) return address
  // An address has many spellings, of which URLs know the shortest.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short)
  if (mapped === null) return short
  const [high, low] = [mapped[1]!, mapped[2]!].map((digits) => Number.parseInt(digits, 16)) as [number, number]
  return [high >> 8, high & 255, low >> 8, low & 255].join(".")
}

/** Whether an address is one that only the machine itself reaches: 127.0.0.0/8 or ::1 (RFC 1122, RFC 4291). */
export function isLoopback(address: string): boolean {
  const short = comparableAddress(address)
  return short === "::1" || short.startsWith("127.")
}
