import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { AcceptedFinding } from "../../core/check.js"
import type { Diagnostic, Note, Severity } from "../../core/diagnostic.js"
import { printable } from "../places.js"
import {
  counted,
  countSeverities,
  printAcceptedCount,
  printPointer,
  printPosition,
  printSeverities,
  type Report,
} from "../report.js"
import { type Style, styleFor } from "../style.js"
import { type Frames, framesOf, isSame, shownNotes } from "./frame.js"

/** How findings are printed for people. */
export interface PrettyOptions {
  /** Whether with colours. */
  readonly colour: boolean
  /** The width of the terminal in columns; undefined when there is none: then lines of text are not broken. */
  readonly width?: number | undefined
  /** Whether every finding is shown, however many look the same. Default false. */
  readonly all?: boolean
  /** Whether accepted findings are listed too. Default false. */
  readonly accepted?: boolean
  /** Reads a file that a position names; undefined when it can't. Default from disk. */
  readonly read?: (file: string) => string | undefined
}

/** So many findings of one code are shown in full; of the others, how many there are. */
export const MOST_OF_A_KIND = 20

/**
 * Prints a report for a reader, as compilers do: the severity and the code, the sentence, the places in the user's files with all of
 * them marked, and what to do. "" when there is nothing to tell.
 */
export function printPretty(report: Report, options: PrettyOptions): string {
  const { diagnostics, accepted, known } = report
  const listed = options.accepted === true ? accepted : []
  if (diagnostics.length === 0 && listed.length === 0) return summary(report, options)
  const style = styleFor(options.colour)
  const frames = framesOf({
    read: options.read ?? readText,
    all: [...diagnostics, ...accepted, ...known],
    width: options.width ?? 160,
    style,
  })
  const printer: Printer = { style, frames, width: options.width }
  const { shown, folded } = options.all === true ? { shown: diagnostics, folded: [] } : fold(diagnostics)
  const parts = [
    ...shown.map((diagnostic) => printDiagnostic(diagnostic, printer)),
    ...folded.map(([code, count]) => `… and ${count} more of ${code}: --all shows them.\n`),
    ...listed.map((finding) => printAccepted(finding, printer)),
  ]
  return `${parts.join("\n")}\n${summary(report, options)}`
}

interface Printer {
  readonly style: Style
  readonly frames: Frames
  readonly width: number | undefined
}

/** The first ones of each code, and how many more there are. */
function fold(diagnostics: readonly Diagnostic[]): {
  readonly shown: readonly Diagnostic[]
  readonly folded: readonly (readonly [code: string, count: number])[]
} {
  const counts = new Map<string, number>()
  const shown = diagnostics.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1
    counts.set(code, count)
    return count <= MOST_OF_A_KIND
  })
  const folded = [...counts].filter(([, count]) => count > MOST_OF_A_KIND)
  return { shown, folded: folded.map(([code, count]) => [code, count - MOST_OF_A_KIND]) }
}

const colours: Readonly<Record<Severity, "red" | "yellow" | "cyan">> = { error: "red", warning: "yellow", info: "cyan" }

function printDiagnostic(diagnostic: Diagnostic, printer: Printer): string {
  const { severity, code, message } = diagnostic
  const { style } = printer
  return `${style.bold(style[colours[severity]](severity))} ${style.bold(code)}\n${sentence(message, printer)}${places(diagnostic, printer)}`
}

function printAccepted(finding: AcceptedFinding, printer: Printer): string {
  const { code, message, path, position, environments, acceptance } = finding
  const { style } = printer
  const until = acceptance.until === undefined ? "" : ` (until ${acceptance.until})`
  const rows = [
    position === undefined ? undefined : row("at", printPosition(position), printer),
    row("path", printPointer(path), printer),
    environments === undefined ? undefined : row("in", environments.join(", "), printer),
    row("reason", `${acceptance.reason}${until}`, printer),
  ]
  return `${style.bold(style.green("accepted"))} ${style.bold(code)}\n${sentence(message, printer)}${rows.filter((one) => one !== undefined).join("")}`
}

function places(diagnostic: Diagnostic, printer: Printer): string {
  const { position, path, found, allowed, notes = [], help, environments } = diagnostic
  const frame = printer.frames.frame(diagnostic)
  const shown = shownNotes(notes)
  const inFrame = (note: Note) => frame !== undefined && note.position !== undefined && !isSame(note.position, position)
  const computed = position?.computed === true
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["at", frame === undefined && position !== undefined ? printPosition(position) : undefined],
    ["path", path === "" ? undefined : printPointer(path)],
    ["found", frame === undefined || computed ? found : undefined],
    ["note", computed ? "the value is computed; this is the nearest place that leads to it" : undefined],
    ["allowed", allowed],
    ["in", environments?.join(", ")],
    ...shown.filter((note) => !inFrame(note)).map((note) => ["note", printNote(note)] as const),
    ["note", shown.length < notes.length ? `and ${counted(notes.length - shown.length, "more place")}` : undefined],
    ["help", help],
  ]
  return `${frame ?? ""}${rows.map(([name, value]) => (value === undefined ? "" : row(name, value, printer))).join("")}`
}

function printNote({ message, path, position, artifact }: Note): string {
  const shown = position ?? artifact
  const place = shown === undefined ? "" : ` (${printPosition(shown)})`
  const where = path === undefined ? place : ` at ${printPointer(path)}${place}`
  return `${message.replace(/\.$/, "")}${where}`
}

const LABEL = 9

function row(name: string, value: string, { style, width }: Printer): string {
  const lines = wrapped(value, width === undefined ? undefined : width - LABEL - 2)
  return lines
    .map((line, index) => `  ${index === 0 ? style.dim(`${name}:`.padEnd(LABEL)) : " ".repeat(LABEL)}${line}\n`)
    .join("")
}

function sentence(text: string, { width }: Printer): string {
  return wrapped(text, width === undefined ? undefined : width - 2)
    .map((line) => `  ${line}\n`)
    .join("")
}

/** Lines of what is echoed stay inside their diagnostic, so that none can pass for another. */
function wrapped(text: string, width: number | undefined): readonly string[] {
  const lines = printable(text).split("\n")
  return width === undefined ? lines : lines.flatMap((line) => broken(line, Math.max(20, width)))
}

function broken(line: string, width: number): readonly string[] {
  const lines: string[] = []
  let current = ""
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current)
      current = word
    } else current = current === "" ? word : `${current} ${word}`
  }
  return [...lines, current]
}

/** `2 errors, 1 warning; 3 accepted (--accepted lists them), 10 known from the baseline.` */
function summary({ diagnostics, accepted, known, gone }: Report, options: PrettyOptions): string {
  const counts = printSeverities(countSeverities(diagnostics))
  const apart = [
    accepted.length === 0 ? "" : printAcceptedCount(accepted.length, options.accepted),
    known.length === 0 ? "" : `${known.length} known from the baseline`,
  ].filter((part) => part !== "")
  const told = [counts, apart.join(", ")].filter((part) => part !== "").join("; ")
  const lost =
    gone === 0
      ? ""
      : `${counted(gone, "finding")} of the baseline ${gone === 1 ? "is" : "are"} gone: --write-baseline drops ${gone === 1 ? "it" : "them"}.\n`
  return `${told === "" ? "" : `${told}.\n`}${lost}`
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(resolve(file), "utf8")
  } catch {
    return undefined
  }
}
