/** One mistake in a JSON text. */
export interface JsonProblem {
  /** In UTF-16 code units from 0. */
  readonly offset: number
  /** One clause without a full stop: `a comma is missing`. */
  readonly message: string
}

/**
 * Finds what is wrong with a JSON text (RFC 8259): every mistake, not only the first, and keys that an object has twice,
 * of which a parser would keep the last without a word.
 */
export function jsonProblems(text: string): readonly JsonProblem[] {
  return new Checker(text).check()
}

/** Deeper nesting than this is refused, so that no text can exhaust the stack. */
const deepest = 500

/** More problems than this say that the text isn't JSON at all. */
const mostProblems = 20

class Checker {
  readonly #text: string
  readonly #problems: JsonProblem[] = []
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  check(): readonly JsonProblem[] {
    this.#skipSpace()
    this.#value(0)
    this.#skipSpace()
    if (this.#at < this.#text.length && this.#problems.length === 0) this.#problem("something follows the value")
    return this.#problems
  }

  #problem(message: string, offset = this.#at): void {
    if (this.#problems.length < mostProblems) this.#problems.push({ offset, message })
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.#at += 1
      else if (code === 0x2f && this.#comment()) this.#problem("JSON has no comments", this.#skipComment())
      else return
    }
  }

  #comment(): boolean {
    const next = this.#text[this.#at + 1]
    return next === "/" || next === "*"
  }

  #skipComment(): number {
    const start = this.#at
    const [close, length] = this.#text[start + 1] === "/" ? ["\n", 1] : ["*/", 2]
    const end = this.#text.indexOf(close, start + 2)
    this.#at = end < 0 ? this.#text.length : end + length
    return start
  }

  #value(depth: number): void {
    const character = this.#text[this.#at]
    if (depth > deepest) {
      this.#problem(`values are nested more than ${deepest} deep`)
      this.#at = this.#text.length
    } else if (character === "{") this.#object(depth)
    else if (character === "[") this.#array(depth)
    else if (character === '"') this.#string()
    else this.#word()
  }

  #object(depth: number): void {
    const keys = new Set<string>()
    this.#members("}", () => {
      const start = this.#at
      const key = this.#key()
      if (key !== undefined && keys.has(key))
        this.#problem(`the key ${JSON.stringify(key)} stands here a second time`, start)
      if (key !== undefined) keys.add(key)
      this.#skipSpace()
      if (this.#text[this.#at] === ":") this.#at += 1
      else this.#problem("a colon is missing")
      this.#skipSpace()
      this.#value(depth + 1)
    })
  }

  #array(depth: number): void {
    this.#members("]", () => this.#value(depth + 1))
  }

  /** Reads what stands between brackets, with the commas; after a mistake goes on at the next comma, bracket or line. */
  #members(close: "}" | "]", member: () => void): void {
    const open = this.#at
    this.#at += 1
    for (let first = true; ; first = false) {
      this.#skipSpace()
      if (this.#at >= this.#text.length) {
        this.#problem(`this ${this.#text[open]} is never closed`, open)
        return
      }
      const character = this.#text[this.#at]
      if (character === close) {
        this.#at += 1
        return
      }
      if (character === "}" || character === "]") {
        this.#problem(`${close} is expected, not ${character}`)
        return
      }
      if (!first && !this.#comma(close)) return
      if (this.#text[this.#at] === close) continue
      const before = this.#at
      member()
      if (this.#at === before) this.#at += 1
    }
  }

  #comma(close: string): boolean {
    const comma = this.#at
    if (this.#text[comma] !== ",") this.#problem("a comma is missing")
    else {
      this.#at += 1
      this.#skipSpace()
      if (this.#text[this.#at] === close) this.#problem(`a comma stands before ${close}`, comma)
      else if (this.#text[this.#at] === ",") this.#problem("two commas stand side by side")
    }
    return this.#at < this.#text.length || this.#text[comma] === ","
  }

  #key(): string | undefined {
    const start = this.#at
    if (this.#text[start] === '"') {
      this.#string()
      return unescaped(this.#text.slice(start, this.#at))
    }
    this.#skipWord()
    this.#problem("a key must stand in double quotes", start)
    return undefined
  }

  #string(): void {
    const start = this.#at
    for (this.#at += 1; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === 0x22) break
      if (Number.isNaN(code) || code === 0x0a || code === 0x0d) {
        this.#problem("this string is never closed", start)
        return
      }
      if (code < 0x20) this.#problem("a control character stands in a string; write it as an escape")
      if (code === 0x5c) this.#escape()
    }
    this.#at += 1
  }

  #escape(): void {
    escapes.lastIndex = this.#at
    const found = escapes.exec(this.#text)
    if (found === null) this.#problem(`${this.#text.slice(this.#at, this.#at + 2)} is not an escape of JSON`)
    this.#at += found === null ? 1 : found[0].length - 1
  }

  #word(): void {
    const start = this.#at
    this.#skipWord()
    const word = this.#text.slice(start, this.#at)
    if (literals.test(word)) return
    this.#problem(wordMistake(word), start)
  }

  #skipWord(): void {
    const quote = this.#text[this.#at]
    wordEnd.lastIndex = this.#at
    const end = wordEnd.exec(this.#text)?.index ?? this.#text.length
    const closing = quote === "'" ? this.#text.indexOf(quote, this.#at + 1) : -1
    const line = this.#text.indexOf("\n", this.#at)
    this.#at = closing > 0 && (line < 0 || closing < line) ? closing + 1 : end
  }
}

function wordMistake(word: string): string {
  if (word === "") return "a value is missing"
  return /^['`]/.test(word)
    ? "strings stand in double quotes"
    : `${JSON.stringify(word.slice(0, 40))} is not a value of JSON`
}

const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const wordEnd = /[\s,:[\]{}"]/g
const literals = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

function unescaped(key: string): string | undefined {
  try {
    return String(JSON.parse(key))
  } catch {
    return undefined
  }
}
