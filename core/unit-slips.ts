/**
 * An amount in the way in which the field that refused it writes it, where it was written as other tools do: `128m` → `128 MiB`,
 * `30 seconds` → `30s`, `2 weeks` → `14d`. Undefined where what was meant can't be told.
 *
 * @param rule what the field says of its form: `a size is written like 512 MiB or 100 GB`
 */
export function unitMeant(text: string, rule: string): string | undefined {
  const [, amount = "", unit = ""] = /^\s*([1-9]\d*(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text) ?? []
  if (amount === "") return undefined
  if (rule.startsWith("a size is")) return sizeMeant(amount, unit)
  if (rule.startsWith("a duration is")) return durationMeant(amount, unit.toLowerCase())
  return rule.startsWith("a retention is") ? daysMeant(amount, unit.toLowerCase()) : undefined
}

/** `128m`, `128M`, `128mb` are 2^20 based to Docker, `128Mi` to Kubernetes; `128MB` is 10^6 based everywhere else. */
function sizeMeant(amount: string, unit: string): string | undefined {
  const [, prefix, rest] = /^([kmgt])(i?b?|)(?:ytes?)?$/i.exec(unit) ?? []
  if (prefix === undefined || rest === undefined) return /^bytes?$|^b$/i.test(unit) ? `${amount} B` : undefined
  return `${amount} ${prefix.toUpperCase()}iB`
}

function durationMeant(amount: string, unit: string): string | undefined {
  const known = DURATIONS.find(([words]) => words.test(unit))?.[1]
  return known !== undefined && /^\d+$/.test(amount) ? `${amount}${known}` : undefined
}

const DURATIONS: readonly (readonly [words: RegExp, unit: string])[] = [
  [/^(?:ms|msecs?|milliseconds?|millis)$/, "ms"],
  [/^(?:s|secs?|seconds?)$/, "s"],
  [/^(?:m|mins?|minutes?)$/, "m"],
  [/^(?:h|hrs?|hours?)$/, "h"],
]

function daysMeant(amount: string, unit: string): string | undefined {
  if (!/^\d+$/.test(amount)) return undefined
  if (/^(?:d|days?)$/.test(unit)) return `${amount}d`
  return /^(?:w|wks?|weeks?)$/.test(unit) ? `${Number(amount) * 7}d` : undefined
}
