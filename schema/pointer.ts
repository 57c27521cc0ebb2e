/**
 * A place in a topology as an RFC 6901 JSON Pointer: `/hosts/backend/services/api/ports/http`.
 *
 * One string serves as a node's path, an artifact line's origin and a diagnostic's place, so that the three always agree.
 */
export type Pointer = string

/** Appends one key or index to a pointer. */
export function child(pointer: Pointer, key: string | number): Pointer {
  // One concatenation of two strings that exist already: there are many pointers, and each costs what it is made of.
  return pointer + (steps.get(key) ?? step(key))
}

/** Each key with its slash, as it is spelled in pointers. */
const steps = new Map<string | number, string>()

function step(key: string | number): string {
  const spelled = typeof key === "number" ? `/${key}` : `/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`
  if (steps.size < MOST_STEPS) steps.set(key, spelled)
  return spelled
}

const MOST_STEPS = 100_000

/** Builds a pointer from a path of keys and indices. */
export function pointer(path: readonly (string | number)[]): Pointer {
  return path.reduce<Pointer>(child, "")
}

/** Splits a pointer into its keys; indices come back as strings. */
export function segments(pointer: Pointer): readonly string[] {
  if (pointer === "") return []
  return pointer
    .slice(1)
    .split("/")
    .map((segment) => segment.replace(/~1/g, "/").replace(/~0/g, "~"))
}

/** Before the pointer of a place in images.toml. */
const IN_IMAGES = "images:"

/**
 * Spells a pointer as people write it.
 *
 * `/hosts/backend/services/api/uses/0` → `hosts.backend.services.api.uses[0]`; the root is `topology`; `images:/redis/default` →
 * `images.toml redis.default`. {@link placeOf} reads it back.
 */
export function display(pointer: Pointer): string {
  if (pointer === IN_IMAGES) return "images.toml"
  if (pointer.startsWith(IN_IMAGES)) return `images.toml ${display(pointer.slice(IN_IMAGES.length))}`
  const spelled = segments(pointer).map((segment) => {
    if (/^\d+$/.test(segment)) return `[${segment}]`
    return /^[A-Za-z_$][\w$-]*$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`
  })
  const joined = spelled.join("")
  return joined === "" ? "topology" : joined.replace(/^\./, "")
}

/**
 * Reads a place as people write it: as {@link display} spells it, or as a pointer; undefined when it is neither.
 *
 * `hosts.shop.services["api.v2"].uses[0]` → `/hosts/shop/services/api.v2/uses/0`; `images.toml redis.default` → `images:/redis/default`.
 */
export function placeOf(text: string): Pointer | undefined {
  const images = /^images\.toml(?: |$)/.exec(text)
  if (images !== null)
    return text.length === images[0].length ? "images:" : prefixed(placeOf(text.slice(images[0].length)))
  if (text.startsWith("images:")) return prefixed(placeOf(text.slice("images:".length)))
  if (text.startsWith("/")) return /~(?![01])/.test(text) ? undefined : text
  if (text === "topology") return ""
  const path: string[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length) {
    const start = STEP.lastIndex
    const found = STEP.exec(text)
    if (found === null) return undefined
    const [, name, index, quoted] = found
    // A name follows a dot, but for the first one; a bracket follows what it belongs to.
    if (name !== undefined && found[0].startsWith(".") === (start === 0)) return undefined
    const key = name ?? index ?? unquoted(quoted!)
    if (key === undefined) return undefined
    path.push(key)
  }
  return path.length === 0 ? undefined : pointer(path)
}

const STEP = /\.?([^\s.[\]"/]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y

function prefixed(pointer: Pointer | undefined): Pointer | undefined {
  return pointer === undefined ? undefined : `images:${pointer}`
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}
