/** What a Caddyfile says, as far as Caddy's own parser goes before directives look at their arguments. */
export interface CaddyReading {
  /** The lines of the global options block; empty when there is none. */
  readonly globalOptions: readonly ReadDirective[]
  /** Snippets `(name)` and named routes `&(name)`. */
  readonly snippets: readonly ReadSnippet[]
  /** In source order. */
  readonly sites: readonly ReadSite[]
  /** Files imported outside of any block. */
  readonly imports: readonly ReadDirective[]
  /** Each `{$NAME}` in the source, comments included, in order. */
  readonly variables: readonly ReadVariable[]
  /** The first mistake, or nothing; what stands before it is in the other fields. */
  readonly errors: readonly CaddyReadError[]
}

/** A block that is taken in elsewhere: by `import name`, or by `invoke name` for a named route. */
export interface ReadSnippet {
  readonly kind: "snippet" | "route"
  /** The name between the parentheses; the token's place is that of the opening sign. */
  readonly name: ReadToken
  /** The lines of its block. */
  readonly directives: readonly ReadDirective[]
}

/** A site block. */
export interface ReadSite {
  /** At least one; separating commas are taken off. */
  readonly addresses: readonly ReadToken[]
  /** The lines of its block; without braces, all lines of the file. */
  readonly directives: readonly ReadDirective[]
}

/** One line of a block: its first token, the others, and the block that it opens, if any. `import` lines are lines like others. */
export interface ReadDirective {
  /** The line's first token. */
  readonly name: ReadToken
  /** The other tokens of the line. */
  readonly args: readonly ReadToken[]
  /** The lines of the block that it opens; undefined when it opens none. */
  readonly body: readonly ReadDirective[] | undefined
}

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

/** Why Caddy would not read the file, and where. */
export interface CaddyReadError {
  /** One sentence, without the place. */
  readonly message: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number
}

/** What to do with `{$NAME}`. */
export interface CaddyReadOptions {
  /** The variables that are set. Without it `{$NAME}` stays in the tokens' text, and is never split at white space. */
  readonly environment?: Readonly<Record<string, string>> | undefined
}

/**
 * Reads a Caddyfile as Caddy 2.11 does: environment variables are replaced, then tokens are read, then blocks.
 *
 * Never throws, whatever the source. It is stricter than Caddy where Caddy goes on with something nobody means: a quote that
 * is never closed, a `}` that shares its line, blocks nested more than 256 deep.
 */
export function readCaddyfile(source: string, options: CaddyReadOptions = {}): CaddyReading {
  const expanded = expandEnvironment(source, options.environment)
  const building: Building = { globalOptions: [], snippets: [], sites: [], imports: [], errors: [] }
  try {
    parse(lex(expanded), building)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    building.errors.push({ message: error.message, line: error.line, column: error.column })
  }
  return { ...building, variables: expanded.variables }
}

/** The request matcher of a handler's line, when its first argument is one: `@name`, a path, or `*`. */
export function readMatcher(directive: ReadDirective): string | undefined {
  const first = directive.args[0]?.text
  if (first === undefined) return undefined
  return first === "*" || first.startsWith("/") || first.startsWith("@") ? first : undefined
}

/**
 * Reads a token's text as Caddy does when a request comes: escapes undone, placeholders apart.
 *
 * `\{ {host}` → `["{ ", { placeholder: "host" }]`
 */
export function readPlaceholders(text: string): readonly (string | { readonly placeholder: string })[] {
  const parts: (string | { readonly placeholder: string })[] = []
  let literal = ""
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== OPEN && code !== CLOSE) continue
    if (at > 0 && text.charCodeAt(at - 1) === BACKSLASH) {
      literal += text.slice(from, at - 1)
      from = at
      continue
    }
    if (code === CLOSE) continue
    const end = placeholderEnd(text, at)
    // No brace closes this one, nor any that follows it.
    if (end === -1) break
    literal += text.slice(from, at)
    if (literal !== "") parts.push(literal)
    literal = ""
    parts.push({ placeholder: text.slice(at + 1, end) })
    at = end
    from = end + 1
  }
  literal += unescapeBraces(text.slice(from))
  if (literal !== "") parts.push(literal)
  return parts
}

/* Placeholders */

/** The first closing brace that no backslash escapes; a brace that is the last character closes even so. */
function placeholderEnd(text: string, open: number): number {
  let end = text.indexOf("}", open)
  while (end !== -1 && end < text.length - 1 && text.charCodeAt(end - 1) === BACKSLASH) end = text.indexOf("}", end + 1)
  return end
}

function unescapeBraces(text: string): string {
  return text.replace(/\\([{}])/g, "$1")
}

/* Environment variables */

interface Expanded {
  readonly text: string
  /** Where pieces of `text` come from, in order. */
  readonly pieces: readonly Piece[]
  /** Spans of `text` that are variables left in place. */
  readonly kept: readonly { readonly start: number; readonly end: number }[]
  readonly variables: readonly ReadVariable[]
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

/** Replaces `{$NAME:default}` in one pass over the text, whatever it stands in; a value is not looked at again. */
function expandEnvironment(source: string, environment: CaddyReadOptions["environment"]): Expanded {
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
    if (environment === undefined && name !== "") {
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

function lookUp(environment: CaddyReadOptions["environment"], name: string): string | undefined {
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

class Mistake extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, place: { readonly line: number; readonly column: number }) {
    super(message)
    this.line = place.line
    this.column = place.column
  }
}

/** Tokens, and for each the row on which Caddy sees it start and end: a row goes on after an escaped line break. */
interface Tokens {
  readonly tokens: readonly ReadToken[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly end: { readonly line: number; readonly column: number }
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
const OPEN = 0x7b
const CLOSE = 0x7d

function lex(expanded: Expanded): Tokens {
  const lexer = new Lexer(expanded)
  while (lexer.next());
  return lexer.result()
}

/** Caddy's lexer, run by run instead of character by character. */
class Lexer {
  readonly #text: string
  readonly #expanded: Expanded
  readonly #tokens: ReadToken[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  #at = 0
  #row = 1
  /** Escaped line breaks since the last real one. */
  #skipped = 0
  #keptIndex = 0
  #pieceIndex = 0

  constructor(expanded: Expanded) {
    this.#text = expanded.text
    this.#expanded = expanded
  }

  result(): Tokens {
    return { tokens: this.#tokens, starts: this.#starts, ends: this.#ends, end: this.#place(this.#text.length) }
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
    throw new Mistake(`A ${escapes ? "double quote" : "backtick"} is opened here and never closed`, this.#place(start))
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
      throw new Mistake(
        "A heredoc's marker is made of letters, digits, dashes and underscores, directly after two `<`",
        this.#place(start),
      )
    }
    const end = text.indexOf(marker, after + 1)
    if (end === -1) throw new Mistake(`The heredoc <<${marker} is never closed`, this.#place(start))
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
        throw new Mistake("A heredoc's line starts with other white space than its closing marker", this.#place(start))
      }
      return line.slice(padding.length).replaceAll("\r", "")
    })
    return stripped.join("\n")
  }

  #push(start: number, row: number, text: string, quote: ReadToken["quote"]): void {
    const { line, column } = this.#place(start)
    this.#tokens.push({ text, line, column, quote })
    this.#starts.push(row)
    this.#ends.push(row + (quote === "" ? 0 : countBreaks(text) + (quote === "<<" ? 2 : 0)))
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

/* Blocks */

interface Building {
  globalOptions: readonly ReadDirective[]
  readonly snippets: ReadSnippet[]
  readonly sites: ReadSite[]
  readonly imports: ReadDirective[]
  readonly errors: CaddyReadError[]
}

const DEEPEST = 256

function parse(tokens: Tokens, building: Building): void {
  const parser = new Parser(tokens)
  let blocks = 0
  while (!parser.done) {
    const addresses = parser.addresses(building.imports)
    const [first] = addresses
    if (first === undefined && parser.done) return
    const named = addresses.length === 1 && first !== undefined ? /^(&?)\((.*)\)$/s.exec(first.text) : null
    if (first !== undefined && named !== null) {
      const kind = named[1] === "&" ? "route" : "snippet"
      const name = { ...first, text: named[2] ?? "" }
      if (building.snippets.some((other) => other.kind === kind && other.name.text === name.text)) {
        throw new Mistake(`The ${kind} (${name.text}) is declared twice`, first)
      }
      building.snippets.push({ kind, name, directives: parser.block(first) })
    } else if (first !== undefined) {
      building.sites.push({ addresses, directives: parser.siteBody() })
      blocks++
    } else {
      if (blocks > 0)
        throw new Mistake("A block without an address is the global options, which come first", parser.place)
      building.globalOptions = parser.siteBody()
      blocks++
    }
  }
}

class Parser {
  readonly #tokens: readonly ReadToken[]
  readonly #source: Tokens
  #at = 0

  constructor(source: Tokens) {
    this.#source = source
    this.#tokens = source.tokens
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** Where the next token stands, or the end of the file. */
  get place(): { readonly line: number; readonly column: number } {
    return this.#tokens[this.#at] ?? this.#source.end
  }

  /** The addresses of a block; stops at its opening brace, or at the line after them. Imports between blocks are collected. */
  addresses(imports: ReadDirective[]): readonly ReadToken[] {
    const addresses: ReadToken[] = []
    let more = false
    for (;;) {
      const token = this.#tokens[this.#at]
      if (token === undefined) {
        if (more) throw new Mistake("The file ends after a comma, where another address is expected", this.place)
        return addresses
      }
      if (token.text.startsWith("@")) throw new Mistake(`The matcher ${token.text} stands outside of any site`, token)
      if (token.text === "import" && this.#startsLine(this.#at)) {
        imports.push(this.#directive(0))
        continue
      }
      if (isOpen(token)) {
        if (more) throw new Mistake("A `{` stands after a comma, where another address is expected", token)
        return addresses
      }
      if (token.quote === "" && token.text.endsWith("{")) {
        throw new Mistake("An address needs a space between it and its `{`", token)
      }
      more = takeAddress(token, addresses) ?? more
      this.#at++
      if (!more && this.#startsLine(this.#at)) return addresses
    }
  }

  /** A block that needs braces. */
  block(owner: ReadToken): readonly ReadDirective[] {
    const token = this.#tokens[this.#at]
    if (token === undefined || !isOpen(token)) throw new Mistake(`${owner.text} is not followed by a \`{\``, owner)
    this.#at++
    return this.#body(token, 1)
  }

  /** A site's body; the braces of a file's only site may be left out. */
  siteBody(): readonly ReadDirective[] {
    const token = this.#tokens[this.#at]
    if (token === undefined || !isOpen(token)) return this.#body(undefined, 1)
    this.#at++
    return this.#body(token, 1)
  }

  #body(open: ReadToken | undefined, depth: number): readonly ReadDirective[] {
    if (depth > DEEPEST) throw new Mistake(`Blocks are nested more than ${DEEPEST} deep`, open ?? this.place)
    const lines: ReadDirective[] = []
    for (;;) {
      const token = this.#tokens[this.#at]
      if (token === undefined) {
        if (open !== undefined) throw new Mistake("This `{` is never closed", open)
        return lines
      }
      if (isClose(token)) {
        if (open === undefined) throw new Mistake("A `}` closes nothing", token)
        this.#at++
        if (depth > 1 && !this.#startsLine(this.#at)) throw new Mistake("A `}` stands alone on its line", this.place)
        return lines
      }
      lines.push(this.#directive(depth))
    }
  }

  #directive(depth: number): ReadDirective {
    const name = this.#tokens[this.#at]
    if (name === undefined || isOpen(name))
      throw new Mistake("A `{` stands at the end of a line, not on its own", this.place)
    const args: ReadToken[] = []
    this.#at++
    for (;;) {
      const token = this.#tokens[this.#at]
      if (token === undefined || this.#startsLine(this.#at)) return { name, args, body: undefined }
      if (isClose(token)) throw new Mistake("A `}` stands alone on its line", token)
      this.#at++
      const last = this.#startsLine(this.#at)
      if (isOpen(token)) {
        if (!last) throw new Mistake("A `{` ends its line", token)
        return { name, args, body: this.#body(token, depth + 1) }
      }
      if (last && token.quote === "" && token.text === "{}") throw new Mistake("A `{}` does not make a block", token)
      args.push(token)
    }
  }

  /** Whether a token is the first on its row; true past the last token. */
  #startsLine(index: number): boolean {
    const { starts, ends } = this.#source
    const start = starts[index]
    return start === undefined || index === 0 || (ends[index - 1] ?? 0) < start
  }
}

/** Adds a token's address, if it has one; whether it ends with a comma, `undefined` for an empty token. */
function takeAddress(token: ReadToken, addresses: ReadToken[]): boolean | undefined {
  if (token.text === "") return undefined
  const comma = token.text.endsWith(",")
  const text = comma ? token.text.slice(0, -1) : token.text
  // The default of a variable that stays in place may hold commas.
  if (text.includes(",") && !text.includes("{$")) {
    throw new Mistake("An address needs a space after the comma that separates it", token)
  }
  if (text !== "") addresses.push(comma ? { ...token, text } : token)
  return comma
}

function isOpen(token: ReadToken): boolean {
  return token.text === "{" && token.quote === ""
}

function isClose(token: ReadToken): boolean {
  return token.text === "}" && token.quote === ""
}
