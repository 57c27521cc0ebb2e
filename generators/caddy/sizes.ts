/** Spells an amount of bytes as people would: `50000000` → `50MB`, `1048576` → `1MiB`, where no digit is lost. */
export function sizeText(bytes: number): string {
  for (const [unit, amount] of UNITS) if (bytes % amount === 0) return `${bytes / amount}${unit}`
  return `${bytes}B`
}

const UNITS: readonly (readonly [string, number])[] = [
  ["GB", 1e9],
  ["GiB", 2 ** 30],
  ["MB", 1e6],
  ["MiB", 2 ** 20],
  ["KB", 1e3],
  ["KiB", 2 ** 10],
]
