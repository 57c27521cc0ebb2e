import type { CaddyLine, CaddyToken } from "./config.js"
import { Importer, type ImportSources, type SourceToken, startsLine } from "./imports.js"
import { refuse, shown } from "./refusal.js"
import { expandShorthands } from "./shorthand.js"

/** The blocks of a Caddyfile and of all it imports, imports replaced by what they bring. */
export interface CaddyBlocks {
  /** The lines of the global options block; empty when there is none. */
  readonly globalOptions: readonly CaddyLine[]
  /** In source order. */
  readonly sites: readonly SiteBlock[]
  /** In source order. */
  readonly namedRoutes: readonly RouteBlock[]
}

/** A site's block. */
export interface SiteBlock {
  /** At least one; separating commas are taken off. */
  readonly addresses: readonly CaddyToken[]
  /** Its lines. */
  readonly lines: readonly CaddyLine[]
}

/** A `&(name)` block. */
export interface RouteBlock {
  /** The name between the parentheses; its place is that of the opening sign. */
  readonly name: CaddyToken
  /** Its lines. */
  readonly lines: readonly CaddyLine[]
}

/**
 * Tells a Caddyfile into blocks. Throws a `CaddyRefusal` where Caddy would not go on, where more than two million tokens are
 * imported, where blocks nest more than 256 deep, and where Caddy goes on with something nobody means (a brace that shares its line).
 */
export function readBlocks(sources: ImportSources): CaddyBlocks {
  return new BlockReader(new Importer(sources)).read()
}

const DEEPEST = 256

class BlockReader {
  readonly #source: Importer
  #globalOptions: readonly CaddyLine[] = []
  readonly #sites: SiteBlock[] = []
  readonly #namedRoutes: RouteBlock[] = []

  constructor(source: Importer) {
    this.#source = source
  }

  read(): CaddyBlocks {
    let blocks = 0
    while (this.#source.peek() !== undefined) if (this.#block(blocks)) blocks++
    return { globalOptions: this.#globalOptions, sites: this.#sites, namedRoutes: this.#namedRoutes }
  }

  /** Reads one block; whether Caddy counts it as one that may come before the global options. */
  #block(before: number): boolean {
    const addresses = this.#addresses()
    const [first] = addresses
    const named = addresses.length === 1 && first !== undefined ? /^(&?)\((.*)\)$/s.exec(first.token.text) : null
    if (first === undefined) return this.#options(before)
    if (named === null) {
      this.#sites.push({ addresses: addresses.map(({ token }) => token), lines: this.#siteBody(expandShorthands) })
      return true
    }
    const name = named[2] ?? ""
    if (this.#source.peek() === undefined || !isOpen(this.#source.peek())) {
      refuse(`${first.token.text} is not followed by a \`{\``, first.token.position)
    }
    if (named[1] === "&") {
      this.#namedRoutes.push({ name: { ...first.token, text: name }, lines: this.#siteBody(expandShorthands) })
      return true
    }
    this.#source.defineSnippet(name, first, this.#rawBlock())
    return false
  }

  #options(before: number): boolean {
    const opening = this.#source.peek()
    if (opening === undefined) return false
    const lines = this.#siteBody((text) => text)
    if (lines.length === 0) return false
    if (before > 0)
      refuse("A block without an address is the global options, which come before all sites", opening.token.position)
    this.#globalOptions = lines
    return true
  }

  /** The addresses of a block; stops at its opening brace, or at the line after them. */
  #addresses(): readonly SourceToken[] {
    const addresses: SourceToken[] = []
    let more: SourceToken | undefined
    for (;;) {
      const token = this.#source.peek()
      if (token === undefined) {
        if (more !== undefined)
          refuse("The file ends after a comma, where another address is expected", more.token.position)
        return addresses
      }
      if (token.token.text.startsWith("@"))
        refuse(`The matcher ${shown(token.token.text)} stands outside of any site`, token.token.position)
      if (token.token.text === "import" && startsLine(this.#source.previous, token)) {
        this.#source.import(0)
        continue
      }
      if (isOpen(token)) {
        if (more !== undefined)
          refuse("A `{` stands after a comma, where another address is expected", token.token.position)
        return addresses
      }
      if (token.token.quote === "" && token.token.text.endsWith("{")) {
        refuse("An address needs a space between it and its `{`", token.token.position)
      }
      if (token.token.text !== "") more = takeAddress(token, addresses) ? token : undefined
      this.#source.take()
      const next = this.#source.peek()
      if (more === undefined && next !== undefined && startsLine(token, next)) return addresses
    }
  }

  /** A block's lines; the braces of a file's only site may be left out. */
  #siteBody(spell: (text: string) => string): readonly CaddyLine[] {
    const token = this.#source.peek()
    if (!isOpen(token)) return this.#body(undefined, 1, spell)
    this.#source.take()
    return this.#body(token, 1, spell)
  }

  #body(open: SourceToken | undefined, depth: number, spell: (text: string) => string): readonly CaddyLine[] {
    if (depth > DEEPEST && open !== undefined)
      refuse(`Blocks are nested more than ${DEEPEST} deep`, open.token.position)
    const lines: CaddyLine[] = []
    for (;;) {
      const token = this.#source.peek()
      if (token === undefined) {
        if (open !== undefined) refuse("This `{` is never closed", open.token.position)
        return lines
      }
      if (isClose(token)) {
        if (open === undefined) refuse("A `}` closes nothing", token.token.position)
        this.#source.take()
        const next = this.#source.peek()
        if (depth > 1 && next !== undefined && !startsLine(token, next)) {
          refuse("A `}` stands alone on its line", next.token.position)
        }
        return lines
      }
      if (token.token.text === "import") this.#source.import(1)
      else lines.push(this.#line(depth, spell))
    }
  }

  #line(depth: number, spell: (text: string) => string): CaddyLine {
    const first = this.#source.take()
    if (isOpen(first)) refuse("A `{` stands at the end of a line, not on its own", first.token.position)
    const name = lineToken(first, spell)
    const args: CaddyToken[] = []
    let previous = first
    for (;;) {
      const token = this.#source.peek()
      if (token === undefined || startsLine(previous, token)) return { name, args, body: undefined }
      if (isClose(token)) refuse("A `}` stands alone on its line", token.token.position)
      this.#source.take()
      previous = token
      const next = this.#source.peek()
      const last = next === undefined || startsLine(token, next)
      if (isOpen(token)) {
        if (!last) refuse("A `{` ends its line", token.token.position)
        return { name, args, body: this.#body(token, depth + 1, spell) }
      }
      if (last && token.token.quote === "" && token.token.text === "{}")
        refuse("A `{}` does not make a block", token.token.position)
      args.push(lineToken(token, spell))
    }
  }

  /** The tokens of a block as they stand, for a snippet to be replayed. */
  #rawBlock(): readonly SourceToken[] {
    const open = this.#source.take()
    const tokens: SourceToken[] = []
    for (let depth = 1; ; ) {
      const token = this.#source.peek()
      if (token === undefined) return refuse("This `{` is never closed", open.token.position)
      this.#source.take()
      if (isOpen(token)) depth++
      else if (isClose(token) && --depth === 0) return tokens
      tokens.push(token)
    }
  }
}

/** Adds a token's address, if it has one; whether another must follow. */
function takeAddress({ token, ...place }: SourceToken, addresses: SourceToken[]): boolean {
  const comma = token.text.endsWith(",")
  const text = comma ? token.text.slice(0, -1) : token.text
  // The default of a variable that stays in place may hold commas.
  if (text.includes(",") && !text.includes("{$")) {
    refuse("An address needs a space after the comma that separates it", token.position)
  }
  if (text !== "") addresses.push({ ...place, token: comma ? { ...token, text } : token })
  return comma
}

function lineToken({ token }: SourceToken, spell: (text: string) => string): CaddyToken {
  const text = spell(token.text)
  return text === token.text ? token : { ...token, text }
}

function isOpen(token: SourceToken | undefined): boolean {
  return token !== undefined && token.token.text === "{" && token.token.quote === ""
}

function isClose({ token }: SourceToken): boolean {
  return token.text === "}" && token.quote === ""
}
