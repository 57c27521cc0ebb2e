/** Reads an IPv4 address as a number: `10.0.0.1` → 167772161. */
export function toNumber(address: string): number {
  return address.split(".").reduce((total, part) => total * 256 + Number(part), 0)
}

/** Bytes in one unit of a size. */
const UNIT: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** Reads a size as bytes, rounded down: `1 KiB` → 1024. */
export function bytes(size: string): number {
  const match = /^([\d.]+) ?([A-Za-z]+)$/.exec(size)
  return match === null ? 0 : Math.floor(Number(match[1]) * (UNIT[match[2]!] ?? 0))
}

/** Seconds in one unit of a duration, or of a number of days. */
const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 }

/** Reads a duration or a number of days as seconds: `1h30m` → 5400. */
export function seconds(duration: string): number {
  let total = 0
  for (const [, amount, unit] of duration.matchAll(/(\d+)(us|ms|s|m|h|d)/g)) total += Number(amount) * SECONDS[unit!]!
  return total
}
