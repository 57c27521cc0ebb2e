import type { Diagnostic, Note, Position, Severity } from "../core/diagnostic.js"
import { display, type Pointer } from "../schema/pointer.js"
import { printable } from "./places.js"
import { type Style, styleFor } from "./style.js"

/** How many diagnostics there are of each severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>

/** Sorts diagnostics by source order: by file, line and column where known, else by path; those without a place first. */
export function inSourceOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compare(a.position?.file ?? "", b.position?.file ?? "") ||
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0) ||
      compare(a.path, b.path) ||
      compare(a.code, b.code),
  )
}

/**
 * Prints diagnostics for a reader, in source order, with a closing line that counts them; "" when there are none.
 *
 * Each begins with the place, the severity and the code: `topology.ts:88:14 - error ports/collision`.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], options: { readonly colour: boolean }): string {
  if (diagnostics.length === 0) return ""
  const style = styleFor(options.colour)
  const printed = inSourceOrder(diagnostics).map((diagnostic) => printDiagnostic(diagnostic, style))
  return `${printed.join("\n")}\n${countLine(countSeverities(diagnostics))}\n`
}

/** The version of the documents that `--format json` prints; a field that is added doesn't change it. */
export const reportVersion = 1

/**
 * Prints diagnostics for a program, in source order: one JSON document with its `kind` and `version`.
 *
 * `{"kind":"groundplan/diagnostics","version":1,"counts":{…},"diagnostics":[…]}`
 */
export function diagnosticsDocument(diagnostics: readonly Diagnostic[]): string {
  const document = {
    kind: "groundplan/diagnostics",
    version: reportVersion,
    counts: countSeverities(diagnostics),
    diagnostics: inSourceOrder(diagnostics),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Counts diagnostics by severity. */
function countSeverities(diagnostics: readonly Diagnostic[]): SeverityCounts {
  const of = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
  return { error: of("error"), warning: of("warning"), info: of("info") }
}

/** Spells a place: `topology.ts:88:14`. */
export function printPosition({ file, line, column }: Position): string {
  return `${printable(file)}:${line}:${column}`
}

/** Spells a pointer as people write it; one into images.toml names that file. */
export function printPointer(pointer: Pointer): string {
  const images = pointer.startsWith("images:")
  return printable(images ? `images.toml ${display(pointer.slice("images:".length))}` : display(pointer))
}

/** Spells a number of things: `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}

const colours: Readonly<Record<Severity, "red" | "yellow" | "cyan">> = { error: "red", warning: "yellow", info: "cyan" }

function printDiagnostic(diagnostic: Diagnostic, style: Style): string {
  const { position, severity, code, message, path, found, allowed, notes, help, environments } = diagnostic
  const place = position === undefined ? "" : `${style.bold(printPosition(position))} - `
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["path", path === "" ? undefined : printPointer(path)],
    ["found", found],
    ["allowed", allowed],
    ["in", environments?.join(", ")],
    ...(notes ?? []).map((note) => ["note", printNote(note)] as const),
    ["help", help],
  ]
  let text = `${place}${style[colours[severity]](severity)} ${code}\n${indented(message)}`
  for (const [name, value] of fields) {
    if (value !== undefined) text += `  ${style.dim(`${name}:`.padEnd(9))}${indented(value).trimStart()}`
  }
  return text
}

function printNote({ message, path, position }: Note): string {
  const place = position === undefined ? "" : ` (${printPosition(position)})`
  const where = path === undefined ? place : ` at ${printPointer(path)}${place}`
  return `${message.replace(/\.$/, "")}${where}`
}

/** Lines of what is echoed stay inside their diagnostic, so that none can pass for another. */
function indented(text: string): string {
  return printable(text)
    .split("\n")
    .map((line) => `  ${line}\n`)
    .join("")
}

function countLine(counts: SeverityCounts): string {
  const parts = [
    counts.error > 0 ? counted(counts.error, "error") : "",
    counts.warning > 0 ? counted(counts.warning, "warning") : "",
    counts.info > 0 ? `${counts.info} for information` : "",
  ]
  return `${parts.filter((part) => part !== "").join(", ")}.`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
