/**
 * Markdown as GitHub renders it (CommonMark with tables, strikethrough and autolinks), safe inside a page that Jekyll or
 * MDX builds.
 *
 * A {@link Markdown} is text whose active characters are already escaped, so a template that takes nothing else can't
 * be made to say something new by what a topology holds.
 */

import { LineWriter, type Origin } from "./origin.js"

declare const markdown: unique symbol

/** Inline Markdown that displays what was meant: made by this module, never by hand. Holds no line break. */
export type Markdown = string & { readonly [markdown]: true }

/**
 * Escapes text for the inside of a line: `a*b <c>` → `a\*b &lt;c&gt;`.
 *
 * White space and control characters become single spaces and the ends are trimmed, as a browser would show it. Safe
 * anywhere on a line, also at its start, in a heading and in a table. An address shows as text and is no link. What GitHub
 * replaces after rendering (`:tada:`, `#12` in a discussion) is out of reach. Refuses lone surrogates.
 */
export function md(text: string): Markdown {
  return escapeInline(normal(text)) as Markdown
}

/** Puts pieces of Markdown one after another. */
export function concat(...parts: readonly Markdown[]): Markdown {
  return parts.join("") as Markdown
}

/** Puts a separator, given as plain text, between pieces of Markdown: `join([a, b], ", ")`. */
export function join(parts: readonly Markdown[], separator: string): Markdown {
  return parts.join(escapeInline(separator)) as Markdown
}

/** `**…**`. Nothing stays nothing. */
export function strong(content: Markdown): Markdown {
  return (content === "" ? "" : `**${content}**`) as Markdown
}

/**
 * Inline code: `` a`b `` → ``` ``a`b`` ```; safe in a table.
 *
 * Where the text holds what a table (`|`) or Jekyll (`{{`, `{%`) would still see between backticks, and where it begins or
 * ends with a backtick, HTML's `<code>` with escaped content is written instead: it looks the same. White space is treated
 * as by {@link md}; nothing stays nothing.
 */
export function code(text: string): Markdown {
  const content = normal(text)
  if (content === "") return "" as Markdown
  if (NEEDS_HTML.test(content)) return `<code>${escapeInline(content)}</code>` as Markdown
  if (!content.includes("`")) return `\`${content}\`` as Markdown
  const fence = "`".repeat(longestRun(content) + 1)
  return `${fence}${content}${fence}` as Markdown
}

const NEEDS_HTML = /\||\{[{%]|^`|`$/

/**
 * `[text](href)`. The address is percent-encoded where a character would end it, otherwise written as it is.
 *
 * Refuses an address that runs code (`javascript:`, `data:`, `vbscript:`).
 */
export function link(text: Markdown, href: string): Markdown {
  return `[${linked(text)}](${address(href)})` as Markdown
}

/** Brackets as character references: some readers undo their backslashes before they read a link's text once more. */
function linked(text: Markdown): string {
  return text.includes("\\") ? text.replace(CODE_OR_ESCAPE, (part) => BRACKETS[part] ?? part) : text
}

/** Code is passed over: a backslash in it is one. */
const CODE_OR_ESCAPE = /(`+)(?!`).*?(?<!`)\1(?!`)|\\./gu
const BRACKETS: Readonly<Record<string, string>> = { "\\[": "&#91;", "\\]": "&#93;" }

/** How a column of a table is set; `left` writes no mark. */
export type Alignment = "left" | "center" | "right"

/**
 * A table as GitHub reads it, a newline after each row.
 *
 * A row with fewer cells than headers is filled up; one with more is refused, GitHub would drop the rest.
 */
export function table(
  headers: readonly Markdown[],
  rows: readonly (readonly Markdown[])[],
  options: {
    /** One a column. Default all `left`. */
    readonly align?: readonly Alignment[]
    /**
     * Whether columns are padded to the same width. Then one longer cell changes every line of the table. Default true.
     */
    readonly padded?: boolean
  } = {},
): string {
  const { align = [], padded = true } = options
  for (const row of rows)
    if (row.length > headers.length) throw new Error(`A table of ${headers.length} columns has a row of ${row.length}`)
  const widths = padded ? paddedWidths(headers, rows) : headers.map(() => 0)
  const rule = widths.map((columns, at) => spellRule(Math.max(3, columns), align[at] ?? "left"))
  const out = new LineWriter({ origins: false })
  out.line(spellRow(headers, widths), NO_ORIGIN)
  out.line(`| ${rule.join(" | ")} |`, NO_ORIGIN)
  for (const row of rows) out.line(spellRow(row, widths), NO_ORIGIN)
  return out.text
}

/** A table alone does not know where its rows come from. */
const NO_ORIGIN: Origin = ""

/** A fenced block with an information word (`mermaid`, `sh`); the fence is longer than any run of backticks inside. */
export function fence(info: string, content: string): string {
  if (!/^[\w.+-]*$/.test(info)) throw new Error(`Not a fence's language: ${JSON.stringify(info)}`)
  const ticks = "`".repeat(Math.max(3, longestRun(content) + 1))
  return `${ticks}${info}\n${content}${content === "" || content.endsWith("\n") ? "" : "\n"}${ticks}\n`
}

/**
 * The fragment that GitHub gives to a heading, from its plain text: `Network & storage` → `network--storage`.
 *
 * Pass the set of anchors of the page so far to number repeated headings; the new anchor is added to it.
 */
export function anchor(heading: string, taken?: Set<string>): string {
  const slug = normal(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]/gu, "")
    .replace(/ /g, "-")
  if (taken === undefined) return slug
  let unique = slug
  for (let count = 1; taken.has(unique); count++) unique = `${slug}-${count}`
  taken.add(unique)
  return unique
}

/**
 * What Markdown, HTML, Jekyll or MDX give a meaning to: anywhere; at the start of a line, or at the end of a heading (`#`);
 * an `_` that could begin or end emphasis; what would make an address a link, whose text is read without escapes; and the `%` of
 * `{%`, which Liquid finds behind a backslash too.
 */
const ACTIVE =
  /[\\`*~[\]|<>&{$]|^(?:[-+=#]|:(?=-))|(?<=^\d+)[.)](?= |$)|#$|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=www)\.|(?<=\{)%/giu
/** The same without the `g` flag, which would give `test` a memory. */
const HAS_ACTIVE = new RegExp(ACTIVE.source, "iu")

/** Most text, told by a glance at its characters: the patterns above look around each of them, which takes ten times as long. */
const INERT = /^[A-Za-z ,;("'/](?:[A-Za-z0-9 ,;()"'/=+@?!%-]|(?<![wW])\.)*$/

function escapeInline(text: string): string {
  return !INERT.test(text) && HAS_ACTIVE.test(text) ? text.replace(ACTIVE, escapeCharacter) : text
}

/** A backslash, or a character reference where others than Markdown look too: HTML, formulas. */
function escapeCharacter(character: string): string {
  switch (character) {
    case "<":
      return "&lt;"
    case ">":
      return "&gt;"
    case "&":
      return "&amp;"
    case "$":
      return "&#36;"
    default:
      return `\\${character}`
  }
}

const SPACED = /[\s\u0000-\u001f\u007f-\u009f]/
/** Words with single spaces between them, of characters that are neither white space nor half of a pair: most text. */
const TIDY = /^[!-~\u00a1-\u167f\u2010-\u2027\u2030-\u205e]+(?: [!-~\u00a1-\u167f\u2010-\u2027\u2030-\u205e]+)*$/

/** Text as one line, as a browser would show it. */
function normal(text: string): string {
  if (TIDY.test(text)) return text
  if (/[\ud800-\udfff]/u.test(text))
    throw new Error(`Half of a surrogate pair can't be written: ${JSON.stringify(text)}`)
  return SPACED.test(text) ? text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim() : text
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)
}

const CODE_SCHEME = /^(?:javascript|vbscript|data):/i

function address(href: string): string {
  const oneLine = normal(href)
  if (CODE_SCHEME.test(oneLine.replace(/ /g, ""))) throw new Error(`Not an address to link to: ${JSON.stringify(href)}`)
  return oneLine
    .replace(/[ <>()[\]\\"'|`{}^$*]/g, (character) =>
      // What encodeURIComponent leaves alone, Markdown may not.
      /[()'*]/.test(character)
        ? `%${character.charCodeAt(0).toString(16).toUpperCase()}`
        : encodeURIComponent(character),
    )
    .replace(/&/g, "&amp;")
}

/** Columns past which a cell no longer widens its column: one long sentence must not pad every other row. */
const WIDEST = 80

function paddedWidths(headers: readonly Markdown[], rows: readonly (readonly Markdown[])[]): readonly number[] {
  const widths = headers.map((header) => Math.max(3, width(header)))
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at]!, width(cell))
    })
  }
  return widths
}

function width(cell: Markdown): number {
  return Math.min(WIDEST, characters(cell))
}

function characters(cell: string): number {
  if (/^[\u0000-\u007f]*$/.test(cell)) return cell.length
  let count = 0
  for (const _ of cell) count++
  return count
}

function spellRow(cells: readonly string[], widths: readonly number[]): string {
  let row = "|"
  for (let at = 0; at < widths.length; at += 1) row += ` ${pad(cells[at] ?? "", widths[at]!)} |`
  return row
}

function pad(cell: string, columns: number): string {
  return columns === 0 ? cell : cell + " ".repeat(Math.max(0, columns - characters(cell)))
}

function spellRule(columns: number, alignment: Alignment): string {
  switch (alignment) {
    case "left":
      return "-".repeat(columns)
    case "center":
      return `:${"-".repeat(columns - 2)}:`
    case "right":
      return `${"-".repeat(columns - 1)}:`
  }
}
