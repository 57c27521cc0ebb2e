/** A path without `.`, `..` and, unless told otherwise, without doubled slashes; a slash at its end stays. */
export function cleanPath(path: string, mergeSlashes = true): string {
  const parts: string[] = []
  const segments = path.split("/")
  for (const [index, segment] of segments.entries()) {
    const isEdge = index === 0 || index === segments.length - 1
    if (segment === "." || (segment === "" && (mergeSlashes || isEdge))) continue
    if (segment === "..") parts.pop()
    else parts.push(segment)
  }
  const cleaned = `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`
  if (cleaned === "") return path === "" ? "." : "/"
  return path.endsWith("/") && !cleaned.endsWith("/") ? `${cleaned}/` : cleaned
}

/**
 * Whether a path matches one of Caddy's patterns: `/exact`, `/prefix*`, `*suffix`, `*part*`, or a glob whose `*` takes no slash.
 * Case does not count. Undefined for a pattern of what is only known at run time, and for one that speaks of escapes and may take the path.
 */
export function matchesPath(path: string, pattern: string): boolean | undefined {
  if (pattern === "*") return true
  if (pattern.includes("{")) return undefined
  const wanted = pattern.toLowerCase()
  const actual = cleanPath(path.toLowerCase(), !wanted.includes("//"))
  // Only what stands from the first % on is compared with the path as it came.
  if (wanted.includes("%")) return actual.startsWith(/^[^%*?[\\]*/.exec(wanted)![0]) ? undefined : false
  const stars = wanted.split("*").length - 1
  if (stars === 2 && wanted.startsWith("*") && wanted.endsWith("*")) return actual.includes(wanted.slice(1, -1))
  if (stars === 1 && wanted.startsWith("*")) return actual.endsWith(wanted.slice(1))
  if (stars === 1 && wanted.endsWith("*")) return actual.startsWith(wanted.slice(0, -1))
  return matchesGlob(actual, wanted)
}

/** A glob of Go's `path.Match`: `*`, `?`, classes and escapes; one that is malformed matches nothing. Takes the product of the lengths at most. */
function matchesGlob(text: string, glob: string): boolean {
  const parts = globParts(glob)
  if (parts === undefined) return false
  let states = new Set([0])
  const spread = (set: Set<number>): Set<number> => {
    for (const state of set) if (parts[state] === "*") set.add(state + 1)
    return set
  }
  states = spread(states)
  for (const letter of text) {
    const next = new Set<number>()
    for (const state of states) {
      const part = parts[state]
      if (part === "*" && letter !== "/") next.add(state)
      else if (typeof part === "function" && part(letter)) next.add(state + 1)
    }
    if (next.size === 0) return false
    states = spread(next)
  }
  return states.has(parts.length)
}

type GlobPart = "*" | ((letter: string) => boolean)

function globParts(glob: string): readonly GlobPart[] | undefined {
  const parts: GlobPart[] = []
  const letters = Array.from(glob)
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]
    if (letter === "*") parts.push("*")
    else if (letter === "?") parts.push((one) => one !== "/")
    else if (letter === "[") {
      const read = globClass(letters, at + 1)
      if (read === undefined) return undefined
      parts.push(read.part)
      at = read.end
    } else {
      const literal = letter === "\\" ? letters[++at] : letter
      if (literal === undefined) return undefined
      parts.push((one) => one === literal)
    }
  }
  return parts
}

function globClass(
  letters: readonly string[],
  from: number,
): { readonly part: GlobPart; readonly end: number } | undefined {
  const negated = letters[from] === "^"
  const ranges: (readonly [string, string])[] = []
  let at = negated ? from + 1 : from
  const one = (): string | undefined => {
    const letter = letters[at++]
    return letter === "\\" ? letters[at++] : letter === "-" || letter === "]" ? undefined : letter
  }
  while (letters[at] !== "]" || ranges.length === 0) {
    const low = one()
    if (low === undefined) return undefined
    let high: string | undefined = low
    if (letters[at] === "-") {
      at++
      high = one()
    }
    if (high === undefined) return undefined
    ranges.push([low, high])
  }
  return { part: (letter) => ranges.some(([low, high]) => low <= letter && letter <= high) !== negated, end: at }
}
