import { LineWriter, type Origin } from "./origin.js"
import { merged, type Part } from "./text.js"

/** One Caddyfile. Global options come first, as Caddy demands, then snippets, then sites, a blank line between blocks. */
export interface CaddyDocument {
  /** Comment lines above everything, without `#`; may be empty. */
  readonly header: readonly string[]
  /** The origin of the header's lines and of the blank lines between blocks. */
  readonly headerOrigin: Origin
  /** The directives of the global options block; the block is left out when there is none. */
  readonly globalOptions: readonly Directive[]
  /** The origin of the two braces of the global options block. */
  readonly globalOrigin: Origin
  /** In order of printing. */
  readonly snippets: readonly Snippet[]
  /** In order of printing. */
  readonly sites: readonly Site[]
}

/** A block that others take in with `import name`. */
export interface Snippet {
  /** The word between the parentheses. */
  readonly name: string
  /** The lines of its block. */
  readonly body: readonly Directive[]
  /** The origin of the lines of its braces. */
  readonly origin: Origin
  /** Comment lines above it, separated by newlines. */
  readonly comment: string | undefined
  /** The origin of those lines. */
  readonly commentOrigin: Origin
}

/** One site block: its addresses on one line, separated by commas, then its body. */
export interface Site {
  /** At least one: `api.example.com`, `http://localhost:8000`. */
  readonly addresses: readonly CaddyArgument[]
  /** The lines of its block. */
  readonly body: readonly Directive[]
  /** The origin of the lines of its braces. */
  readonly origin: Origin
  /** Comment lines above it, separated by newlines. */
  readonly comment: string | undefined
  /** The origin of those lines. */
  readonly commentOrigin: Origin
}

/** One line of a body, and the block that it opens, if any. Named matcher definitions are directives named `@name`. */
export interface Directive {
  /** The line's first token. */
  readonly name: CaddyArgument
  /** Which requests it handles: `@name`, `/path*` or `*`; absent when it takes none or handles all. */
  readonly matcher: CaddyArgument | undefined
  /** What follows on the line, the matcher excepted. */
  readonly args: readonly CaddyArgument[]
  /** The lines between its braces; absent when it opens no block. */
  readonly body: readonly Directive[] | undefined
  /** The origin of the line, and of the one that closes its block. */
  readonly origin: Origin
  /** Comment lines above it, separated by newlines. */
  readonly comment: string | undefined
  /** The origin of those lines. */
  readonly commentOrigin: Origin
  /** Whether a blank line stands above it; ignored on the first line of a block. */
  readonly blankBefore: boolean
}

/** One token: a bare word that our own code spells (`strip_prefix`, `30s`), or a value with a slot that says how to spell it. */
export type CaddyArgument = string | CaddyToken

/** A value in a slot; built by {@link expands}, {@link verbatim} and {@link atLoad}, which refuse what the slot can't hold. */
export interface CaddyToken {
  /** How Caddy reads it, and so how it is spelled. */
  readonly slot: CaddySlot
  /** What is meant, before it is spelled. */
  readonly text: CaddyText
}

/**
 * What Caddy does with the text of a token:
 * - `expands`: replaces `{placeholders}` when a request comes (bodies, header values, redirect targets, upstreams, paths);
 * - `verbatim`: takes it as it stands (regular expressions, user names, password hashes, networks);
 * - `load`: reads it once, when the file is loaded (site addresses, e-mail, CA, trusted proxies).
 */
export type CaddySlot = "expands" | "verbatim" | "load"

/** Literals, variables of Caddy's environment, and Caddy's own placeholders. A `Text` is one. */
export type CaddyText = readonly CaddyPart[]

/** One part of a {@link CaddyText}. */
export type CaddyPart = Part | Placeholder

/** One of Caddy's own run-time placeholders: `{ placeholder: "http.request.host" }`. */
export interface Placeholder {
  /** Its name, without braces. */
  readonly placeholder: string
}

/** What else may be said of a line or a block. */
export interface NodeOptions {
  /** Comment lines above it, separated by newlines. */
  readonly comment?: string | undefined
  /** The origin of those lines. Default that of the node. */
  readonly commentOrigin?: Origin | undefined
  /** Whether a blank line stands above it. Default false. */
  readonly blankBefore?: boolean | undefined
}

/** Thrown by the constructors when a slot can't hold a value; the message names the character, never the whole value. */
export class CaddyTextError extends Error {
  override readonly name = "CaddyTextError"
}

/** Prints a document as `caddy fmt` leaves it: tabs, at most one blank line, one newline at the end. Never refuses. */
export function printCaddyfile(document: CaddyDocument): string {
  const writer = new LineWriter({ origins: false })
  writeDocument(document, writer)
  return writer.text
}

/** The origin of each line that {@link printCaddyfile} prints, in order. */
export function caddyfileOrigins(document: CaddyDocument): readonly Origin[] {
  const writer = new LineWriter({ origins: true })
  writeDocument(document, writer)
  return writer.origins
}

/** Builds a document; snippets and global options are optional. */
export function caddyDocument(parts: {
  readonly header: readonly string[]
  readonly headerOrigin: Origin
  readonly globalOptions?: readonly Directive[] | undefined
  readonly globalOrigin?: Origin | undefined
  readonly snippets?: readonly Snippet[] | undefined
  readonly sites: readonly Site[]
}): CaddyDocument {
  return {
    header: parts.header,
    headerOrigin: parts.headerOrigin,
    globalOptions: parts.globalOptions ?? [],
    globalOrigin: parts.globalOrigin ?? parts.headerOrigin,
    snippets: parts.snippets ?? [],
    sites: parts.sites,
  }
}

/** Builds a site; a string address is a literal. Refuses a site without address and what {@link caddyAddressRefusal} names. */
export function site(
  origin: Origin,
  addresses: readonly (string | CaddyText)[],
  body: readonly Directive[],
  options?: NodeOptions,
): Site {
  // Caddy reads a block without an address as global options.
  if (addresses.length === 0) throw new CaddyTextError("A site needs an address")
  return {
    addresses: addresses.map((address) => {
      refuse(caddyAddressRefusal(address))
      return { slot: "load", text: normal(address) }
    }),
    body,
    origin,
    comment: options?.comment,
    commentOrigin: options?.commentOrigin ?? origin,
  }
}

/**
 * Builds a snippet. Refuses a literal brace anywhere in its body: Caddy unescapes a snippet's tokens once for each import,
 * so that what is escaped for a request would be expanded.
 */
export function snippet(origin: Origin, name: string, body: readonly Directive[], options?: NodeOptions): Snippet {
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) throw new CaddyTextError(`A snippet can't be named ${JSON.stringify(name)}`)
  refuseBraces(body)
  return { name, body, origin, comment: options?.comment, commentOrigin: options?.commentOrigin ?? origin }
}

/**
 * Builds a line that takes no request matcher: a global option, an option inside a block, `tls`, `log`, `import`.
 *
 * `directive(o, "lb_policy", ["least_conn"])` → `lb_policy least_conn`
 */
export function directive(
  origin: Origin,
  name: CaddyArgument,
  args: readonly CaddyArgument[] = [],
  body?: readonly Directive[] | undefined,
  options?: NodeOptions,
): Directive {
  return node({ origin, name, matcher: undefined, args, body, options })
}

/**
 * Builds an HTTP handler's line: `handle`, `reverse_proxy`, `respond`, `redir`, `root`, …
 *
 * Where no matcher is given and the first argument would be read as one (it starts with `@`, `/` or `*`, quoted or not),
 * the matcher `*` is added: `handler(o, "redir", undefined, [expands("/new")])` → `redir * /new`.
 */
export function handler(
  origin: Origin,
  name: string,
  matcher: CaddyArgument | undefined,
  args: readonly CaddyArgument[] = [],
  body?: readonly Directive[] | undefined,
  options?: NodeOptions,
): Directive {
  if (matcher !== undefined && !looksLikeMatcher(matcher)) {
    throw new CaddyTextError(`The matcher of ${JSON.stringify(name)} starts with neither "@" nor "/" nor "*"`)
  }
  const [first] = args
  const explicit = matcher ?? (first !== undefined && looksLikeMatcher(first) ? "*" : undefined)
  return node({ origin, name, matcher: explicit, args, body, options })
}

/**
 * Builds a named matcher's definition, on one line or as a block.
 *
 * `namedMatcher(o, "api", ["path", expands("/v1/*")])` → `@api path /v1/*`
 */
export function namedMatcher(
  origin: Origin,
  name: string,
  conditions: readonly [string, ...CaddyArgument[]] | { readonly all: readonly Directive[] },
  options?: NodeOptions,
): Directive {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) throw new CaddyTextError(`A matcher can't be named ${JSON.stringify(name)}`)
  return "all" in conditions
    ? node({ origin, name: `@${name}`, matcher: undefined, args: [], body: conditions.all, options })
    : node({ origin, name: `@${name}`, matcher: undefined, args: conditions, body: undefined, options })
}

/** Joins groups of lines, a blank line between each two that have lines. */
export function grouped(...groups: readonly (readonly Directive[])[]): readonly Directive[] {
  const filled = groups.filter((group) => group.length > 0)
  return filled.flatMap((group, index) => {
    const [first, ...rest] = group
    return index === 0 || first === undefined ? group : [{ ...first, blankBefore: true }, ...rest]
  })
}

/** A value in which Caddy replaces placeholders when a request comes. Literal braces in it are escaped. */
export function expands(value: string | CaddyText): CaddyToken {
  return token("expands", value)
}

/** A literal that Caddy takes as it stands. */
export function verbatim(value: string): CaddyToken {
  return token("verbatim", value)
}

/** A value that Caddy reads once, when the file is loaded. */
export function atLoad(value: string | CaddyText): CaddyToken {
  return token("load", value)
}

/**
 * One of Caddy's own placeholders: `placeholder("http.request.host")`, `placeholder("re.article.1")`.
 *
 * `placeholder("file./run/secrets/key")` is a file's content, named by its absolute path; Caddy knows it since 2.8.
 */
export function placeholder(name: string): Placeholder {
  refuse(placeholderRefusal(name))
  return { placeholder: name }
}

/**
 * Why a slot can't hold a value, as one sentence that names the character; `undefined` when it can.
 *
 * Every sentence holds for the oldest release that we print for (2.6) and for the newest.
 */
export function caddyRefusal(value: string | CaddyText, slot: CaddySlot = "expands"): string | undefined {
  if (typeof value === "string" && PLAIN.test(value)) return undefined
  const parts = normal(value)
  return partsRefusal(parts, slot) ?? characterRefusal(parts) ?? slotRefusal(parts, slot) ?? quoteRefusal(parts, slot)
}

/** Why a value can't be a site's address; `undefined` when it can. */
export function caddyAddressRefusal(value: string | CaddyText): string | undefined {
  if (typeof value === "string" && ADDRESS.test(value) && value !== "import") return undefined
  const parts = normal(value)
  const first = parts[0]
  if (first === undefined) return "An empty address would turn the site into global options"
  if (parts.every((part) => typeof part !== "string" && "unset" in part && isEmptyWhenUnset(part))) {
    return "An address that may be empty would turn the site into global options"
  }
  if (typeof first === "string" && (first.startsWith("@") || first.startsWith("("))) {
    return `An address can't start with ${JSON.stringify(first[0])}`
  }
  if (parts.length === 1 && (first === "import" || first === "&("))
    return `An address can't be ${JSON.stringify(first)}`
  for (const part of parts) {
    const bad = typeof part === "string" ? /[\s,(){}"`\\#<]/.exec(part) : null
    if (bad !== null) return `An address can't hold ${shown(bad[0])}`
  }
  return caddyRefusal(parts, "load")
}

/** The usual address: letters, digits, dots, dashes, a scheme, a port, a path, a wildcard. */
const ADDRESS = /^[A-Za-z0-9.:/*-]+$/

/* Printing */

function writeDocument(document: CaddyDocument, writer: LineWriter): void {
  const { header, headerOrigin, globalOptions, globalOrigin } = document
  for (const line of header) writeComment(line, 0, headerOrigin, writer)
  // `caddy fmt` takes out a blank line before the brace that opens the global options.
  let blank = header.length > 0 && globalOptions.length === 0
  if (globalOptions.length > 0) {
    writer.line("{", globalOrigin)
    writeBody(globalOptions, 1, writer)
    writer.line("}", globalOrigin)
    blank = true
  }
  for (const one of document.snippets) {
    if (blank) writer.line("", headerOrigin)
    writeBlock(`(${one.name}) {`, one, writer)
    blank = true
  }
  for (const one of document.sites) {
    if (blank) writer.line("", headerOrigin)
    writeBlock(`${one.addresses.map(spell).join(", ")} {`, one, writer)
    blank = true
  }
}

function writeBlock(opening: string, block: Site | Snippet, writer: LineWriter): void {
  if (block.comment !== undefined) writeComment(block.comment, 0, block.commentOrigin, writer)
  writer.line(opening, block.origin)
  writeBody(block.body, 1, writer)
  writer.line("}", block.origin)
}

function writeBody(body: readonly Directive[], depth: number, writer: LineWriter): void {
  let first = true
  for (const one of body) {
    if (one.blankBefore && !first) writer.line("", one.origin)
    writeDirective(one, depth, writer)
    first = false
  }
}

function writeDirective(one: Directive, depth: number, writer: LineWriter): void {
  const { origin, body } = one
  if (one.comment !== undefined) writeComment(one.comment, depth, one.commentOrigin, writer)
  let line = tabs(depth) + spell(one.name)
  if (one.matcher !== undefined) line += ` ${spell(one.matcher)}`
  for (const argument of one.args) line += ` ${spell(argument)}`
  if (body !== undefined) line += " {"
  writeLines(line, origin, writer)
  if (body === undefined) return
  writeBody(body, depth + 1, writer)
  writer.line(`${tabs(depth)}}`, origin)
}

/** A quoted token may hold newlines; each of its lines has the origin of the whole. */
function writeLines(lines: string, origin: Origin, writer: LineWriter): void {
  let start = 0
  for (let end = lines.indexOf("\n"); end !== -1; end = lines.indexOf("\n", start)) {
    writer.line(lines.slice(start, end), origin)
    start = end + 1
  }
  writer.line(start === 0 ? lines : lines.slice(start), origin)
}

/** Caddy expands `{$NAME}` in comments too, up to the next `}` wherever it stands, so a space parts the two characters. */
function writeComment(comment: string, depth: number, origin: Origin, writer: LineWriter): void {
  for (const line of comment.split(/\r\n|[\n\r\u0085\u2028\u2029]/)) {
    const plain = line
      .replace(/\p{Surrogate}/gu, "\ufffd")
      .replace(/[\u0000-\u001f\u007f]/g, " ")
      .replace(/\{\$/g, "{ $")
      .trimEnd()
    writer.line(plain === "" ? `${tabs(depth)}#` : `${tabs(depth)}# ${plain}`, origin)
  }
}

const INDENTS = Array.from({ length: 32 }, (_, depth) => "\t".repeat(depth))

function tabs(depth: number): string {
  return INDENTS[depth] ?? "\t".repeat(depth)
}

/* Spelling */

/**
 * Spells one token, literals, variables and placeholders alike.
 *
 * | part        | `expands`                                | `verbatim`       | `load`                      |
 * | ----------- | ---------------------------------------- | ---------------- | --------------------------- |
 * | literal     | `{` → `\{`; `}` → `\}` after any `{`     | as it stands     | as it stands                |
 * | variable    | `{env.NAME}`                             | refused          | `{$NAME}`, `{$NAME:default}` |
 * | placeholder | `{name}`                                 | refused          | refused                     |
 *
 * In every slot a literal `{$` is spelled `{$:{$}`: Caddy replaces `{$NAME:default}` before it reads tokens, no variable
 * has an empty name, and a default is not looked at again, so that `{$` is what remains.
 */
function spell(argument: CaddyArgument): string {
  if (typeof argument === "string") return argument
  const [only] = argument.text
  if (argument.text.length === 1 && typeof only === "string" && BARE.test(only)) return only
  return enclose(content(argument.text, argument.slot), isBare(argument.text))
}

/** The text of a token as Caddy's lexer shall give it back, except that variables read at load are not yet replaced. */
function content(parts: CaddyText, slot: CaddySlot): string {
  const escapes = slot === "expands" && hasOpeningBrace(parts)
  let spelled = ""
  for (const part of parts) {
    if (typeof part === "string") {
      const escaped = escapes ? part.replace(/[{}]/g, "\\$&") : part
      spelled += escaped.includes("{$") ? escaped.replaceAll("{$", () => "{$:{$}") : escaped
    } else if ("placeholder" in part) spelled += `{${part.placeholder}}`
    else if (slot !== "load") spelled += `{env.${part.name}}`
    else spelled += part.unset.kind === "default" ? `{$${part.name}:${part.unset.value}}` : `{$${part.name}}`
  }
  return spelled
}

/** Before 2.8 Caddy unescapes `\}` only in a text that has an opening brace; so the closing one is escaped there only. */
function hasOpeningBrace(parts: CaddyText): boolean {
  return parts.some((part) => typeof part !== "string" || part.includes("{"))
}

function isBare(parts: CaddyText): boolean {
  return parts.length > 0 && parts.every((part) => typeof part !== "string" || BARE.test(part))
}

/** What never needs quotes, neither for Caddy's lexer nor for its formatter, in any place of a line. */
const BARE = /^[A-Za-z0-9_.:/@*+\-?>~%^!&|()[\]$;=,]+$/

/** What every slot holds as it stands, quoted or not: printable, no brace, quote, backtick or backslash. */
const PLAIN = /^[ !#-[\]-_a-z|~]*$/

/**
 * Double quotes where they will do, because `caddy fmt` of 2.6 rewrites spaces between backticks. In double quotes the
 * lexer takes backslashes in pairs and knows no escape but `\"`, so an odd backslash before a quote or at the end needs backticks.
 */
function enclose(spelled: string, bare: boolean): string {
  if (bare) return spelled
  if (ODD_BACKSLASH.test(spelled)) return `\`${spelled}\``
  return spelled.includes('"') ? `"${spelled.replaceAll('"', '\\"')}"` : `"${spelled}"`
}

const ODD_BACKSLASH = /(?<!\\)\\(?:\\\\)*(?:"|$)/

/* Building and refusing */

function node(parts: {
  readonly origin: Origin
  readonly name: CaddyArgument
  readonly matcher: CaddyArgument | undefined
  readonly args: readonly CaddyArgument[]
  readonly body: readonly Directive[] | undefined
  readonly options: NodeOptions | undefined
}): Directive {
  const { origin, name, matcher, args, body, options } = parts
  refuseBareWord(name)
  // A line that starts with `import`, quoted or not, is replaced by a file.
  if (typeof name !== "string" && name.text.length === 1 && name.text[0] === "import") {
    throw new CaddyTextError('A line can\'t start with the value "import": Caddy would import a file')
  }
  if (matcher !== undefined) refuseBareWord(matcher)
  for (const argument of args) refuseBareWord(argument)
  return {
    name,
    matcher,
    args,
    body,
    origin,
    comment: options?.comment,
    commentOrigin: options?.commentOrigin ?? origin,
    blankBefore: options?.blankBefore ?? false,
  }
}

function refuseBareWord(argument: CaddyArgument): void {
  if (typeof argument === "string" && !BARE.test(argument)) {
    throw new CaddyTextError(`${JSON.stringify(argument)} is no bare word; build it with expands, verbatim or atLoad`)
  }
}

function looksLikeMatcher(argument: CaddyArgument): boolean {
  const first = typeof argument === "string" ? argument : argument.text[0]
  if (typeof first === "string") return first.startsWith("@") || first.startsWith("/") || first.startsWith("*")
  return typeof argument !== "string" && argument.slot === "load" && first !== undefined
}

function refuseBraces(body: readonly Directive[]): void {
  for (const one of body) {
    for (const argument of [one.name, one.matcher, ...one.args]) {
      if (argument === undefined || typeof argument === "string") continue
      const found = argument.text.find((part) => typeof part === "string" && /[{}]/.test(part))
      if (found !== undefined) throw new CaddyTextError('A snippet can\'t hold a literal "{" or "}"')
    }
    if (one.body !== undefined) refuseBraces(one.body)
  }
}

function token(slot: CaddySlot, value: string | CaddyText): CaddyToken {
  refuse(caddyRefusal(value, slot))
  return { slot, text: normal(value) }
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new CaddyTextError(reason)
}

/** So that what stands before a brace is seen. */
function normal(value: string | CaddyText): CaddyText {
  return merged(typeof value === "string" ? [value] : value)
}

function partsRefusal(parts: CaddyText, slot: CaddySlot): string | undefined {
  for (const part of parts) {
    if (typeof part === "string") continue
    if (slot === "verbatim") return "A variable can't stand where Caddy expands nothing"
    if ("placeholder" in part) {
      if (slot === "load") return `The placeholder {${part.placeholder}} has no value yet when Caddy loads the file`
      const refusal = placeholderRefusal(part.placeholder)
      if (refusal !== undefined) return refusal
      continue
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(part.name)) return `A variable can't be named ${JSON.stringify(part.name)}`
    if (part.unset.kind !== "default") continue
    if (slot === "expands")
      return `Caddy knows no default for a variable read when a request comes ({env.${part.name}})`
    if (part.unset.value !== "" && !BARE.test(part.unset.value)) {
      return `The default of {$${part.name}} holds a character that would not stay one token`
    }
  }
  return undefined
}

function characterRefusal(parts: CaddyText): string | undefined {
  for (const part of parts) {
    if (typeof part !== "string") continue
    if (/\p{Surrogate}/u.test(part)) return "A Caddyfile can't hold half of a surrogate pair"
    const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(part)
    if (control !== null) return `A Caddyfile can't hold the control character ${shown(control[0])}`
  }
  return undefined
}

function slotRefusal(parts: CaddyText, slot: CaddySlot): string | undefined {
  switch (slot) {
    case "expands":
      return expandsRefusal(parts)
    case "verbatim":
      return verbatimRefusal(parts[0])
    case "load":
      return loadRefusal(parts)
  }
}

function expandsRefusal(parts: CaddyText): string | undefined {
  for (let i = 1; i < parts.length; i++) {
    const before = parts[i - 1]
    if (typeof before === "string" && before.endsWith("\\")) {
      return 'A "\\" before a variable would make Caddy take the variable as text'
    }
  }
  if (hasOpeningBrace(parts)) return undefined
  const [only] = parts
  if (only === "}") return 'A lone "}" would be read as the end of a block'
  return typeof only === "string" && only.includes("\\}")
    ? 'A "\\}" without any "{" is read differently by releases of Caddy'
    : undefined
}

function verbatimRefusal(value: CaddyPart | undefined): string | undefined {
  if (typeof value !== "string") return undefined
  if (value === "{" || value === "}" || value === "{}")
    return `A lone ${JSON.stringify(value)} would be read as a block`
  const shorthand = SHORTHAND.exec(value)
  return shorthand === null
    ? undefined
    : `${JSON.stringify(shorthand[0])} would be replaced by a placeholder's long name`
}

/** Names that Caddy lengthens in every token of a site, whatever the token is used for: `{host}` → `{http.request.host}`. */
const SHORTHAND = new RegExp(
  `\\{(?:${[
    "(?:cookie|err|file|file_match|header|labels|path|query|re|resp|rp|vars)\\.[\\w.-]*",
    "%?(?:path|query|uri)|\\?query|orig_\\?query|orig_(?:dir|file|method|path|query|uri)",
    "dir|file|host|hostport|method|port|remote|remote_host|remote_port|scheme|uuid|client_ip|upstream_hostport",
    "tls_(?:cipher|version|client_(?:fingerprint|issuer|serial|subject|certificate_pem|certificate_der_base64))",
  ].join("|")})\\}`,
)

function loadRefusal(parts: CaddyText): string | undefined {
  for (const part of parts) {
    const brace = typeof part === "string" ? /[{}]/.exec(part) : null
    if (brace !== null) return `A value read at load can't hold ${shown(brace[0])}`
  }
  return undefined
}

function quoteRefusal(parts: CaddyText, slot: CaddySlot): string | undefined {
  const spelled = content(parts, slot)
  return spelled.includes("`") && ODD_BACKSLASH.test(spelled)
    ? 'A "\\" before a \'"\' or at the end can\'t be written together with a "`"'
    : undefined
}

function placeholderRefusal(name: string): string | undefined {
  if (name.startsWith("env.")) return `{${name}} is a variable, not a placeholder`
  return PLACEHOLDER.test(name) ? undefined : `A placeholder can't be named ${JSON.stringify(name)}`
}

/** Letters, digits and the few signs that Caddy's own names have; a file is named by its absolute path. */
const PLACEHOLDER = /^(?:[%?]?[A-Za-z_][A-Za-z0-9_.?*-]*|file\.\/[A-Za-z0-9_./-]+|args\[[0-9:]+\])$/

function isEmptyWhenUnset(part: Exclude<CaddyPart, string | Placeholder>): boolean {
  return part.unset.kind === "empty" || (part.unset.kind === "default" && part.unset.value === "")
}

function shown(character: string): string {
  const code = character.charCodeAt(0)
  return code > 0x20 && code < 0x7f
    ? JSON.stringify(character)
    : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
}
