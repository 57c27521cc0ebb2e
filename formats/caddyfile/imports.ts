import { posix } from "node:path"
import type { Position } from "../position.js"
import { replaceArguments, variadicArguments, wholeArgument } from "./arguments.js"
import type { CaddyToken } from "./config.js"
import { refuse } from "./refusal.js"
import { type CaddyEnvironment, CaddyMistake, expandEnvironment, lexCaddyfile } from "./tokens.js"

/** What imports are taken from. */
export interface ImportSources {
  /** The path of the first file. */
  readonly path: string
  /** Its text. */
  readonly content: string
  /** The variables that are set; see {@link CaddyEnvironment}. */
  readonly environment: CaddyEnvironment
  /** The text of a file, or undefined when there is none. */
  readonly read?: ((path: string) => string | undefined) | undefined
  /** The paths that a glob matches. */
  readonly list?: ((pattern: string) => readonly string[]) | undefined
}

/** A token that knows where lines begin. */
export interface SourceToken {
  /** What it says, and where. */
  readonly token: CaddyToken
  /** The row on which it starts, as the lexer counts. */
  readonly row: number
  /** The row on which it ends. */
  readonly endRow: number
  /** Its file and the imports it came by; tokens of different origins never share a line. */
  readonly origin: Origin
  /** The snippet it was defined in; empty for none. */
  readonly snippet: string
}

/** A file, or one import of some of its tokens. */
export interface Origin {
  /** The file that the tokens are written in. */
  readonly file: string
}

/** Whether a token is the first on its line. */
export function startsLine(previous: SourceToken | undefined, token: SourceToken): boolean {
  return previous === undefined || previous.origin !== token.origin || previous.endRow < token.row
}

const MOST_TOKENS = 2_000_000
const MOST_TEXT = 1 << 26

/** The tokens of a file, one after the other, where imports put those that they bring. */
export class Importer {
  readonly #sources: ImportSources
  readonly #frames: { readonly tokens: readonly SourceToken[]; at: number }[]
  readonly #snippets = new Map<string, readonly SourceToken[]>()
  readonly #files = new Map<string, readonly SourceToken[] | undefined>()
  readonly #graph = new Map<string, Set<string>>()
  #tokens = 0
  #text = 0
  /** The token taken last; undefined at the start. */
  previous: SourceToken | undefined

  constructor(sources: ImportSources) {
    this.#sources = sources
    this.#frames = [{ tokens: this.#lex(sources.path, sources.content), at: 0 }]
  }

  /** The next token; undefined at the end. */
  peek(): SourceToken | undefined {
    for (;;) {
      const frame = this.#frames.at(-1)
      if (frame === undefined) return undefined
      if (frame.at < frame.tokens.length) return frame.tokens[frame.at]
      this.#frames.pop()
    }
  }

  /** Takes the next token, which must be there. */
  take(): SourceToken {
    const token = this.peek()
    const frame = this.#frames.at(-1)
    if (token === undefined || frame === undefined) throw new Error("A token is taken past the end")
    frame.at++
    this.previous = token
    return token
  }

  /** Keeps a snippet's tokens for imports to come. */
  defineSnippet(name: string, at: SourceToken, tokens: readonly SourceToken[]): void {
    if (this.#snippets.has(name)) refuse(`The snippet (${name}) is declared twice`, at.token.position)
    this.#snippets.set(
      name,
      tokens.map((token) => ({ ...token, snippet: name })),
    )
  }

  /** Replaces the `import` line that comes next by what it brings. `depth` is 0 between blocks, where snippets may be imported. */
  import(depth: number): void {
    const before = this.previous
    const keyword = this.take()
    const pattern = this.#argument()
    if (pattern === undefined || pattern.token.text === "") {
      refuse("An import names a snippet or a file", keyword.token.position)
    }
    const args: SourceToken[] = []
    for (let arg = this.#argument(); arg !== undefined; arg = this.#argument()) args.push(arg)
    const block = this.#block()
    const { tokens, nodes } = this.#brought(keyword, pattern)
    this.#connect(keyword, nodes)
    this.#frames.push({ tokens: this.#filled({ tokens, args, block, depth, at: keyword.token.position }), at: 0 })
    this.previous = before
  }

  /** The next token when it stands on the line of the last one and does not open a block. */
  #argument(): SourceToken | undefined {
    const token = this.peek()
    return token === undefined || startsLine(this.previous, token) || isOpen(token) ? undefined : this.take()
  }

  /** The tokens of the block that the import opens, without its braces. */
  #block(): readonly SourceToken[] {
    const open = this.peek()
    if (open === undefined || startsLine(this.previous, open)) return []
    this.take()
    const tokens: SourceToken[] = []
    for (let depth = 1; ; ) {
      const token = this.peek()
      if (token === undefined) return refuse("This `{` is never closed", open.token.position)
      this.take()
      if (isOpen(token)) depth++
      else if (isClose(token) && --depth === 0) return tokens
      tokens.push(token)
    }
  }

  /** What an import's pattern stands for, and the names of its places in the graph of imports. */
  #brought(
    keyword: SourceToken,
    pattern: SourceToken,
  ): { readonly tokens: readonly SourceToken[]; readonly nodes: readonly string[] } {
    const snippet = this.#snippets.get(pattern.token.text)
    if (snippet !== undefined) {
      const [first] = snippet
      return { tokens: snippet, nodes: first === undefined ? [] : [nodeOf(first)] }
    }
    const paths = this.#paths(keyword, pattern)
    return { tokens: paths.flatMap((path) => this.#file(path, pattern) ?? []), nodes: paths }
  }

  #paths(keyword: SourceToken, pattern: SourceToken): readonly string[] {
    const from = posix.dirname(keyword.origin.file)
    const path = posix.isAbsolute(pattern.token.text) ? pattern.token.text : posix.join(from, pattern.token.text)
    if (/\*.*\*|\?.*\?|\[.*\]/s.test(path)) {
      refuse("An import has one wildcard at most", pattern.token.position)
    }
    if (!/[*?[\]]/.test(path)) {
      if (this.#sources.read === undefined) refuse("What files hold is not known here", pattern.token.position)
      if (this.#file(path, pattern) === undefined) {
        refuse(
          `There is no snippet and no file ${JSON.stringify(pattern.token.text)} to import`,
          pattern.token.position,
        )
      }
      return [path]
    }
    const { list } = this.#sources
    if (list === undefined) return refuse("What files there are is not known here", pattern.token.position)
    const hidden = posix.basename(path).startsWith("*")
    return list(path)
      .filter((found) => !hidden || !posix.basename(found).startsWith("."))
      .map((found) => found.split("/"))
      .sort(byPart)
      .map((parts) => parts.join("/"))
  }

  #file(path: string, at: SourceToken): readonly SourceToken[] | undefined {
    if (!this.#files.has(path)) {
      const content = this.#sources.read?.(path)
      this.#files.set(path, content === undefined ? undefined : this.#lex(path, content))
    }
    const tokens = this.#files.get(path)
    if (tokens === undefined && /[*?[\]]/.test(at.token.text)) {
      refuse(`${JSON.stringify(path)} cannot be read`, at.token.position)
    }
    return tokens
  }

  #lex(file: string, content: string): readonly SourceToken[] {
    try {
      const origin = { file }
      const expanded = expandEnvironment(content, this.#sources.environment)
      return lexCaddyfile(expanded, (text, quote, { line, column }, row, endRow): SourceToken => {
        const token = { text, quote, position: { file, line, column } }
        return { token, row, endRow, origin, snippet: "" }
      }).tokens
    } catch (error) {
      if (!(error instanceof CaddyMistake)) throw error
      return refuse(error.message, { file, line: error.line, column: error.column })
    }
  }

  /** Adds an import to the graph; refuses one that leads back to where it stands. */
  #connect(from: SourceToken, nodes: readonly string[]): void {
    const node = nodeOf(from)
    const edges = this.#graph.get(node) ?? new Set()
    this.#graph.set(node, edges)
    for (const to of nodes) {
      if (edges.has(to)) continue
      if (this.#leads(to, node)) refuse("This import leads back to itself", from.token.position)
      edges.add(to)
    }
  }

  #leads(from: string, to: string): boolean {
    const seen = new Set([from])
    for (const node of seen) {
      if (node === to) return true
      for (const next of this.#graph.get(node) ?? []) seen.add(next)
    }
    return false
  }

  /** The tokens that an import brings, its arguments and block filled in. */
  #filled(brought: Brought): readonly SourceToken[] {
    const { tokens, args, block, at } = brought
    const texts = args.map(({ token }) => token.text)
    const blocks = namedBlocks(block)
    const origins = new Map<Origin, Origin>()
    const snippets = new SnippetWatch(brought.depth)
    const filled: SourceToken[] = []
    const add = (token: SourceToken): void => {
      if (++this.#tokens > MOST_TOKENS) refuse(`Imports bring more than ${MOST_TOKENS} tokens`, at)
      filled.push(token)
    }
    for (const token of tokens) {
      const origin = origins.get(token.origin) ?? { file: token.origin.file }
      origins.set(token.origin, origin)
      const moved = { ...token, origin }
      const defines = snippets.see(filled.at(-1), moved)
      const inserted = blockTokens(token.token.text, block, blocks)
      if (inserted !== undefined) for (const one of defines ? [moved] : inserted) add(one)
      else if (defines || !token.token.text.includes("{")) add(moved)
      else for (const one of withArguments(moved, args, texts)) add(this.#counted(one, token, at))
    }
    return filled
  }

  #counted(token: SourceToken, before: SourceToken, at: Position): SourceToken {
    if (token.token !== before.token) this.#text += token.token.text.length
    if (this.#text > MOST_TEXT) refuse("The arguments of imports grow without end", at)
    return token
  }
}

interface Brought {
  readonly tokens: readonly SourceToken[]
  readonly args: readonly SourceToken[]
  readonly block: readonly SourceToken[]
  readonly depth: number
  readonly at: Position
}

/** Tells the tokens of a snippet that an imported file defines: its arguments are those of a later import. */
class SnippetWatch {
  #depth: number
  #index = 0
  #named = false
  #inside = false

  constructor(depth: number) {
    this.#depth = depth
  }

  /** Whether a token belongs to a snippet's definition. */
  see(previous: SourceToken | undefined, token: SourceToken): boolean {
    if (!this.#inside && this.#depth === 0) {
      this.#index = startsLine(previous, token) ? 0 : this.#index + 1
      if (this.#index === 0 && /^\(.+\)$/s.test(token.token.text)) this.#named = true
    }
    if (isOpen(token)) {
      this.#depth++
      if (this.#index === 1 && this.#named && this.#depth === 1) {
        this.#inside = true
        this.#named = false
      }
    } else if (isClose(token) && --this.#depth === 0) this.#inside = false
    return this.#inside
  }
}

function withArguments(
  token: SourceToken,
  args: readonly SourceToken[],
  texts: readonly string[],
): readonly SourceToken[] {
  const { row } = token
  const { text, quote } = token.token
  const range = variadicArguments(text, args.length)
  const respelled = (to: string, position: Position): SourceToken => ({
    ...token,
    token: { text: to, quote, position },
    endRow: row + lineBreaks(to) + (quote === "<<" ? 2 : 0),
  })
  if (range !== undefined) return args.slice(...range).map((arg) => respelled(arg.token.text, arg.token.position))
  const whole = args[wholeArgument(text, args.length) ?? -1]
  if (whole !== undefined) return [respelled(whole.token.text, whole.token.position)]
  const replaced = replaceArguments(text, texts)
  return [replaced === text ? token : respelled(replaced, token.token.position)]
}

/** What `{block}` or `{blocks.name}` stands for; undefined for any other token. */
function blockTokens(
  text: string,
  block: readonly SourceToken[],
  blocks: ReadonlyMap<string, readonly SourceToken[]>,
): readonly SourceToken[] | undefined {
  if (text === "{block}") return block
  return text.startsWith("{blocks.") && text.endsWith("}") ? (blocks.get(text.slice(8, -1)) ?? []) : undefined
}

/** The lines of an import's block by their first token: the rest of the line and the tokens of the block that it opens. */
function namedBlocks(block: readonly SourceToken[]): ReadonlyMap<string, readonly SourceToken[]> {
  const blocks = new Map<string, readonly SourceToken[]>()
  for (let at = 0; at < block.length; ) {
    const name = block[at++]
    if (name === undefined) break
    const tokens: SourceToken[] = []
    let previous = name
    for (let depth = 0; at < block.length; at++) {
      const token = block[at]
      if (token === undefined || (depth === 0 && startsLine(previous, token))) break
      previous = token
      if (isOpen(token) && depth++ === 0) continue
      if (isClose(token) && --depth === 0) continue
      tokens.push(token)
    }
    blocks.set(name.token.text, tokens)
  }
  return blocks
}

function nodeOf(token: SourceToken): string {
  return token.snippet === "" ? token.origin.file : `${token.origin.file}:${token.snippet}`
}

function byPart(left: readonly string[], right: readonly string[]): number {
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (part !== other) return part < other ? -1 : 1
  }
  return left.length - right.length
}

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++
  return count
}

function isOpen({ token }: SourceToken): boolean {
  return token.text === "{" && token.quote === ""
}

function isClose({ token }: SourceToken): boolean {
  return token.text === "}" && token.quote === ""
}
