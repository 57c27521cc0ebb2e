import { isAbsolute, relative, sep } from "node:path"

/** Spells a path for a reader: relative to the working directory when inside it, `/` between folders. */
export function shownPath(path: string, cwd: string = process.cwd()): string {
  const inside = relative(cwd, path)
  const shown = inside === "" ? "." : /^\.\.(?:[\\/]|$)/.test(inside) || isAbsolute(inside) ? path : inside
  return sep === "/" ? shown : shown.split(sep).join("/")
}

/** Counts a place in a text: line and column from 1, columns in UTF-16 code units. `offset` counts code units from 0. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}

/** Indexes the lines of a text, for many questions about one text: offset → line and column, as {@link lineAndColumn}. */
export function textLines(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0]
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}

/**
 * Makes a text safe to echo on a terminal: control characters, and those that reorder or hide text, are spelled as
 * escapes. Newlines and tabs stay.
 */
export function printable(text: string): string {
  return unprintable.test(text) ? text.replace(unprintableAll, escaped) : text
}

// C0 and C1 controls, DEL, soft hyphen, bidirectional marks, zero-width characters, line separators, lone surrogates.
const source =
  "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]|\\p{Surrogate}"
const unprintable = new RegExp(source, "u")
const unprintableAll = new RegExp(source, "gu")

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`
}
