import { printable } from "../places.js"

/** A line of source as a terminal shows it. */
export interface Cells {
  /** What is printed, and the column of the terminal at which it begins, counted from 0. */
  readonly pieces: readonly { readonly text: string; readonly column: number; readonly width: number }[]
  /** How many columns all of it takes. */
  readonly width: number
  /** The column at which an index (UTF-16 code units, from 0) of the line is shown; behind its end, one code unit is one column. */
  readonly columnOf: (index: number) => number
}

const TAB = 4

/**
 * Lays a line out in the columns of a terminal: tabs reach to the next multiple of four, East Asian characters and emoji take two
 * columns, combining marks none, and what can't be printed is spelled as an escape.
 */
export function cellsOf(line: string): Cells {
  const pieces: { text: string; column: number; width: number }[] = []
  const columns: number[] = []
  let column = 0
  for (const grapheme of graphemesOf(line)) {
    const text = grapheme === "\t" ? " ".repeat(TAB - (column % TAB)) : printable(grapheme)
    const width = text === grapheme ? widthOf(grapheme) : text.length
    pieces.push({ text, column, width })
    for (let index = 0; index < grapheme.length; index++) columns.push(column)
    column += width
  }
  const end = column
  return { pieces, width: end, columnOf: (index) => columns[index] ?? end + Math.max(0, index - columns.length) }
}

/** What of a line lies between two columns. */
export function cropped({ pieces }: Cells, from: number, to: number): string {
  let text = ""
  for (const { text: piece, column, width } of pieces) {
    if (column >= from && column + width <= to) text += piece
    // A character of two columns that the edge cuts in half leaves a blank, so that what follows keeps its column.
    else if (column < from && column + width > from) text += " ".repeat(column + width - from)
  }
  return text
}

function graphemesOf(line: string): Iterable<string> {
  return ASCII.test(line) ? line : segmented(line)
}

const ASCII = /^[\0-\x7f]*$/

function* segmented(line: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(line)) yield segment
}

function widthOf(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (NOTHING.test(grapheme)) return 0
  return EMOJI.test(grapheme) || isWide(code) ? 2 : 1
}

const NOTHING = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u

/** Ranges of Unicode's East_Asian_Width W and F (UAX #11), small gaps between them closed. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff],
  [0x20000, 0x3fffd],
]

function isWide(code: number): boolean {
  return WIDE.some(([first, last]) => code >= first && code <= last)
}
