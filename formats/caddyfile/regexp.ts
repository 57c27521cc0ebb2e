/** Longer texts are left undecided: a pattern may take the square of the length. */
const LONGEST = 256

/**
 * Whether a text matches a regular expression of Go's (RE2), found anywhere in it. Undefined for what the two languages may read
 * differently, and for patterns that could take long.
 */
export function matchesRegexp(text: string, pattern: string): boolean | undefined {
  if (text.length > LONGEST || pattern.length > LONGEST) return undefined
  const expression = toRegExp(pattern)
  return expression?.test(text)
}

/** What both languages read alike: letters, escapes, classes, anchors, groups, and quantifiers. */
const PART =
  /\\[.\\/+*?()|[\]{}^$dDwW]|\[\^?(?:\\[.\\/+*?()|[\]{}^$dDwW-]|[^\\[\]])+\]|\((?:\?:|\?P?<[A-Za-z]\w*>)?|\)|[*+?]\??|\{\d{1,2}(?:,\d{0,2})?\}|[^\\[\](){}*+?\n\r]/y

function toRegExp(pattern: string): RegExp | undefined {
  const isFolded = pattern.startsWith("(?i)")
  const plain = isFolded ? pattern.slice(4) : pattern
  const parts = partsOf(plain)
  if (parts === undefined) return undefined
  // A repeated group may repeat what repeats.
  if (parts.some((part, index) => /^[*+{]/.test(part) && parts[index - 1] === ")")) return undefined
  const repeats = parts.filter((part) => /^(?:[*+]|\{\d+,\})/.test(part)).length
  if (repeats > (plain.startsWith("^") ? 3 : 2)) return undefined
  try {
    return new RegExp(plain.replaceAll("(?P<", "(?<"), isFolded ? "iu" : "u")
  } catch {
    return undefined
  }
}

function partsOf(pattern: string): readonly string[] | undefined {
  const parts: string[] = []
  PART.lastIndex = 0
  while (PART.lastIndex < pattern.length) {
    const [part] = PART.exec(pattern) ?? []
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts
}
