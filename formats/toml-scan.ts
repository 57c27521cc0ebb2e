/** What a TOML source holds and where: enough to point at a path and to edit a value, without reading values. */
export interface TomlScan {
  /** The root, then one for each `[header]`, in source order. */
  readonly sections: readonly TomlSection[]
  /** What stands at a path; ask {@link placeOf}. */
  readonly places: ReadonlyMap<string, TomlPlace>
  /** The offset at which the source could no longer be followed; what comes after it is not in the scan. */
  readonly stoppedAt: number | undefined
}

/** A header with the lines below it; the root has none. */
export interface TomlSection {
  /** The table's path; an element of an array of tables has its index in it. */
  readonly path: readonly string[]
  /** The offset of `[`, 0 for the root. */
  readonly start: number
  /** The offset behind the header, still on its line; 0 for the root. */
  readonly end: number
  /** Its `key = value`s in source order. */
  readonly entries: readonly TomlEntry[]
}

/** One `key = value` outside of inline tables. */
export interface TomlEntry {
  /** The whole path, that of the section included. */
  readonly path: readonly string[]
  /** The offset of the key. */
  readonly keyStart: number
  /** The offset behind the key. */
  readonly keyEnd: number
  /** The offset of `=`. */
  readonly equals: number
  /** The offset of the value. */
  readonly valueStart: number
  /** The offset behind the value. */
  readonly valueEnd: number
}

/** What stands at a path. `offset` is that of its key, or of the value for an element of an array. */
export type TomlPlace =
  /** A table or array of tables with a header of its own. */
  | { readonly kind: "header"; readonly offset: number }
  /** A table or array of tables that a longer header goes through. */
  | { readonly kind: "implied"; readonly offset: number }
  /** An array of tables, made by `[[header]]`s. */
  | { readonly kind: "tables"; readonly offset: number }
  /** A table that dotted keys go through; `inline` when they stand in an inline table. */
  | { readonly kind: "dotted"; readonly offset: number; readonly inline: boolean }
  /** A value from `start` to `end`; an inline table or array tells where its last element ends, to add one there. */
  | {
      readonly kind: "value"
      /** The offset of the key. */
      readonly offset: number
      /** The offset of the value. */
      readonly start: number
      /** The offset behind the value. */
      readonly end: number
      /** The offset behind its last element; undefined when it has none, or is no inline table or array. */
      readonly lastElementEnd: number | undefined
    }

/** What stands at a path, if anything does. Indices are spelled as strings: `["ovens", "0", "name"]`. */
export function placeOf(scan: TomlScan, path: readonly string[]): TomlPlace | undefined {
  return scan.places.get(placeKey(path))
}

/** Follows a TOML 1.0 source (without byte order mark) as far as it can. */
export function scanToml(source: string): TomlScan {
  const scanner = new Scanner(source)
  const stoppedAt = scanner.scan()
  return { sections: scanner.sections, places: scanner.places, stoppedAt }
}

/** The string that a token on one line stands for: bare, `"basic"` or `'literal'`; `undefined` when it is none. */
export function tomlStringOf(token: string): string | undefined {
  if (token.startsWith("'")) return token.slice(1, -1)
  if (!token.startsWith('"')) return token
  let broken = false
  const value = token
    .slice(1, -1)
    .replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/g, (_, short, long, one) => {
      const point = Number.parseInt(short ?? long ?? "0", 16)
      const meant = one === undefined ? (point > 0x10ffff ? undefined : String.fromCodePoint(point)) : ESCAPES[one]
      broken ||= meant === undefined
      return meant ?? ""
    })
  return broken ? undefined : value
}

const ESCAPES: Record<string, string> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" }

const BLANK = /[ \t]*/y
const BLANK_AND_LINES = /(?:[ \t\n]|\r\n|#[^\n]*)*/y
const LINE_END = /[ \t]*(?:#[^\n]*)?(?:\n|\r\n|$)/y
const KEY = /[A-Za-z0-9_-]+|"(?:[^"\\\n\r]|\\[^\n\r])*"|'[^'\n\r]*'/y
const STRING =
  /"""[^"\\]*(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*)*"{3,5}|'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}|"[^"\\\n\r]*(?:\\[^\n\r][^"\\\n\r]*)*"|'[^'\n\r]*'/y
const OTHER_SCALAR = /\d{4}-\d\d-\d\d \d[\w:.+-]*|[\w:.+-]+/y

/** Said by the reading methods when the source is not what they read. */
const STOP = -1

interface Key {
  readonly segments: readonly { readonly name: string; readonly offset: number }[]
  readonly end: number
}

function placeKey(path: readonly string[]): string {
  return JSON.stringify(path)
}

/** One walk over the source; each `read…` method takes an offset and gives the one behind what it read, or {@link STOP}. */
class Scanner {
  readonly sections: (TomlSection & { readonly entries: TomlEntry[] })[] = [{ path: [], start: 0, end: 0, entries: [] }]
  readonly places = new Map<string, TomlPlace>()
  /** How many elements each array of tables has so far. */
  readonly #counts = new Map<string, number>()
  readonly #source: string

  constructor(source: string) {
    this.#source = source
  }

  scan(): number | undefined {
    for (let at = this.#skip(BLANK_AND_LINES, 0); at < this.#source.length; at = this.#skip(BLANK_AND_LINES, at)) {
      const end = this.#source[at] === "[" ? this.#readHeader(at) : this.#readEntry(at)
      const next = end === STOP ? end : this.#end(LINE_END, end)
      if (next === STOP) return at
      at = next
    }
    return undefined
  }

  #readHeader(start: number): number {
    const isArray = this.#source[start + 1] === "["
    const key = this.#key(this.#skip(BLANK, start + (isArray ? 2 : 1)))
    if (key === undefined) return STOP
    const close = this.#skip(BLANK, key.end)
    if (!this.#source.startsWith(isArray ? "]]" : "]", close)) return STOP
    const end = close + (isArray ? 2 : 1)
    this.sections.push({ path: this.#headerPath(key, isArray), start, end, entries: [] })
    return end
  }

  /** A header goes through the last element of each array of tables on its way. */
  #headerPath({ segments }: Key, isArray: boolean): readonly string[] {
    const path: string[] = []
    for (const [index, { name, offset }] of segments.entries()) {
      const isLast = index === segments.length - 1
      path.push(name)
      const count = this.#counts.get(placeKey(path))
      if (isLast && isArray) {
        this.#counts.set(placeKey(path), (count ?? 0) + 1)
        this.#place(path, { kind: "tables", offset })
        path.push(String(count ?? 0))
      } else if (count !== undefined) {
        path.push(String(count - 1))
      }
      this.#place(path, { kind: isLast ? "header" : "implied", offset })
    }
    return path
  }

  #readEntry(start: number): number {
    const section = this.sections.at(-1)!
    const found = this.#readKeyValue(start, section.path, false)
    if (found === undefined) return STOP
    section.entries.push(found)
    return found.valueEnd
  }

  #readKeyValue(start: number, base: readonly string[], inline: boolean): TomlEntry | undefined {
    const key = this.#key(start)
    if (key === undefined) return undefined
    const equals = this.#skip(BLANK, key.end)
    if (this.#source[equals] !== "=") return undefined
    const path = [...base]
    for (const [index, { name, offset }] of key.segments.entries()) {
      path.push(name)
      if (index < key.segments.length - 1) this.#place(path, { kind: "dotted", offset, inline })
    }
    const valueStart = this.#skip(BLANK, equals + 1)
    const valueEnd = this.#readValue(valueStart, path, key.segments.at(-1)!.offset)
    if (valueEnd === STOP) return undefined
    return { path, keyStart: start, keyEnd: key.end, equals, valueStart, valueEnd }
  }

  #readValue(start: number, path: readonly string[], offset: number): number {
    const opening = this.#source[start]
    const scalarEnd = opening === '"' || opening === "'" ? this.#end(STRING, start) : this.#end(OTHER_SCALAR, start)
    const { end, lastElementEnd } =
      opening === "["
        ? this.#readElements(start, path, "]")
        : opening === "{"
          ? this.#readElements(start, path, "}")
          : { end: scalarEnd, lastElementEnd: undefined }
    if (end !== STOP) this.#place(path, { kind: "value", offset, start, end, lastElementEnd })
    return end
  }

  /** Reads `[1, 2]` or `{ a = 1 }`. Lines may end between elements of an array only. */
  #readElements(start: number, path: readonly string[], close: "]" | "}"): { end: number; lastElementEnd: number } {
    const stopped = { end: STOP, lastElementEnd: STOP }
    const between = close === "]" ? BLANK_AND_LINES : BLANK
    let lastElementEnd = start + 1
    let at = this.#skip(between, start + 1)
    for (let index = 0; this.#source[at] !== close; index += 1) {
      const element =
        close === "]"
          ? this.#readValue(at, [...path, String(index)], at)
          : (this.#readKeyValue(at, path, true)?.valueEnd ?? STOP)
      if (element === STOP) return stopped
      lastElementEnd = element
      at = this.#skip(between, element)
      if (this.#source[at] === ",") at = this.#skip(between, at + 1)
      else if (this.#source[at] !== close) return stopped
    }
    return { end: at + 1, lastElementEnd }
  }

  #key(start: number): Key | undefined {
    const segments: { name: string; offset: number }[] = []
    for (let at = start; ; at = this.#skip(BLANK, at + 1)) {
      const end = this.#end(KEY, at)
      const name = end === STOP ? undefined : tomlStringOf(this.#source.slice(at, end))
      if (name === undefined) return undefined
      segments.push({ name, offset: at })
      at = this.#skip(BLANK, end)
      if (this.#source[at] !== ".") return { segments, end }
    }
  }

  /** The first mention of a path is its place, but a header of its own comes before a mention on the way to another. */
  #place(path: readonly string[], place: TomlPlace): void {
    const key = placeKey(path)
    const known = this.places.get(key)?.kind
    const isOnTheWay = known === "implied" || (known === "dotted" && place.kind === "header")
    if (known === undefined || (isOnTheWay && place.kind !== "implied")) this.places.set(key, place)
  }

  #skip(pattern: RegExp, at: number): number {
    pattern.lastIndex = at
    return pattern.test(this.#source) ? pattern.lastIndex : at
  }

  #end(pattern: RegExp, at: number): number {
    pattern.lastIndex = at
    return pattern.test(this.#source) ? pattern.lastIndex : STOP
  }
}
