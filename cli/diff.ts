/** A run of lines that differ, with the unchanged lines around it. */
export interface Hunk {
  /** The first line of the run in each text, from 1 (0 when the run is empty at the top, as `diff -u` counts). */
  readonly before: { readonly start: number; readonly count: number }
  readonly after: { readonly start: number; readonly count: number }
  /** In order: kept lines, removed ones before the added ones that replace them. */
  readonly lines: readonly DiffLine[]
}

/** One line of a hunk, without its newline. */
export interface DiffLine {
  readonly kind: "kept" | "removed" | "added"
  readonly text: string
  /** Its number in the text after (for a removed line, that of the next line there), from 1. */
  readonly after: number
  /** Whether the text ends here without a newline. */
  readonly unterminated: boolean
}

/**
 * Compares two texts line by line: the shortest script of removed and added lines, or, past two thousand edits, one that
 * replaces what lies between the equal beginning and the equal end.
 *
 * `context` is how many unchanged lines surround a run (default 3). Equal texts have no hunks.
 */
export function hunks(before: string, after: string, context = 3): readonly Hunk[] {
  if (before === after) return []
  const a = splitLines(before)
  const b = splitLines(after)
  const keep = matches(a, b)
  return group(edits(a, b, keep), context)
}

/**
 * Prints a unified diff, as `diff -u` and git do; "" when the texts are equal.
 *
 * `labels` stand in its two header lines; `/dev/null` for a text that isn't there. A newline follows each line.
 */
export function unifiedDiff(
  before: string,
  after: string,
  labels: {
    readonly before: string
    readonly after: string
    readonly context?: number
    /** How the lines of each text are shown, by their index from 0. Default as they are. */
    readonly shown?: Readonly<Record<"before" | "after", (index: number) => string>>
  },
): string {
  const found = hunks(before, after, labels.context)
  if (found.length === 0) return ""
  return `--- ${labels.before}\n+++ ${labels.after}\n${found.map((hunk) => printHunk(hunk, labels.shown)).join("")}`
}

const marks: Readonly<Record<DiffLine["kind"], string>> = { kept: " ", removed: "-", added: "+" }

function printHunk({ before, after, lines }: Hunk, shown: Parameters<typeof unifiedDiff>[2]["shown"]): string {
  let text = `@@ -${range(before)} +${range(after)} @@\n`
  let index = before.start - 1
  for (const line of lines) {
    const own = line.kind === "added" ? shown?.after(line.after - 1) : shown?.before(index)
    if (line.kind !== "added") index += 1
    text += `${marks[line.kind]}${own ?? line.text}\n`
    if (line.unterminated) text += "\\ No newline at end of file\n"
  }
  return text
}

function range({ start, count }: Hunk["before"]): string {
  return count === 1 ? `${start}` : `${start},${count}`
}

interface Lines {
  readonly texts: readonly string[]
  /** Whether the last line has no newline. */
  readonly unterminated: boolean
}

function splitLines(text: string): Lines {
  if (text === "") return { texts: [], unterminated: false }
  const texts = text.split("\n")
  const unterminated = texts.at(-1) !== ""
  return { texts: unterminated ? texts : texts.slice(0, -1), unterminated }
}

/** The longest search for a shortest script; a text with more edits than that is read as replaced. */
const manyEdits = 2000

/** For each line of `a`, which line of `b` it equals in the script, or -1. */
function matches(a: Lines, b: Lines): Int32Array {
  const [x, y] = intern(a, b)
  const found = new Int32Array(x.length).fill(-1)
  let start = 0
  while (start < x.length && start < y.length && x[start] === y[start]) {
    found[start] = start
    start += 1
  }
  let end = 0
  while (end < x.length - start && end < y.length - start && x[x.length - 1 - end] === y[y.length - 1 - end]) {
    found[x.length - 1 - end] = y.length - 1 - end
    end += 1
  }
  const middle = shortest(x.subarray(start, x.length - end), y.subarray(start, y.length - end))
  for (const [i, j] of middle) found[start + i] = start + j
  return found
}

/** Numbers the lines, so that comparing two is comparing integers; an unterminated last line equals no terminated one. */
function intern(a: Lines, b: Lines): readonly [Int32Array, Int32Array] {
  const numbers = new Map<string, number>()
  const number = (lines: Lines) =>
    Int32Array.from(lines.texts, (text, index) => {
      const key = lines.unterminated && index === lines.texts.length - 1 ? text : `${text}\n`
      const known = numbers.get(key) ?? numbers.size
      numbers.set(key, known)
      return known
    })
  return [number(a), number(b)]
}

/** Myers' greedy search (1986): the furthest point of each diagonal for 0, 1, 2… edits, then back along the trace. */
function shortest(a: Int32Array, b: Int32Array): readonly (readonly [number, number])[] {
  const most = Math.min(a.length + b.length, manyEdits)
  const furthest = new Int32Array(2 * most + 3)
  const at = (diagonal: number) => furthest[diagonal + most + 1]!
  const trace: Int32Array[] = []
  if (a.length === 0 || b.length === 0) return []
  for (let edits = 0; edits <= most; edits++) {
    trace.push(furthest.slice(most + 1 - edits, most + 2 + edits))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1))
      let i = down ? at(diagonal + 1) : at(diagonal - 1) + 1
      while (i < a.length && i - diagonal < b.length && a[i] === b[i - diagonal]) i += 1
      furthest[diagonal + most + 1] = i
      if (i >= a.length && i - diagonal >= b.length) return walkBack(trace, a, b)
    }
  }
  return []
}

function walkBack(trace: readonly Int32Array[], a: Int32Array, b: Int32Array): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = []
  let i = a.length
  let j = b.length
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const furthest = trace[edits]!
    const at = (diagonal: number) => furthest[diagonal + edits] ?? 0
    const diagonal = i - j
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1))
    const from = down ? diagonal + 1 : diagonal - 1
    const fromI = edits === 0 ? 0 : at(from)
    const fromJ = edits === 0 ? 0 : fromI - from
    while (i > fromI && j > fromJ && a[i - 1] === b[j - 1]) {
      i -= 1
      j -= 1
      found.push([i, j])
    }
    i = fromI
    j = fromJ
  }
  return found
}

function edits(a: Lines, b: Lines, keep: Int32Array): readonly DiffLine[] {
  const lines: DiffLine[] = []
  let j = 0
  const added = (until: number) => {
    for (; j < until; j++) lines.push(lineOf("added", b, j, j + 1))
  }
  for (let i = 0; i < a.texts.length; ) {
    const next = keep[i]!
    if (next === -1) {
      lines.push(lineOf("removed", a, i, j + 1))
      i += 1
    } else {
      added(next)
      lines.push(lineOf("kept", a, i, j + 1))
      i += 1
      j += 1
    }
  }
  added(b.texts.length)
  return lines
}

function lineOf(kind: DiffLine["kind"], lines: Lines, index: number, after: number): DiffLine {
  const unterminated = lines.unterminated && index === lines.texts.length - 1
  return { kind, text: lines.texts[index] ?? "", after, unterminated }
}

function group(lines: readonly DiffLine[], context: number): readonly Hunk[] {
  const found: Hunk[] = []
  const changed = lines.flatMap((line, index) => (line.kind === "kept" ? [] : [index]))
  let beforeLine = 0
  let afterLine = 0
  let counted = 0
  for (let first = 0; first < changed.length; ) {
    let last = first
    while (last + 1 < changed.length && changed[last + 1]! - changed[last]! <= 2 * context + 1) last += 1
    const start = Math.max(0, changed[first]! - context)
    const run = lines.slice(start, changed[last]! + 1 + context)
    const skipped = lines.slice(counted, start)
    beforeLine += countOf(skipped, "added")
    afterLine += countOf(skipped, "removed")
    const before = { start: beforeLine, count: countOf(run, "added") }
    const after = { start: afterLine, count: countOf(run, "removed") }
    found.push({ before: numbered(before), after: numbered(after), lines: run })
    beforeLine += before.count
    afterLine += after.count
    counted = start + run.length
    first = last + 1
  }
  return found
}

/** How many lines are of any other kind. */
function countOf(lines: readonly DiffLine[], except: DiffLine["kind"]): number {
  return lines.reduce((count, line) => (line.kind === except ? count : count + 1), 0)
}

/** An empty range names the line before it. */
function numbered({ start, count }: Hunk["before"]): Hunk["before"] {
  return { start: count === 0 ? start : start + 1, count }
}
