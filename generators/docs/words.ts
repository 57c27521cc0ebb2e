/** `["a", "b", "c"]` → `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  if (words.length < 2) return words.join("")
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`
}

/** `2` → `two`; from 13 on, digits. */
export function counted(count: number): string {
  return NUMBERS[count] ?? String(count)
}

const NUMBERS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
] as const

/** A number of bytes as people say it: `536870912` → `512 MiB`, `1610612736` → `1.5 GiB`. */
export function size(bytes: number): string {
  if (bytes === 0) return "0"
  const unit = bytes < 2 ** 10 ? 0 : bytes < 2 ** 20 ? 1 : bytes < 2 ** 30 ? 2 : 3
  return `${rounded(bytes / 2 ** (10 * unit))} ${["B", "KiB", "MiB", "GiB"][unit]}`
}

/** At most two decimals, none that say nothing. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** Seconds as people say them: `86400` → `day`, `3600` → `hour`, `21600` → `6 hours`. */
export function every(seconds: number): string {
  const units = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
    [1, "second"],
  ] as const
  const [length, name] = units.find(([length]) => seconds % length === 0)!
  const count = seconds / length
  return count === 1 ? name : `${count} ${name}s`
}

/** A value in several environments: once where it is the same in all, else with the environments of each. */
export function across(values: readonly InEnvironment[]): string {
  const groups = byValue(values)
  if (groups.size < 2) return values[0]?.value ?? ""
  return [...groups].map(([value, environments]) => `${value} in ${enumerate(environments)}`).join(", ")
}

/** A value as one environment has it. */
export interface InEnvironment {
  /** The environment's name. */
  readonly environment: string
  /** Its value, in words. */
  readonly value: string
}

/** The environments that have each value, in order of their first. */
export function byValue(values: readonly InEnvironment[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const { environment, value } of values) {
    const known = groups.get(value)
    if (known === undefined) groups.set(value, [environment])
    else known.push(environment)
  }
  return groups
}

/** Paths that differ in one place, as a shell's brace expansion would write them: `a-{x,y}/b`. Words are not cut. */
export function braced(paths: readonly string[]): string {
  const [first, ...others] = [...new Set(paths)]
  if (first === undefined || others.length === 0) return first ?? ""
  const all = [first, ...others]
  let head = commonLength(all)
  while (head > 0 && WORD.test(first[head - 1]!)) head--
  let tail = commonLength(all.map((path) => [...path.slice(head)].reverse().join("")))
  while (tail > 0 && WORD.test(first[first.length - tail]!)) tail--
  const middle = all.map((path) => path.slice(head, path.length - tail))
  return `${first.slice(0, head)}{${middle.join(",")}}${first.slice(first.length - tail)}`
}

const WORD = /[\p{L}\p{N}]/u

function commonLength([first, ...others]: readonly string[]): number {
  let length = first!.length
  for (const other of others) {
    let same = 0
    while (same < length && first![same] === other[same]) same++
    length = same
  }
  return length
}
