import {
  type CaddyEnvironment,
  CaddyMistake,
  type CaddyTokens,
  expandEnvironment,
  lexCaddyfile,
  type MakeToken,
  type Place,
  type ReadToken,
  type ReadVariable,
} from "./caddyfile/tokens.js"

export type { ReadToken, ReadVariable } from "./caddyfile/tokens.js"

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
  /** The variables that are set; one that is undefined stays too. Without it `{$NAME}` stays in the tokens' text, and is never split at white space. */
  readonly environment?: CaddyEnvironment | undefined
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
    parse(lexCaddyfile(expanded, toRow), building)
  } catch (error) {
    if (!(error instanceof CaddyMistake)) throw error
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

const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

/** The first closing brace that no backslash escapes; a brace that is the last character closes even so. */
function placeholderEnd(text: string, open: number): number {
  let end = text.indexOf("}", open)
  while (end !== -1 && end < text.length - 1 && text.charCodeAt(end - 1) === BACKSLASH) end = text.indexOf("}", end + 1)
  return end
}

function unescapeBraces(text: string): string {
  return text.replace(/\\([{}])/g, "$1")
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

function parse(tokens: CaddyTokens<RowToken>, building: Building): void {
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
        throw new CaddyMistake(`The ${kind} (${name.text}) is declared twice`, first)
      }
      building.snippets.push({ kind, name, directives: parser.block(first) })
    } else if (first !== undefined) {
      building.sites.push({ addresses, directives: parser.siteBody() })
      blocks++
    } else {
      if (blocks > 0)
        throw new CaddyMistake("A block without an address is the global options, which come first", parser.place)
      building.globalOptions = parser.siteBody()
      blocks++
    }
  }
}

interface RowToken {
  readonly token: ReadToken
  readonly row: number
  readonly endRow: number
}

const toRow: MakeToken<RowToken> = (text, quote, { line, column }, row, endRow) => ({
  token: { text, line, column, quote },
  row,
  endRow,
})

class Parser {
  readonly #tokens: readonly RowToken[]
  readonly #end: Place
  #at = 0

  constructor({ tokens, end }: CaddyTokens<RowToken>) {
    this.#tokens = tokens
    this.#end = end
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** Where the next token stands, or the end of the file. */
  get place(): { readonly line: number; readonly column: number } {
    return this.#tokens[this.#at]?.token ?? this.#end
  }

  /** The addresses of a block; stops at its opening brace, or at the line after them. Imports between blocks are collected. */
  addresses(imports: ReadDirective[]): readonly ReadToken[] {
    const addresses: ReadToken[] = []
    let more = false
    for (;;) {
      const token = this.#tokens[this.#at]?.token
      if (token === undefined) {
        if (more) throw new CaddyMistake("The file ends after a comma, where another address is expected", this.place)
        return addresses
      }
      if (token.text.startsWith("@"))
        throw new CaddyMistake(`The matcher ${token.text} stands outside of any site`, token)
      if (token.text === "import" && this.#startsLine(this.#at)) {
        imports.push(this.#directive(0))
        continue
      }
      if (isOpen(token)) {
        if (more) throw new CaddyMistake("A `{` stands after a comma, where another address is expected", token)
        return addresses
      }
      if (token.quote === "" && token.text.endsWith("{")) {
        throw new CaddyMistake("An address needs a space between it and its `{`", token)
      }
      more = takeAddress(token, addresses) ?? more
      this.#at++
      if (!more && this.#startsLine(this.#at)) return addresses
    }
  }

  /** A block that needs braces. */
  block(owner: ReadToken): readonly ReadDirective[] {
    const token = this.#tokens[this.#at]?.token
    if (token === undefined || !isOpen(token)) throw new CaddyMistake(`${owner.text} is not followed by a \`{\``, owner)
    this.#at++
    return this.#body(token, 1)
  }

  /** A site's body; the braces of a file's only site may be left out. */
  siteBody(): readonly ReadDirective[] {
    const token = this.#tokens[this.#at]?.token
    if (token === undefined || !isOpen(token)) return this.#body(undefined, 1)
    this.#at++
    return this.#body(token, 1)
  }

  #body(open: ReadToken | undefined, depth: number): readonly ReadDirective[] {
    if (depth > DEEPEST) throw new CaddyMistake(`Blocks are nested more than ${DEEPEST} deep`, open ?? this.place)
    const lines: ReadDirective[] = []
    for (;;) {
      const token = this.#tokens[this.#at]?.token
      if (token === undefined) {
        if (open !== undefined) throw new CaddyMistake("This `{` is never closed", open)
        return lines
      }
      if (isClose(token)) {
        if (open === undefined) throw new CaddyMistake("A `}` closes nothing", token)
        this.#at++
        if (depth > 1 && !this.#startsLine(this.#at))
          throw new CaddyMistake("A `}` stands alone on its line", this.place)
        return lines
      }
      lines.push(this.#directive(depth))
    }
  }

  #directive(depth: number): ReadDirective {
    const name = this.#tokens[this.#at]?.token
    if (name === undefined || isOpen(name))
      throw new CaddyMistake("A `{` stands at the end of a line, not on its own", this.place)
    const args: ReadToken[] = []
    this.#at++
    for (;;) {
      const token = this.#tokens[this.#at]?.token
      if (token === undefined || this.#startsLine(this.#at)) return { name, args, body: undefined }
      if (isClose(token)) throw new CaddyMistake("A `}` stands alone on its line", token)
      this.#at++
      const last = this.#startsLine(this.#at)
      if (isOpen(token)) {
        if (!last) throw new CaddyMistake("A `{` ends its line", token)
        return { name, args, body: this.#body(token, depth + 1) }
      }
      if (last && token.quote === "" && token.text === "{}")
        throw new CaddyMistake("A `{}` does not make a block", token)
      args.push(token)
    }
  }

  /** Whether a token is the first on its row; true past the last token. */
  #startsLine(index: number): boolean {
    const start = this.#tokens[index]?.row
    return start === undefined || index === 0 || (this.#tokens[index - 1]?.endRow ?? 0) < start
  }
}

/** Adds a token's address, if it has one; whether it ends with a comma, `undefined` for an empty token. */
function takeAddress(token: ReadToken, addresses: ReadToken[]): boolean | undefined {
  if (token.text === "") return undefined
  const comma = token.text.endsWith(",")
  const text = comma ? token.text.slice(0, -1) : token.text
  // The default of a variable that stays in place may hold commas.
  if (text.includes(",") && !text.includes("{$")) {
    throw new CaddyMistake("An address needs a space after the comma that separates it", token)
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
