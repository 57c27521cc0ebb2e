import type { Diagnostic } from "../../core/diagnostic.js"
import { printable } from "../places.js"
import { printPointer, printPosition, type Report } from "../report.js"
import { driftDiagnostics } from "./drift.js"
import { artifactPlace } from "./places.js"

/**
 * Prints a report as one line a finding: `topology.ts:88:14: error ports/collision: the sentence (staging, production)`. Where an artifact says
 * so, its place comes last: `… (out/web/docker-compose.yml:64:7)`.
 */
export function printCompact(report: Report): string {
  return [...report.diagnostics, ...driftDiagnostics(report)].map(lineOf).join("")
}

function lineOf(diagnostic: Diagnostic): string {
  const { position, path, severity, code, message, environments } = diagnostic
  const place = position === undefined ? printPointer(path) : printPosition(position)
  const where = environments === undefined ? "" : ` (${environments.join(", ")})`
  const artifact = artifactPlace(diagnostic)
  const there = artifact === undefined ? "" : ` (${printPosition(artifact)})`
  return `${place}: ${severity} ${code}: ${printable(message.replace(/\s+/g, " "))}${where}${there}\n`
}
