import type { Diagnostic } from "../../core/diagnostic.js"
import { printable } from "../places.js"
import { printPointer, printPosition, type Report } from "../report.js"
import { driftDiagnostics } from "./drift.js"

/** Prints a report as one line a finding: `topology.ts:88:14: error ports/collision: the sentence (staging, production)`. */
export function printCompact(report: Report): string {
  return [...report.diagnostics, ...driftDiagnostics(report)].map(lineOf).join("")
}

function lineOf({ position, path, severity, code, message, environments }: Diagnostic): string {
  const place = position === undefined ? printPointer(path) : printPosition(position)
  const where = environments === undefined ? "" : ` (${environments.join(", ")})`
  return `${place}: ${severity} ${code}: ${printable(message.replace(/\s+/g, " "))}${where}\n`
}
