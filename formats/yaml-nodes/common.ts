import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlNodesReading, YamlScalar, YamlSource } from "../yaml-nodes.js"
import { MAX_DEPTH, TOO_DEEP } from "./limits.js"
import { plainValue } from "./plain.js"

/**
 * Reads the YAML that people mostly write, one document of block and flow collections, scalars that end on their line, and block
 * scalars; `undefined` when there is anything else, right or wrong.
 *
 * It must never take what the library refuses, nor read it otherwise; so whatever needs a second look is left to the library.
 */
export function readCommon(source: YamlSource, content: string): YamlNodesReading | undefined {
  if (UNCOMMON.test(content)) return undefined
  const reader = new Reader(source, content)
  try {
    return { documents: reader.document(), problems: [] }
  } catch (thrown) {
    if (thrown === OTHER) return undefined
    if (thrown !== DEEP) throw thrown
    return { documents: [], problems: [{ message: TOO_DEEP, position: source.positionAt(reader.at) }] }
  }
}

const TAGS = ["!reset", "!override"] as const

/** Control characters, tabs that begin a line, carriage returns, byte order marks, half surrogates. */
const UNCOMMON = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufeff\p{Surrogate}]|\n *\t/u

/** Thrown, for they may come from any depth; they have no stack, for none is needed. */
const OTHER = Symbol("left to the library")
const DEEP = Symbol("nested too deep")

const NEWLINE = 0x0a
const SPACE = 0x20
const TAB = 0x09
const DOUBLE_QUOTE = 0x22
const EXCLAMATION = 0x21
const HASH = 0x23
const SINGLE_QUOTE = 0x27
const COMMA = 0x2c
const DASH = 0x2d
const COLON = 0x3a
const OPEN_LIST = 0x5b
const BACKSLASH = 0x5c
const CLOSE_LIST = 0x5d
const PIPE = 0x7c
const GREATER = 0x3e
const OPEN_MAP = 0x7b
const CLOSE_MAP = 0x7d

class Reader {
  private readonly source: YamlSource
  private readonly text: string
  private readonly end: number
  /** Where the next character to be read stands. */
  at = 0
  /** The column of {@link at}, from 0, when it is the first of a line that says something; -1 at the end of the file. */
  private indent = 0
  private depth = 0
  /** Whether the document has begun: from then on a line of `---` begins the next. */
  private begun = false

  constructor(source: YamlSource, text: string) {
    this.source = source
    this.text = text
    this.end = text.length
  }

  document(): readonly YamlNode[] {
    const { text } = this
    if (text.startsWith("%")) throw OTHER
    this.toContent()
    this.begun = true
    if (this.indent === 0 && text.startsWith("---", this.at)) {
      if (!text.startsWith("---\n", this.at)) throw OTHER
      this.at += 3
      this.toContent()
    }
    if (this.indent === -1) return []
    const root = this.blockNode(-1)
    if (this.indent !== -1) throw OTHER
    return [root]
  }

  /** Goes to the next line that says something, over the rest of this one. */
  private toContent(): void {
    const { text, end } = this
    let { at } = this
    let lineStart = at === 0 ? 0 : -1
    for (;;) {
      while (at < end && text.charCodeAt(at) === SPACE) at++
      if (at >= end) {
        this.at = end
        this.indent = -1
        return
      }
      const code = text.charCodeAt(at)
      if (code === HASH) {
        if (lineStart === -1 && text.charCodeAt(at - 1) !== SPACE) throw OTHER
        at = text.indexOf("\n", at)
        if (at === -1) at = end
      } else if (code !== NEWLINE) break
      if (at < end) {
        at++
        lineStart = at
      }
    }
    if (lineStart === -1 || text.charCodeAt(at) === TAB) throw OTHER
    this.at = at
    this.indent = at - lineStart
    if (this.indent === 0 && this.begun && (text.startsWith("---", at) || text.startsWith("...", at))) throw OTHER
  }

  /** A value that begins its line, further in than `parent`. */
  private blockNode(parent: number): YamlNode {
    if (this.indent <= parent) throw OTHER
    return this.nodeAt(this.indent, parent)
  }

  /** A value at {@link at}, which is in column `column`; a collection goes on in the lines below that begin there, too. */
  private nodeAt(column: number, parent: number): YamlNode {
    if (this.isDash()) return this.blockList(column)
    const keyEnd = this.keyEnd()
    if (keyEnd !== -1) return this.blockMap(column, keyEnd)
    return this.inlineNode(parent)
  }

  private isDash(): boolean {
    if (this.text.charCodeAt(this.at) !== DASH) return false
    const next = this.text.charCodeAt(this.at + 1)
    return next === SPACE || next === NEWLINE || this.at + 1 >= this.end
  }

  private blockList(column: number): YamlList {
    const offset = this.at
    const items: YamlNode[] = []
    this.enter()
    do {
      const dash = this.at
      this.at++
      const first = this.skipSpaces()
      if (first === NEWLINE || first === HASH || this.at >= this.end) {
        const place = this.at
        this.toContent()
        items.push(this.indent > column ? this.nodeAt(this.indent, column) : this.nothing(place))
      } else items.push(this.nodeAt(column + this.at - dash, column))
    } while (this.indent === column && this.isDash())
    this.depth--
    if (this.indent > column) throw OTHER
    return { kind: "list", source: this.source, offset, tag: undefined, items }
  }

  private blockMap(column: number, firstKeyEnd: number): YamlMap {
    const offset = this.at
    const entries = new Map<string, YamlEntry>()
    this.enter()
    let keyEnd = firstKeyEnd
    for (;;) {
      const place = this.at
      const key = this.key(keyEnd)
      if (entries.has(key)) throw OTHER
      this.at = keyEnd + 1
      entries.set(key, { source: this.source, offset: place, key, value: this.entryValue(column) })
      if (this.indent !== column) break
      if (this.isDash()) throw OTHER
      keyEnd = this.keyEnd()
      if (keyEnd === -1) throw OTHER
    }
    this.depth--
    if (this.indent > column) throw OTHER
    return { kind: "map", source: this.source, offset, tag: undefined, entries }
  }

  /** What stands behind the colon of a key in column `column`, or below it. A list below may stand in the key's own column. */
  private entryValue(column: number): YamlNode {
    const first = this.skipSpaces()
    if (first === EXCLAMATION) return this.tagged(column)
    if (first !== NEWLINE && first !== HASH && this.at < this.end) return this.inlineNode(column)
    const place = this.at
    this.toContent()
    if (this.indent > column) return this.nodeAt(this.indent, column)
    if (this.indent === column && this.isDash()) return this.blockList(column)
    return this.nothing(place)
  }

  /** One of Compose's tags, and what it is said of. */
  private tagged(column: number): YamlNode {
    const tag = TAGS.find((each) => this.text.startsWith(each, this.at))
    if (tag === undefined || !isBlankOrEnd(this.text.charCodeAt(this.at + tag.length))) throw OTHER
    this.at += tag.length
    if (this.skipSpaces() === EXCLAMATION) throw OTHER
    return { ...this.entryValue(column), tag }
  }

  private nothing(offset: number): YamlScalar {
    return { kind: "scalar", source: this.source, offset, tag: undefined, value: null, text: "", plain: true }
  }

  private skipSpaces(): number {
    const { text } = this
    let { at } = this
    while (text.charCodeAt(at) === SPACE) at++
    this.at = at
    const code = text.charCodeAt(at)
    if (code === TAB) throw OTHER
    if (code === HASH && text.charCodeAt(at - 1) !== SPACE) throw OTHER
    return code
  }

  /** A scalar or flow collection, and then to the next line that says something. */
  private inlineNode(parent: number): YamlNode {
    const node = this.inline(parent)
    this.toContent()
    return node
  }

  private inline(parent: number): YamlNode {
    const code = this.text.charCodeAt(this.at)
    switch (code) {
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        return this.quoted(code)
      case OPEN_LIST:
      case OPEN_MAP:
        return this.flow(code, parent)
      case PIPE:
      case GREATER:
        return this.blockScalar(code, parent)
      default:
        return this.plainLine(parent)
    }
  }

  private plainLine(parent: number): YamlScalar {
    const { text, at: offset } = this
    if (!startsPlain(text, offset, false)) throw OTHER
    let at = offset
    for (; at < this.end; at++) {
      const code = text.charCodeAt(at)
      if (code === NEWLINE) break
      if (code === HASH && isBlank(text.charCodeAt(at - 1))) break
      if (code === COLON && isBlankOrEnd(text.charCodeAt(at + 1))) throw OTHER
    }
    this.at = at
    if (this.goesOn(at, parent)) throw OTHER
    while (isBlank(text.charCodeAt(at - 1))) at--
    const spelled = text.slice(offset, at)
    return this.bare(offset, spelled)
  }

  /** A scalar without quotes, as it is spelled. */
  private bare(offset: number, spelled: string): YamlScalar {
    const value = plainValue(spelled)
    return { kind: "scalar", source: this.source, offset, tag: undefined, value, text: spelled, plain: true }
  }

  /** Whether a bare scalar goes on in the lines below: those that are further in than `parent`, up to a comment. */
  private goesOn(lineEnd: number, parent: number): boolean {
    const { text, end } = this
    if (text.charCodeAt(lineEnd) === HASH) return false
    let at = lineEnd
    for (;;) {
      if (at >= end) return false
      at++
      const start = at
      while (text.charCodeAt(at) === SPACE) at++
      const code = text.charCodeAt(at)
      if (code === NEWLINE) continue
      if (at >= end || code === HASH) return false
      return at - start > parent
    }
  }

  private quoted(quote: number): YamlScalar {
    const offset = this.at
    const value = this.quotedText(quote)
    return { kind: "scalar", source: this.source, offset, tag: undefined, value, text: value, plain: false }
  }

  private quotedText(quote: number): string {
    const { text } = this
    const start = this.at + 1
    let at = start
    let escaped = false
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) {
        if (quote === DOUBLE_QUOTE || text.charCodeAt(at + 1) !== SINGLE_QUOTE) break
        escaped = true
        at++
      } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
        escaped = true
        at++
      } else if (code === NEWLINE || at >= this.end) throw OTHER
    }
    this.at = at + 1
    const inner = text.slice(start, at)
    if (!escaped) return inner
    return quote === SINGLE_QUOTE ? inner.replaceAll("''", "'") : unescaped(inner)
  }

  private blockScalar(style: number, parent: number): YamlScalar {
    const { text, end, at: offset } = this
    if (parent === -1) throw OTHER
    let at = offset + 1
    const sign = text.charCodeAt(at)
    const chomp = sign === DASH ? "strip" : sign === 0x2b ? "keep" : "clip"
    if (chomp !== "clip") at++
    while (text.charCodeAt(at) === SPACE) at++
    if (text.charCodeAt(at) === HASH && text.charCodeAt(at - 1) === SPACE) at = lineEndAt(text, at)
    if (at < end && text.charCodeAt(at) !== NEWLINE) throw OTHER
    this.at = at
    const lines = this.blockLines(parent)
    const value = style === PIPE ? joined(lines, chomp) : folded(lines, chomp)
    return { kind: "scalar", source: this.source, offset, tag: undefined, value, text: value, plain: false }
  }

  /** The lines of a block scalar without their indentation, blank ones at its end too; {@link at} is then at the end of the last. */
  private blockLines(parent: number): string[] {
    const { text, end } = this
    const lines: string[] = []
    let column = -1
    let longestBlank = 0
    while (this.at < end) {
      const start = this.at + 1
      let at = start
      while (text.charCodeAt(at) === SPACE) at++
      const lineEnd = lineEndAt(text, at)
      if (at === lineEnd) {
        if (start >= end) break
        if (lineEnd === end) throw OTHER
        if (column === -1) longestBlank = Math.max(longestBlank, at - start)
        else if (at - start > column) throw OTHER
        lines.push("")
      } else {
        if (column === -1) {
          if (at - start <= parent) break
          column = at - start
          if (longestBlank > column) throw OTHER
        } else if (at - start < column) {
          if (at - start > parent) throw OTHER
          break
        }
        lines.push(text.slice(start + column, lineEnd))
      }
      this.at = lineEnd
    }
    if (column === -1 && longestBlank > 0) throw OTHER
    return lines
  }

  private flow(open: number, parent: number): YamlNode {
    this.enter()
    const offset = this.at
    this.at++
    const node = open === OPEN_LIST ? this.flowList(offset, parent) : this.flowMap(offset, parent)
    this.depth--
    return node
  }

  private flowList(offset: number, parent: number): YamlList {
    const items: YamlNode[] = []
    for (let code = this.skipFlow(parent); code !== CLOSE_LIST; code = this.skipFlow(parent)) {
      items.push(this.flowValue(parent))
      const next = this.skipFlow(parent)
      if (next === COMMA) this.at++
      else if (next !== CLOSE_LIST) throw OTHER
    }
    this.at++
    return { kind: "list", source: this.source, offset, tag: undefined, items }
  }

  private flowMap(offset: number, parent: number): YamlMap {
    const entries = new Map<string, YamlEntry>()
    for (let code = this.skipFlow(parent); code !== CLOSE_MAP; code = this.skipFlow(parent)) {
      const place = this.at
      const key = this.flowKey(code)
      if (entries.has(key)) throw OTHER
      if (this.text.charCodeAt(this.at) !== COLON) throw OTHER
      this.at++
      if (!isBlankOrEnd(this.text.charCodeAt(this.at))) throw OTHER
      this.skipSpaces()
      const nowhere = this.at
      const first = this.skipFlow(parent)
      const value = first === COMMA || first === CLOSE_MAP ? this.nothing(nowhere) : this.flowValue(parent)
      entries.set(key, { source: this.source, offset: place, key, value })
      const next = this.skipFlow(parent)
      if (next === COMMA) this.at++
      else if (next !== CLOSE_MAP) throw OTHER
    }
    this.at++
    return { kind: "map", source: this.source, offset, tag: undefined, entries }
  }

  private flowKey(code: number): string {
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.quotedText(code)
    const spelled = this.flowPlain()
    if (spelled === "<<" || typeof plainValue(spelled) !== "string") throw OTHER
    return spelled
  }

  private flowValue(parent: number): YamlNode {
    const code = this.text.charCodeAt(this.at)
    if (code === OPEN_LIST || code === OPEN_MAP) return this.flow(code, parent)
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const node = this.quoted(code)
      if (this.text.charCodeAt(this.at) === COLON) throw OTHER
      return node
    }
    const offset = this.at
    const spelled = this.flowPlain()
    return this.bare(offset, spelled)
  }

  /** A bare scalar in a flow collection; it must end in its line. */
  private flowPlain(): string {
    const { text, at: offset } = this
    if (!startsPlain(text, offset, true)) throw OTHER
    let at = offset
    for (; ; at++) {
      if (at >= this.end) throw OTHER
      const code = text.charCodeAt(at)
      if (isFlowIndicator(code)) break
      if (code === NEWLINE || code === HASH) throw OTHER
      if (code === COLON) {
        const next = text.charCodeAt(at + 1)
        if (isBlankOrEnd(next)) break
        if (isFlowIndicator(next)) throw OTHER
      }
    }
    this.at = at
    while (isBlank(text.charCodeAt(at - 1))) at--
    return text.slice(offset, at)
  }

  /** Goes over blanks, line breaks and comments in a flow collection; what follows must be further in than the collection's parent. */
  private skipFlow(parent: number): number {
    const { text, end } = this
    let { at } = this
    let lineStart = -1
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === NEWLINE) lineStart = at + 1
      else if (code === HASH) {
        if (!isBlankOrEnd(text.charCodeAt(at - 1))) throw OTHER
        at = lineEndAt(text, at) - 1
      } else if (code !== SPACE) break
      at++
      if (at >= end) throw OTHER
    }
    if (lineStart !== -1 && at - lineStart <= parent) throw OTHER
    if (lineStart === at && parent === -1) throw OTHER
    this.at = at
    const code = text.charCodeAt(at)
    if (code === TAB) throw OTHER
    return code
  }

  /** Where the colon stands that makes what is at {@link at} a key, or -1. */
  private keyEnd(): number {
    const { text, at: start, end } = this
    const first = text.charCodeAt(start)
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return this.quotedKeyEnd(first)
    if (first === OPEN_LIST || first === OPEN_MAP || first === PIPE || first === GREATER) return -1
    if (!startsPlain(text, start, false)) throw OTHER
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === COLON) {
        if (isBlankOrEnd(text.charCodeAt(at + 1))) return at
      } else if (code === NEWLINE) return -1
      else if (code === HASH && isBlank(text.charCodeAt(at - 1))) return -1
    }
    return -1
  }

  private quotedKeyEnd(quote: number): number {
    const start = this.at
    this.quotedText(quote)
    const after = this.at
    this.at = start
    const code = this.text.charCodeAt(after)
    if (code === COLON) {
      if (!isBlankOrEnd(this.text.charCodeAt(after + 1))) throw OTHER
      return after
    }
    return -1
  }

  private key(keyEnd: number): string {
    const { text, at } = this
    if (keyEnd - at > MAX_KEY) throw OTHER
    const first = text.charCodeAt(at)
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return this.quotedText(first)
    let end = keyEnd
    while (isBlank(text.charCodeAt(end - 1))) end--
    const spelled = text.slice(at, end)
    if (spelled === "<<" || typeof plainValue(spelled) !== "string") throw OTHER
    return spelled
  }

  private enter(): void {
    this.depth++
    if (this.depth > MAX_DEPTH) throw DEEP
  }
}

/** YAML allows no longer implicit keys. */
const MAX_KEY = 1000

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

/** Beyond the end `charCodeAt` is NaN. */
function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === NEWLINE || code === TAB || Number.isNaN(code)
}

function isFlowIndicator(code: number): boolean {
  return code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAP || code === CLOSE_MAP
}

/** Whether a bare scalar can begin here; `-`, `?` and `:` may begin one when something follows at once. */
function startsPlain(text: string, at: number, flow: boolean): boolean {
  const code = text.charCodeAt(at)
  if (code === DASH || code === 0x3f || code === COLON) {
    const next = text.charCodeAt(at + 1)
    return !isBlankOrEnd(next) && !(flow && isFlowIndicator(next)) && code === DASH
  }
  return !isBlankOrEnd(code) && !INDICATORS.includes(text[at]!)
}

const INDICATORS = ",[]{}#&*!|>'\"%@`"

function lineEndAt(text: string, at: number): number {
  const end = text.indexOf("\n", at)
  return end === -1 ? text.length : end
}

/** A literal block scalar's value. */
function joined(lines: readonly string[], chomp: "strip" | "clip" | "keep"): string {
  const count = textLines(lines)
  return ended(lines.slice(0, count).join("\n"), lines.length - count, count > 0, chomp)
}

/** A folded block scalar's value: a line break between two lines is a space, unless one of them is further in. */
function folded(lines: readonly string[], chomp: "strip" | "clip" | "keep"): string {
  const count = textLines(lines)
  let value = ""
  let blank = 0
  let before: "nothing" | "text" | "deep" = "nothing"
  for (let index = 0; index < count; index++) {
    const line = lines[index]!
    if (line === "") {
      blank++
      continue
    }
    const deep = isBlank(line.charCodeAt(0))
    if (before === "nothing") value += "\n".repeat(blank)
    else if (deep || before === "deep") value += "\n".repeat(blank + 1)
    else value += blank === 0 ? " " : "\n".repeat(blank)
    value += line
    blank = 0
    before = deep ? "deep" : "text"
  }
  return ended(value, lines.length - count, count > 0, chomp)
}

function textLines(lines: readonly string[]): number {
  let count = lines.length
  while (count > 0 && lines[count - 1] === "") count--
  return count
}

function ended(value: string, blankLines: number, any: boolean, chomp: "strip" | "clip" | "keep"): string {
  switch (chomp) {
    case "strip":
      return value
    case "clip":
      return any ? `${value}\n` : value
    case "keep":
      return value + "\n".repeat(blankLines + (any ? 1 : 0))
  }
}

const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g
const ESCAPED: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
}

function unescaped(inner: string): string {
  return inner.replace(ESCAPE, (sequence) => {
    const known = ESCAPED[sequence[1]!]
    if (known !== undefined) return known
    if (sequence.length < 4) throw OTHER
    const code = Number.parseInt(sequence.slice(2), 16)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw OTHER
    return String.fromCodePoint(code)
  })
}
