/**
 * Patterns of RE2, which Go and so Terraform use, as patterns of JavaScript. RE2 takes linear time; JavaScript's engine may
 * take exponential time where a repetition stands in a repetition, so such a pattern is run on short texts only.
 */

/** A pattern that JavaScript's engine runs as RE2 would. */
export interface Pattern {
  /** With the `g` and `u` flags. */
  readonly expression: RegExp
  /** The names of its groups in order; undefined for a group that has none. */
  readonly groups: readonly (string | undefined)[]
  /** The longest text on which it is certain to end soon, in UTF-16 code units. */
  readonly longest: number
}

/** Translates a pattern of RE2; a text says why it is not taken. */
export function translated(source: string): Pattern | string {
  try {
    return new Translation(source).pattern()
  } catch (error) {
    if (error instanceof Refusal || error instanceof SyntaxError) return error.message
    throw error
  }
}

class Refusal extends Error {}

/** How long a text may be where a repetition stands in another. */
const SHORT = 300

const CLASSES: ReadonlyMap<string, string> = new Map([
  ["alnum", "0-9A-Za-z"],
  ["alpha", "A-Za-z"],
  ["ascii", "\\x00-\\x7f"],
  ["blank", "\\t "],
  ["cntrl", "\\x00-\\x1f\\x7f"],
  ["digit", "0-9"],
  ["graph", "!-~"],
  ["lower", "a-z"],
  ["print", " -~"],
  ["punct", "!-\\/:-@\\[-`{-~"],
  ["space", "\\t\\n\\v\\f\\r "],
  ["upper", "A-Z"],
  ["word", "0-9A-Za-z_"],
  ["xdigit", "0-9A-Fa-f"],
])

/** `\d`, `\s` and `\w` of RE2 are of ASCII; those of JavaScript are not all. */
const PERL: ReadonlyMap<string, string> = new Map([
  ["d", "0-9"],
  ["s", "\\t\\n\\f\\r "],
  ["w", "0-9A-Za-z_"],
])

const REPETITION = /^(?:\{(\d+)(,?)(\d*)\}|[*+?])\??/

const SPECIAL = /[\\^$.*+?()[\]{}|/]/

class Translation {
  private at = 0
  private out = ""
  private flags = "gu"
  private readonly groups: (string | undefined)[] = []
  private isNested = false

  constructor(private readonly source: string) {}

  pattern(): Pattern {
    this.leadingFlags()
    this.alternatives(0)
    if (this.at < this.source.length) throw new Refusal("A parenthesis is closed that is not open.")
    return {
      expression: new RegExp(this.out, this.flags),
      groups: this.groups,
      longest: this.isNested ? SHORT : Number.POSITIVE_INFINITY,
    }
  }

  private leadingFlags(): void {
    const [whole, letters] = /^\(\?([ims]+)\)/.exec(this.source) ?? []
    if (whole === undefined) return
    this.at = whole.length
    this.flags = `gu${[...new Set(letters)].join("")}`
  }

  /** Up to the parenthesis that closes the group, or the end; says whether something is repeated without end in it. */
  private alternatives(depth: number): boolean {
    if (depth > 50) throw new Refusal("Groups stand in one another deeper than 50.")
    let repeats = false
    while (this.at < this.source.length && this.source[this.at] !== ")") {
      if (this.source[this.at] === "|") {
        this.out += "|"
        this.at++
      } else {
        const inner = this.atom(depth)
        const isEndless = this.repetition()
        if (isEndless && inner) this.isNested = true
        repeats ||= inner || isEndless
      }
    }
    return repeats
  }

  private atom(depth: number): boolean {
    const letter = this.source[this.at]!
    switch (letter) {
      case "(":
        return this.group(depth)
      case "[":
        this.set()
        return false
      case "\\":
        this.escape()
        return false
      case "^":
      case "$":
      case ".":
        this.at++
        // A dot of JavaScript takes no U+2028, one of RE2 all but a line feed.
        this.out += letter === "." && !this.flags.includes("s") ? "[^\\n]" : letter
        return false
      case "*":
      case "+":
      case "?":
        throw new Refusal(`Nothing stands before ${letter}.`)
      default: {
        const character = String.fromCodePoint(this.source.codePointAt(this.at)!)
        this.at += character.length
        this.out += SPECIAL.test(character) ? `\\${character}` : character
        return false
      }
    }
  }

  private group(depth: number): boolean {
    const named = /^\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>/.exec(this.source.slice(this.at))
    if (named !== null) {
      this.groups.push(named[1])
      this.out += `(?<${named[1]}>`
      this.at += named[0].length
    } else if (this.source.startsWith("(?:", this.at)) {
      this.out += "(?:"
      this.at += 3
    } else if (this.source.startsWith("(?", this.at)) {
      throw new Refusal("A group that starts with ?, and has no name, is not taken.")
    } else {
      this.groups.push(undefined)
      this.out += "("
      this.at++
    }
    const repeats = this.alternatives(depth + 1)
    if (this.source[this.at] !== ")") throw new Refusal("A parenthesis is not closed.")
    this.at++
    this.out += ")"
    return repeats
  }

  /** Whether what stands before may be repeated without end, or often. */
  private repetition(): boolean {
    const [whole, least, comma, most] = REPETITION.exec(this.source.slice(this.at, this.at + 20)) ?? []
    if (whole === undefined) return false
    this.at += whole.length
    this.out += whole
    if (REPETITION.test(this.source.slice(this.at, this.at + 20)))
      throw new Refusal("A repetition stands right after another.")
    if (least === undefined) return !whole.startsWith("?")
    if (Number(least) > 1000 || Number(most) > 1000) throw new Refusal("Something is repeated more than 1000 times.")
    return comma === "," && (most === "" || Number(most) - Number(least) > 100)
  }

  private set(): void {
    this.at++
    this.out += "["
    if (this.source[this.at] === "^") {
      this.out += "^"
      this.at++
    }
    // A bracket that comes first means itself.
    if (this.source[this.at] === "]") {
      this.out += "\\]"
      this.at++
    }
    while (this.source[this.at] !== "]") {
      if (this.at >= this.source.length) throw new Refusal("A bracket is not closed.")
      this.setItem()
    }
    this.at++
    this.out += "]"
  }

  private setItem(): void {
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(this.source.slice(this.at))
    if (posix !== null) {
      const characters = CLASSES.get(posix[2]!)
      if (characters === undefined || posix[1] === "^") throw new Refusal(`The class ${posix[0]} is not taken.`)
      this.out += characters
      this.at += posix[0].length
      return
    }
    if (this.source[this.at] === "\\") {
      const perl = PERL.get(this.source[this.at + 1] ?? "")
      if (perl === undefined) this.escape("\\-")
      else this.take(2, perl)
      if (perl !== undefined && /^-[^\]]/.test(this.source.slice(this.at, this.at + 2)))
        throw new Refusal("A range starts with a class.")
      return
    }
    const character = String.fromCodePoint(this.source.codePointAt(this.at)!)
    this.at += character.length
    this.out += /[[\]\\^]/.test(character) ? `\\${character}` : character
  }

  /** A dash is escaped in a set only. */
  private escape(dash = "-"): void {
    const letter = this.source[this.at + 1] ?? ""
    const perl = PERL.get(letter.toLowerCase())
    if (perl !== undefined) this.take(2, `[${letter === letter.toLowerCase() ? "" : "^"}${perl}]`)
    else if (letter === "A") this.take(2, "(?<![\\s\\S])")
    else if (letter === "z") this.take(2, "(?![\\s\\S])")
    else if (letter === "a") this.take(2, "\\x07")
    else if (/[bBfnrtv]/.test(letter)) this.take(2, `\\${letter}`)
    else if (letter === "-") this.take(2, dash)
    else if (/[^\w\s]/.test(letter) && letter.charCodeAt(0) < 0x80)
      this.take(2, SPECIAL.test(letter) ? `\\${letter}` : letter)
    else if (letter === "x") this.hexadecimal()
    else if (letter === "p" || letter === "P") this.property()
    else throw new Refusal(`The escape \\${letter} is not taken.`)
  }

  private take(length: number, text: string): void {
    this.at += length
    this.out += text
  }

  private hexadecimal(): void {
    const found = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(this.source.slice(this.at))
    if (found === null) throw new Refusal("After \\x come hexadecimal digits.")
    this.take(found[0].length, `\\u{${found[1] ?? found[2]}}`)
  }

  private property(): void {
    const found = /^\\([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]+)\})/.exec(this.source.slice(this.at))
    if (found === null || found[3] === "^") throw new Refusal("After \\p comes the name of a class of characters.")
    const name = found[2] ?? found[4]!
    this.take(found[0].length, `\\${found[1]}{${name.length > 2 ? `Script=${name}` : name}}`)
  }
}
