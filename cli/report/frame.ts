import type { Diagnostic, Note, Position } from "../../core/diagnostic.js"
import { isKeyFound, isSecretPlace, redactedLine } from "../../core/redact.js"
import { type Pointer, segments } from "../../schema/pointer.js"
import { printable } from "../places.js"
import { printPosition } from "../report.js"
import { keyAbove, keyAlone } from "../secret-lines.js"
import type { Style } from "../style.js"
import { type Cells, cellsOf, cropped } from "./cells.js"

/** Draws the places of diagnostics in the user's files. */
export interface Frames {
  /** The frame of a diagnostic, each line with its newline; undefined when none of its places can be shown. */
  readonly frame: (diagnostic: Diagnostic) => string | undefined
}

/** What frames are drawn with. */
export interface FrameOptions {
  /** The text of a file that a position names; undefined when it can't be read. */
  readonly read: (file: string) => string | undefined
  /** Everything that was found: lines that hold a secret are known from it, and shown by nobody. */
  readonly all: readonly Diagnostic[]
  /** How many columns a line may take. */
  readonly width: number
  /** How it is dressed. */
  readonly style: Style
}

/** Prepares to draw. Each file is read at most once, when the first of its lines is shown. */
export function framesOf(options: FrameOptions): Frames {
  const secrets = secretLines(options.all)
  const files = new Map<string, readonly string[] | undefined>()
  const linesOf = (file: string): readonly string[] => {
    if (!files.has(file)) files.set(file, options.read(file)?.split(/\r\n|\n|\r/))
    return files.get(file) ?? []
  }
  return {
    frame: (diagnostic) => {
      const isSecret = isAboutSecrets(diagnostic) || isSecretPlace(diagnostic.path)
      const marks = marksOf(diagnostic)
      const shown = marks.flatMap((mark): readonly ShownMark[] => {
        const lines = linesOf(mark.file)
        const text = lines[mark.line - 1]
        const secret = secrets.get(placeOf(mark))
        if (text === undefined) return []
        if (secret !== undefined)
          return [redacted({ ...mark, text }, isSecret ? keysOn(mark, marks) : [secret], isSecret)]
        return [partlyRedacted({ ...mark, text }, lines)]
      })
      // Without its own place, a finding is not shown at another one, unless it has none at all.
      const isShown = diagnostic.position === undefined ? shown.length > 0 : shown.some(({ primary }) => primary)
      return isShown ? draw(shown, options) : undefined
    },
  }
}

/** One place, to be marked under its line. */
interface Mark {
  readonly file: string
  readonly line: number
  /** UTF-16 code units from 1, as positions count. */
  readonly column: number
  /** Just behind the last one on this line; undefined when it is not known, or stands on another line. */
  readonly end: number | "line" | undefined
  /** On one line, and fit to print. */
  readonly label: string
  /** What may be shown of its line where that holds a secret. */
  readonly key: string
  readonly primary: boolean
}

interface ShownMark extends Mark {
  readonly text: string
  /** Where it is underlined, when that isn't where it is. */
  readonly shownColumn?: number
  /** Whether the line itself is shown without it, and so it has nothing to stand under. */
  readonly hidden?: boolean
}

function isAboutSecrets({ code }: Diagnostic): boolean {
  return code.startsWith("secrets/")
}

/** Whether what is found was not quoted, since it may be a secret, or is the key of what may be one. */
function holdsHidden(diagnostic: Diagnostic): boolean {
  const { path, found } = diagnostic
  return (found?.startsWith("a text of ") === true || isKeyFound(diagnostic)) && isSecretPlace(path)
}

/** The lines that findings about secrets stand on, each with the key that may be shown of it. */
function secretLines(all: readonly Diagnostic[]): ReadonlyMap<string, string> {
  const lines = new Map<string, string>()
  const add = (path: Pointer, position: Position | undefined): void => {
    if (position === undefined) return
    const last = Math.min(position.end?.line ?? position.line, position.line + 1000)
    for (let line = position.line; line <= last; line++) lines.set(placeOf({ file: position.file, line }), keyOf(path))
  }
  for (const diagnostic of all) {
    if (!isAboutSecrets(diagnostic) && !holdsHidden(diagnostic)) continue
    const { path, position, notes = [] } = diagnostic
    add(path, position)
    for (const note of notes) add(note.path ?? path, note.position)
  }
  return lines
}

function placeOf({ file, line }: Pick<Mark, "file" | "line">): string {
  return `${line} ${file}`
}

function keyOf(path: Pointer): string {
  return segments(path).findLast((segment) => !/^\d+$/.test(segment)) ?? "…"
}

/** The keys of all that a finding marks on one line, in the order in which they stand there. */
function keysOn({ file, line }: Mark, marks: readonly Mark[]): readonly string[] {
  const here = marks.filter((mark) => mark.line === line && mark.file === file).sort((a, b) => a.column - b.column)
  return [...new Set(here.map(({ key }) => key))]
}

/** Of a line that may hold a secret only keys are shown; what else is found on it has no place to be marked at. */
function redacted(mark: ShownMark, keys: readonly string[], isSecret: boolean): ShownMark {
  const indent = /^\s*/.exec(mark.text)![0]
  const own = keys.includes(mark.key) ? mark.key : keys[0]!
  const before = keys.slice(0, keys.indexOf(own)).map((key) => `${key}: …, `)
  const column = indent.length + before.join("").length + 1
  const text = `${indent}${keyAlone(keys.join(": …, "))}`
  return { ...mark, text, shownColumn: column, end: column + own.length, hidden: !isSecret }
}

/** Shows a line without what looks like a secret in it, whatever is found on it; marks stay under what they mark. */
function partlyRedacted(mark: ShownMark, lines: readonly string[]): ShownMark {
  const text = redactedLine(mark.text, keyAbove(lines, mark.line))
  if (text === mark.text) return mark
  const shift = text.length - mark.text.length
  const start = mark.column - 1
  let [same, tail] = [0, 0]
  while (same < text.length && text[same] === mark.text[same]) same += 1
  while (tail < text.length - same && text.at(-1 - tail) === mark.text.at(-1 - tail)) tail += 1
  const moved = (at: number) =>
    at <= same ? at : at >= mark.text.length - tail ? at + shift : Math.min(same, text.length)
  const { end } = mark
  return {
    ...mark,
    text,
    shownColumn: moved(start) + 1,
    end: typeof end === "number" ? Math.max(moved(end - 1), moved(start) + 1) + 1 : end,
  }
}

/** So many other places are shown; of the others, how many there are. */
const MOST_NOTES = 8

/** The notes that are shown: the first of those that name a place of the topology, and all that only say something, as the steps of a path. */
export function shownNotes(notes: readonly Note[]): readonly Note[] {
  let places = 0
  return notes.filter(({ path, position }) => (path ?? position) === undefined || ++places <= MOST_NOTES)
}

function marksOf({ path, position, notes = [] }: Diagnostic): readonly Mark[] {
  const primary = position === undefined ? [] : [markOf(position, { label: "", key: keyOf(path), primary: true })]
  const others = shownNotes(notes).flatMap((note) =>
    note.position === undefined || isSame(note.position, position)
      ? []
      : [markOf(note.position, { label: note.message, key: keyOf(note.path ?? path), primary: false })],
  )
  return [...primary, ...others]
}

/** Whether two places are one. */
export function isSame(a: Position, b: Position | undefined): boolean {
  return b !== undefined && a.file === b.file && a.line === b.line && a.column === b.column
}

function markOf(
  { file, line, column, end }: Position,
  told: { readonly label: string; readonly key: string; readonly primary: boolean },
): Mark {
  const last = end === undefined ? undefined : end.line > line ? "line" : end.column
  const label = printable(told.label.replace(/\.$/, "").replace(/\s+/g, " "))
  return { file, line, column, end: last, ...told, label }
}

/** The primary place's file comes first, and in each file the lines in order. */
function draw(marks: readonly ShownMark[], { width, style }: FrameOptions): string {
  const first = marks.find(({ primary }) => primary) ?? marks[0]!
  const gutter = String(Math.max(...marks.map(({ line }) => line))).length
  const bar = style.dim(`${" ".repeat(gutter)} |`)
  const files = [...new Set([first.file, ...marks.map(({ file }) => file)])]
  let text = ""
  for (const file of files) {
    const here = marks.filter((mark) => mark.file === file)
    const [lead] = file === first.file ? [first] : here
    const arrow = file === first.file ? "-->" : ":::"
    text += `${" ".repeat(gutter)}${style.dim(arrow)} ${style.bold(printPosition(lead!))}\n${bar}\n`
    let before: number | undefined
    for (const line of [...new Set(here.map(({ line }) => line))].sort((a, b) => a - b)) {
      if (before !== undefined && line > before + 1) text += `${style.dim("...")}\n`
      text += drawLine(line, { marks: here.filter((mark) => mark.line === line), gutter, bar, width, style })
      before = line
    }
  }
  return `${text}${bar}\n`
}

function drawLine(
  line: number,
  context: {
    readonly marks: readonly ShownMark[]
    readonly gutter: number
    readonly bar: string
    readonly width: number
    readonly style: Style
  },
): string {
  const { marks, gutter, bar, width, style } = context
  const cells = cellsOf(marks[0]!.text)
  const spans = marks.map((mark) => ({ mark, ...spanOf(mark, cells) })).sort((a, b) => a.from - b.from)
  const columns = Math.max(20, width - gutter - 3)
  const window = windowOn(spans[0]!.from, cells, columns)
  let text = `${style.dim(`${String(line).padStart(gutter)} |`)} ${window.text}\n`
  for (const { mark, from, to } of spans) {
    if (mark.hidden === true && mark.label === "") continue
    const start = Math.min(Math.max(0, from - window.from), window.to - window.from)
    const length = Math.max(1, Math.min(to, window.to) - Math.max(from, window.from))
    const sign = (mark.primary ? "^" : "-").repeat(length)
    const paint = mark.primary ? style.red : style.cyan
    for (const { indent, marked } of annotations(sign, mark.label, { start, width: columns }))
      text += `${bar} ${" ".repeat(indent)}${paint(marked)}\n`
  }
  return text
}

/** A label stands behind its mark, or below it where it would not fit. */
function annotations(
  sign: string,
  label: string,
  { start, width }: { readonly start: number; readonly width: number },
): readonly { readonly indent: number; readonly marked: string }[] {
  if (label === "") return [{ indent: start, marked: sign }]
  if (start + sign.length + 1 + label.length <= width) return [{ indent: start, marked: `${sign} ${label}` }]
  return [
    { indent: start, marked: sign },
    { indent: Math.max(0, Math.min(start, width - label.length)), marked: label },
  ]
}

/** The columns that a mark covers: where its end is not known, a word or a quoted text. */
function spanOf(mark: ShownMark, cells: Cells): { readonly from: number; readonly to: number } {
  const { text, end } = mark
  const start = (mark.shownColumn ?? mark.column) - 1
  const last = end === "line" ? text.trimEnd().length : end === undefined ? start + wordAt(text, start) : end - 1
  const from = cells.columnOf(start)
  return { from, to: Math.max(from + 1, cells.columnOf(Math.max(last, start + 1))) }
}

const WORD = /"(?:[^"\\]|\\.)*"|'[^']*'|[\w./@-]+/y

function wordAt(text: string, start: number): number {
  WORD.lastIndex = start
  return WORD.exec(text)?.[0].length ?? 1
}

/** As much of a line as fits, with the marked place in it. */
function windowOn(
  column: number,
  cells: Cells,
  width: number,
): { readonly from: number; readonly to: number; readonly text: string } {
  if (cells.width <= width) return { from: 0, to: cells.width, text: cropped(cells, 0, cells.width) }
  const inner = width - 2
  const from = Math.max(0, Math.min(column - Math.floor(inner / 3), cells.width - inner))
  const to = Math.min(cells.width, from + inner)
  const text = cropped(cells, from, to)
  // Each cut end takes one column, so what stands between them is one column further right.
  return from === 0
    ? { from: 0, to, text: `${text}…` }
    : { from: from - 1, to, text: `…${text}${to < cells.width ? "…" : ""}` }
}
