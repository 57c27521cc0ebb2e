import type { Position } from "../position.js"

/** What a token is: its own spelling for punctuation and operators, otherwise what it stands for. */
export type HclTokenKind =
  | "end"
  | "newline"
  | "identifier"
  | "number"
  | "quote"
  | "heredoc"
  | "{"
  | "}"
  | "~}"
  | "["
  | "]"
  | "("
  | ")"
  | "."
  | "..."
  | ","
  | ":"
  | "::"
  | "?"
  | "="
  | "=>"
  | "!"
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | ">"
  | "<="
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"

/** A mistake in the source: ends the reading. Never leaves this reader. */
export class HclMistake extends Error {
  constructor(
    message: string,
    /** Where it stands. */
    readonly position: Position,
  ) {
    super(message)
  }
}

/**
 * Goes through a source token by token, holding the current one. What stands between quotation marks and in heredocs is no
 * token: the template reader goes through it by {@link HclScanner.at}, which stands behind the current token.
 */
export class HclScanner {
  /** What the current token is. */
  kind: HclTokenKind = "newline"
  /** Where the current token starts, in UTF-16 code units from 0. */
  start = 0
  /** Where the current token ends, and what follows it starts. */
  at = 0
  /** Whether the end of a line is a token, or white space as between brackets. */
  newlines = true
  private line = 1
  private lineStart = 0
  private startLine = 1
  private startLineStart = 0

  constructor(
    /** The file's path, for positions. */
    readonly file: string,
    /** What is read. */
    readonly source: string,
  ) {
    // A byte order mark is no part of the text.
    if (source.charCodeAt(0) === 0xfeff) this.at = this.lineStart = 1
  }

  /** Whether the current token is of this kind. */
  is(kind: HclTokenKind): boolean {
    return this.kind === kind
  }

  /** The current token as it is written. */
  text(): string {
    return this.source.slice(this.start, this.at)
  }

  /** Where the current token starts. */
  position(): Position {
    return { file: this.file, line: this.startLine, column: this.start - this.startLineStart + 1 }
  }

  /** Where {@link HclScanner.at} stands. */
  here(): Position {
    return { file: this.file, line: this.line, column: this.at - this.lineStart + 1 }
  }

  /** Ends the reading with a mistake at the current token. */
  fail(message: string): never {
    throw new HclMistake(message, this.position())
  }

  /** Counts a line that ends right before {@link HclScanner.at}. */
  lineEnded(): void {
    this.line++
    this.lineStart = this.at
  }

  /** Goes on to the next token. */
  advance(): void {
    do this.scan()
    while (this.kind === "newline" && !this.newlines)
  }

  private scan(): void {
    const { source } = this
    for (;;) {
      this.start = this.at
      this.startLine = this.line
      this.startLineStart = this.lineStart
      const code = source.charCodeAt(this.at)
      switch (code) {
        case 0x20:
        case 0x09:
          this.at++
          continue
        case 0x0a:
          this.endLine(1)
          return
        case 0x0d:
          if (source.charCodeAt(this.at + 1) !== 0x0a)
            this.fail("A carriage return stands alone; it goes before a newline.")
          this.endLine(2)
          return
        case 0x23:
          if (this.lineComment()) return
          continue
        case 0x2f:
          if (source.charCodeAt(this.at + 1) === 0x2f) {
            if (this.lineComment()) return
            continue
          }
          if (source.charCodeAt(this.at + 1) === 0x2a) {
            this.blockComment()
            continue
          }
          this.take("/")
          return
        default:
          this.token(code)
          return
      }
    }
  }

  private endLine(length: number): void {
    this.at += length
    this.lineEnded()
    this.kind = "newline"
  }

  /** Whether the comment ends with its line: then it stands for the line's end. */
  private lineComment(): boolean {
    const end = this.source.indexOf("\n", this.at)
    if (end === -1) {
      this.at = this.source.length
      return false
    }
    this.at = end
    this.endLine(1)
    return true
  }

  private blockComment(): void {
    const end = this.source.indexOf("*/", this.at + 2)
    if (end === -1) this.fail("A comment starts with /* and is never closed with */.")
    for (let next = this.source.indexOf("\n", this.at); next !== -1 && next < end; ) {
      this.at = next + 1
      this.lineEnded()
      next = this.source.indexOf("\n", this.at)
    }
    this.at = end + 2
  }

  private token(code: number): void {
    if (isLetter(code) || code === 0x5f || code > 0x7f) this.identifier()
    else if (isDigit(code)) this.number()
    else if (Number.isNaN(code)) this.kind = "end"
    else this.sign(code)
  }

  private identifier(): void {
    const { source } = this
    let at = this.at
    for (;;) {
      const code = source.charCodeAt(at)
      if (isLetter(code) || isDigit(code) || code === 0x5f || code === 0x2d) at++
      else break
    }
    if (source.charCodeAt(at) > 0x7f) at = this.wideIdentifierEnd()
    this.at = at
    this.kind = "identifier"
  }

  private wideIdentifierEnd(): number {
    IDENTIFIER.lastIndex = this.start
    const [text] = IDENTIFIER.exec(this.source) ?? []
    if (text === undefined) this.fail(`${shown(this.source, this.start)} has no meaning here.`)
    return this.start + text.length
  }

  /** As HCL cuts numbers: digits, dots and exponents, as long as they last; not ending with a dot. */
  private number(): void {
    NUMBER.lastIndex = this.start
    this.at = this.start + NUMBER.exec(this.source)![0].length
    this.kind = "number"
  }

  private sign(code: number): void {
    const three = this.source.slice(this.at, this.at + 3)
    const two = three.slice(0, 2)
    const one = three.slice(0, 1)
    if (code === 0x22) this.take("quote", 1)
    else if (two === "<<") this.heredoc()
    else if (three === "...") this.take("...")
    else if (TWO.has(two)) this.take(two as HclTokenKind)
    else if (ONE.has(one)) this.take(one as HclTokenKind)
    else this.fail(`${shown(this.source, this.at)} has no meaning here.${HINTS.get(one) ?? ""}`)
  }

  private heredoc(): void {
    HEREDOC.lastIndex = this.start
    const found = HEREDOC.exec(this.source)
    if (found === null) this.fail("<< opens a heredoc, and is followed by its marker and the end of the line.")
    this.at = this.start + found[0].length
    this.kind = "heredoc"
  }

  private take(kind: HclTokenKind, length: number = kind.length): void {
    this.at += length
    this.kind = kind
  }
}

/** A character as a message shows it. */
export function shown(source: string, at: number): string {
  const point = source.codePointAt(at)
  if (point === undefined) return "The end of the file"
  const isPlain = point > 0x20 && point < 0x7f
  return isPlain ? String.fromCodePoint(point) : `The character U+${point.toString(16).toUpperCase().padStart(4, "0")}`
}

const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy
const NUMBER = /\d(?:(?:\d|\.|[eE][+-]?\d)*(?:\d|[eE][+-]?\d))?/y
/** With the end of its line, which is part of the token. */
const HEREDOC = /<<-?[\p{ID_Start}_][\p{ID_Continue}-]*(?:\r?\n)/uy

const TWO: ReadonlySet<string> = new Set(["||", "&&", "==", "!=", "<=", ">=", "=>", "::", "~}"])
const ONE: ReadonlySet<string> = new Set("{}[]().,:?=!<>+-*/%")

const HINTS: ReadonlyMap<string, string> = new Map([
  ["'", ' Strings stand in double quotes (").'],
  ["`", ' Strings stand in double quotes (").'],
  [";", " Arguments end with their line, items with a comma."],
  ["&", " The operator is &&."],
  ["|", " The operator is ||."],
])

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
