/** One token as Caddy's lexer reads it: quotes are off, escapes of placeholders are still there (see {@link readPlaceholders}). */
export interface ReadToken {
  /** Without what encloses it. */
  readonly text: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number
  /** What enclosed it: nothing, double quotes, backticks, or a heredoc. */
  readonly quote: "" | '"' | "`" | "<<"
}

/** One `{$NAME}` or `{$NAME:default}`. */
export interface ReadVariable {
  /** As it stands between the braces. */
  readonly name: string
  /** Absent when none is stated; then an unset variable is empty. */
  readonly default: string | undefined
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units; that of `{`. */
  readonly column: number
}

/** The variables that are set; one whose value is undefined is set to something that is not told. */
export type CaddyEnvironment = Readonly<Record<string, string | undefined>>

/* Environment variables */

/** A source whose variables are replaced, and where its pieces come from. */
export interface Expanded {
  /** What is left to read tokens from. */
  readonly text: string
  /** Where pieces of `text` come from, in order. */
  readonly pieces: readonly Piece[]
  /** Spans of `text` that are variables left in place. */
  readonly kept: readonly { readonly start: number; readonly end: number }[]
  /** Each `{$NAME}` in the source, comments included, in order. */
  readonly variables: readonly ReadVariable[]
  /** Lines and columns of offsets in the source. */
  readonly places: Places
}

interface Piece {
  /** Offset in the expanded text. */
  readonly at: number
  /** Offset in the source. */
  readonly from: number
  /** Whether the piece is a variable's value, all of which stands at `from`. */
  readonly value: boolean
}

/**
 * Replaces `{$NAME:default}` in one pass over the text, whatever it stands in; a value is not looked at again. A variable whose value
 * is undefined stays in place, and so do all without an environment.
 */
export function expandEnvironment(source: string, environment: CaddyEnvironment | undefined): Expanded {
  const places = new Places(source)
  const pieces: Piece[] = []
  const kept: { start: number; end: number }[] = []
  const variables: ReadVariable[] = []
  let text = ""
  let done = source.startsWith("\ufeff") ? 1 : 0
  const copy = (to: number): void => {
    pieces.push({ at: text.length, from: done, value: false })
    text += source.slice(done, to)
    done = to
  }
  let search = 0
  for (;;) {
    const begin = source.indexOf("{$", search)
    const end = begin === -1 ? -1 : source.indexOf("}", begin + 2)
    if (end === -1) break
    search = end + 1
    const inside = source.slice(begin + 2, end)
    if (inside === "") continue
    const colon = inside.indexOf(":")
    const name = colon === -1 ? inside : inside.slice(0, colon)
    const fallback = colon === -1 ? undefined : inside.slice(colon + 1)
    copy(begin)
    if (name !== "") variables.push({ name, default: fallback, ...places.at(begin) })
    if (name !== "" && isKept(environment, name)) {
      kept.push({ start: text.length, end: text.length + (search - begin) })
      copy(search)
      continue
    }
    pieces.push({ at: text.length, from: begin, value: true })
    text += lookUp(environment, name) ?? fallback ?? ""
    done = search
  }
  copy(source.length)
  return { text, pieces, kept, variables, places }
}

function isKept(environment: CaddyEnvironment | undefined, name: string): boolean {
  return environment === undefined || (Object.hasOwn(environment, name) && environment[name] === undefined)
}

function lookUp(environment: CaddyEnvironment | undefined, name: string): string | undefined {
  return environment !== undefined && name !== "" && Object.hasOwn(environment, name) ? environment[name] : undefined
}

/** Lines and columns of offsets, quick where they are asked for in rising order. A byte order mark takes no column. */
class Places {
  readonly #source: string
  readonly #start: number
  #line = 1
  #lineStart: number
  #nextBreak: number

  constructor(source: string) {
    this.#source = source
    this.#start = source.startsWith("\ufeff") ? 1 : 0
    this.#lineStart = this.#start
    this.#nextBreak = source.indexOf("\n")
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    if (offset < this.#lineStart) this.#rewind()
    while (this.#nextBreak !== -1 && this.#nextBreak < offset) {
      this.#line++
      this.#lineStart = this.#nextBreak + 1
      this.#nextBreak = this.#source.indexOf("\n", this.#lineStart)
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 }
  }

  #rewind(): void {
    this.#line = 1
    this.#lineStart = this.#start
    this.#nextBreak = this.#source.indexOf("\n")
  }
}

/* Tokens */

/** Why Caddy would not read a file. */
export class CaddyMistake extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, place: { readonly line: number; readonly column: number }) {
    super(message)
    this.line = place.line
    this.column = place.column
  }
}

/** What is made of a token: what it says, what enclosed it, where it stands, and the rows on which Caddy sees it start and end. */
export type MakeToken<T> = (text: string, quote: ReadToken["quote"], place: Place, row: number, endRow: number) => T

/** A place in a source. */
export interface Place {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number
}

/** The tokens of a source, in order. */
export interface CaddyTokens<T> {
  /** In source order. */
  readonly tokens: readonly T[]
  /** Where the source ends. */
  readonly end: Place
}

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const HASH = 0x23
const LESS = 0x3c
const BACKSLASH = 0x5c
const BACKTICK = 0x60

/** Reads all tokens; throws a {@link CaddyMistake} where Caddy would not go on, or would with something nobody means. */
export function lexCaddyfile<T>(expanded: Expanded, make: MakeToken<T>): CaddyTokens<T> {
  const lexer = new Lexer(expanded, make)
  while (lexer.next());
  return lexer.result()
}

/** Caddy's lexer, run by run instead of character by character. */
class Lexer<T> {
  readonly #text: string
  readonly #expanded: Expanded
  readonly #make: MakeToken<T>
  readonly #tokens: T[] = []
  #at = 0
  #row = 1
  /** Escaped line breaks since the last real one. */
  #skipped = 0
  #keptIndex = 0
  #pieceIndex = 0

  constructor(expanded: Expanded, make: MakeToken<T>) {
    this.#text = expanded.text
    this.#expanded = expanded
    this.#make = make
  }

  result(): CaddyTokens<T> {
    return { tokens: this.#tokens, end: this.#place(this.#text.length) }
  }

  /** Reads one token; false at the end of the text. */
  next(): boolean {
    const escaped = this.#gap()
    if (this.#at >= this.#text.length) return false
    const start = this.#at
    const row = this.#row
    const code = this.#text.charCodeAt(start)
    if (this.#keptEnd() === -1 && (code === QUOTE || code === BACKTICK)) this.#quoted(start, row, code, escaped)
    else this.#bare(start, row, escaped)
    return true
  }

  /** Skips white space and comments; true when a backslash stands before what follows. */
  #gap(): boolean {
    let escaped = false
    let comment = false
    for (; this.#at < this.#text.length; this.#at++) {
      const kept = this.#keptEnd()
      if (kept !== -1) {
        if (!comment) return escaped
        this.#at = kept - 1
        continue
      }
      const code = this.#text.charCodeAt(this.#at)
      if (code === LINE_FEED) {
        this.#lineBreak(escaped)
        escaped = false
        comment = false
      } else if (code === BACKSLASH && !escaped) escaped = true
      else if (comment || isSpace(code)) continue
      else if (code === HASH) comment = true
      else return escaped
    }
    return false
  }

  #lineBreak(escaped: boolean): void {
    if (escaped) {
      this.#skipped++
      return
    }
    this.#row += 1 + this.#skipped
    this.#skipped = 0
  }

  #quoted(start: number, row: number, quote: number, escapedBefore: boolean): void {
    const text = this.#text
    const escapes = quote === QUOTE
    let escaped = escapes && escapedBefore
    let value = ""
    let from = start + 1
    this.#at = from
    for (; this.#at < text.length; this.#at++) {
      const kept = this.#keptEnd()
      const code = kept === -1 ? text.charCodeAt(this.#at) : 0
      if (escaped) {
        value += code === QUOTE ? text.slice(from, this.#at) : `${text.slice(from, this.#at)}\\`
        from = this.#at
        escaped = false
      } else if (code === quote) {
        value += text.slice(from, this.#at)
        this.#at++
        this.#push(start, row, value, escapes ? '"' : "`")
        return
      } else if (escapes && code === BACKSLASH) {
        value += text.slice(from, this.#at)
        from = this.#at + 1
        escaped = true
        continue
      }
      if (code === LINE_FEED) this.#lineBreak(false)
      if (kept !== -1) this.#at = kept - 1
    }
    throw new CaddyMistake(
      `A ${escapes ? "double quote" : "backtick"} is opened here and never closed`,
      this.#place(start),
    )
  }

  #bare(start: number, row: number, escapedBefore: boolean): void {
    const text = this.#text
    let escaped = escapedBefore
    let heredoc = true
    let value = ""
    let from = start
    for (; this.#at < text.length; this.#at++) {
      const kept = this.#keptEnd()
      const code = kept === -1 ? text.charCodeAt(this.#at) : 0
      if (code === BACKSLASH && !escaped) {
        value += text.slice(from, this.#at)
        from = this.#at + 1
        escaped = true
        continue
      }
      if (code === LESS && heredoc && !escaped && value + text.slice(from, this.#at) === "<") {
        this.#heredoc(start, row)
        return
      }
      if (kept === -1 && isSpace(code)) {
        value += text.slice(from, this.#at)
        from = this.#at + 1
        if (code === CARRIAGE_RETURN) continue
        if (code === LINE_FEED) this.#lineBreak(escaped)
        this.#at++
        this.#push(start, row, value, "")
        return
      }
      if (escaped) {
        if (code === LESS) heredoc = false
        else value += "\\"
        escaped = false
      }
      if (kept !== -1) this.#at = kept - 1
    }
    this.#push(start, row, value + text.slice(from), "")
  }

  /** At the second `<` of a token. A space or the end of the text before the line's end means that this is a word after all. */
  #heredoc(start: number, row: number): void {
    const text = this.#text
    const opening = /[^ \n]*/y
    opening.lastIndex = this.#at + 1
    const marker = (opening.exec(text)?.[0] ?? "").replaceAll("\r", "")
    const after = opening.lastIndex
    if (after >= text.length || text.charCodeAt(after) === SPACE) {
      this.#at = Math.min(after + 1, text.length)
      this.#push(start, row, `<<${marker}`, "")
      return
    }
    if (!/^[A-Za-z0-9_-]+$/.test(marker)) {
      throw new CaddyMistake(
        "A heredoc's marker is made of letters, digits, dashes and underscores, directly after two `<`",
        this.#place(start),
      )
    }
    const end = text.indexOf(marker, after + 1)
    if (end === -1) throw new CaddyMistake(`The heredoc <<${marker} is never closed`, this.#place(start))
    const body = text.slice(after + 1, end)
    this.#skipped += 1 + countBreaks(body)
    const value = this.#stripped(body, start)
    this.#row += this.#skipped
    this.#skipped = 0
    this.#at = end + marker.length
    this.#push(start, row, value, "<<")
  }

  /** A heredoc's lines without the white space that stands before the closing marker. */
  #stripped(body: string, start: number): string {
    const lines = body.split("\n")
    const padding = lines.pop() ?? ""
    const stripped = lines.map((line) => {
      if (line === "" || line === "\r") return ""
      if (!line.startsWith(padding)) {
        throw new CaddyMistake(
          "A heredoc's line starts with other white space than its closing marker",
          this.#place(start),
        )
      }
      return line.slice(padding.length).replaceAll("\r", "")
    })
    return stripped.join("\n")
  }

  #push(start: number, row: number, text: string, quote: ReadToken["quote"]): void {
    const end = quote === "" ? row : row + countBreaks(text) + (quote === "<<" ? 2 : 0)
    this.#tokens.push(this.#make(text, quote, this.#place(start), row, end))
  }

  /** Where the kept variable that starts here ends; -1 when none does. */
  #keptEnd(): number {
    const { kept } = this.#expanded
    let span = kept[this.#keptIndex]
    while (span !== undefined && span.start < this.#at) span = kept[++this.#keptIndex]
    return span !== undefined && span.start === this.#at ? span.end : -1
  }

  #place(offset: number): { readonly line: number; readonly column: number } {
    const { pieces, places } = this.#expanded
    while ((pieces[this.#pieceIndex + 1]?.at ?? Number.POSITIVE_INFINITY) <= offset) this.#pieceIndex++
    const piece = pieces[this.#pieceIndex]
    if (piece === undefined) return places.at(0)
    return places.at(piece.value ? piece.from : piece.from + offset - piece.at)
  }
}

/** White space as Go's `unicode.IsSpace` has it. */
function isSpace(code: number): boolean {
  if (code < 0x80) return code === SPACE || (code >= TAB && code <= CARRIAGE_RETURN)
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

function countBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++
  return count
}
