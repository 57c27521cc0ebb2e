import type { AcceptedFinding } from "../core/check.js"
import type { Diagnostic, Position, Severity } from "../core/diagnostic.js"
import { redacted, redactedFinding } from "../core/redact.js"
import { display, type Pointer } from "../schema/pointer.js"
import type { DriftReport } from "./drift.js"
import { printable } from "./places.js"

/** The ways in which a report is told. */
export const formats = ["pretty", "compact", "json", "sarif", "github", "gitlab", "junit"] as const

/** One of {@link formats}. `pretty` is for people and goes to stderr; the others are data and go to stdout. */
export type Format = (typeof formats)[number]

/** Everything that a command has to tell, each thing at its place in the user's files. */
export interface Report {
  /** The command that was run: `check`. */
  readonly command: string
  /** In source order. */
  readonly diagnostics: readonly Diagnostic[]
  /** What rules found and the topology accepts, in source order. */
  readonly accepted: readonly AcceptedFinding[]
  /** What rules found and the baseline knows, in source order. */
  readonly known: readonly Diagnostic[]
  /** How many findings of the baseline are not there any more. */
  readonly gone: number
  /** The least severity that makes the command fail. */
  readonly failOn: Severity
  /** The topology's file, as it is shown. */
  readonly file: string
  /** How what is on disk differs; undefined where that was not looked at. */
  readonly drift: DriftReport | undefined
}

/** How many diagnostics there are of each severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>

/** Severities, worst first. */
export const severities = ["error", "warning", "info"] as const satisfies readonly Severity[]

/** The version of the documents that are printed for programs; a field that is added doesn't change it. */
export const reportVersion = 1

/** Whether a severity is at least another one. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least)
}

/** Whether a command fails with what it has to tell. */
export function isFailing(diagnostics: readonly Pick<Diagnostic, "severity">[], failOn: Severity = "error"): boolean {
  return diagnostics.some(({ severity }) => isAtLeast(severity, failOn))
}

/** Sorts diagnostics by source order: by file, line and column where known, else by path; those without a place first. */
export function inSourceOrder<D extends Diagnostic>(diagnostics: readonly D[]): readonly D[] {
  return [...diagnostics].sort(
    (a, b) =>
      compare(a.position?.file ?? "", b.position?.file ?? "") ||
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0) ||
      compare(a.path, b.path) ||
      compare(a.code, b.code),
  )
}

/** A report without what is secret in it: every format is printed of this. */
export function redactedReport(report: Report): Report {
  const { diagnostics, accepted, known } = report
  return {
    ...report,
    diagnostics: diagnostics.map(redactedFinding),
    accepted: accepted.map(({ acceptance, ...finding }) => ({
      ...redactedFinding(finding),
      acceptance: { ...acceptance, reason: redacted(acceptance.reason) },
    })),
    known: known.map(redactedFinding),
  }
}

/** Counts diagnostics by severity. */
export function countSeverities(diagnostics: readonly Pick<Diagnostic, "severity">[]): SeverityCounts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of diagnostics) counts[severity] += 1
  return counts
}

/** Spells counts for a reader: `1 error, 2 warnings, 3 for information`; "" when there is nothing. */
export function printSeverities(counts: SeverityCounts): string {
  const parts = [
    counts.error > 0 ? counted(counts.error, "error") : "",
    counts.warning > 0 ? counted(counts.warning, "warning") : "",
    counts.info > 0 ? `${counts.info} for information` : "",
  ]
  return parts.filter((part) => part !== "").join(", ")
}

/** Spells how many findings are accepted: `2 accepted (--accepted lists them)`. */
export function printAcceptedCount(count: number, isListed = false): string {
  return `${count} accepted${isListed ? "" : " (--accepted lists them)"}`
}

/** Spells a place: `topology.ts:88:14`. */
export function printPosition({ file, line, column }: Pick<Position, "file" | "line" | "column">): string {
  return `${printable(file).replace(/\s/g, " ")}:${line}:${column}`
}

/** Spells a pointer as people write it; one into images.toml names that file. */
export function printPointer(pointer: Pointer): string {
  return printable(display(pointer))
}

/** Spells a number of things: `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
