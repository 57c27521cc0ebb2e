import { join } from "node:path"
import type { OwnCode } from "../../core/codes/index.js"
import type { Diagnostic } from "../../core/diagnostic.js"
import { type DriftEntry, type DriftReport, explanations, MOST_ORIGINS } from "../drift.js"
import { shownPath } from "../places.js"
import type { Report } from "../report.js"

/** What `check` found on disk, for formats that know findings only: one for each file, at its first line. */
export function driftDiagnostics({ drift }: Report): readonly Diagnostic[] {
  if (drift === undefined) return []
  return [...drift.entries.map((entry) => ofFile(entry, drift)), ...ofLedger(drift)]
}

function ofFile({ path, drift, origins }: DriftEntry, { plan }: DriftReport): Diagnostic {
  const file = shownPath(join(plan.outDir, path))
  return {
    code: CODES[drift],
    severity: "error",
    message: `${file} is ${drift}: ${explanations[drift]}.`,
    path: "",
    notes: notesOf(origins),
    ...(drift === "unknown" ? {} : { help: "Run groundplan build." }),
    position: { file, line: 1, column: 1 },
  }
}

const CODES: Readonly<Record<DriftEntry["drift"], OwnCode>> = {
  "compiler-upgraded": "drift/compiler_upgraded",
  "hand-edited": "drift/hand_edited",
  missing: "drift/missing",
  orphaned: "drift/orphaned",
  stale: "drift/stale",
  unrecorded: "drift/unrecorded",
  unknown: "drift/unknown",
}

function notesOf(origins: DriftEntry["origins"]): NonNullable<Diagnostic["notes"]> {
  const more = origins.length - MOST_ORIGINS
  return [
    ...origins.slice(0, MOST_ORIGINS).map((path) => ({ message: "what was changed comes from there", path })),
    ...(more > 0 ? [{ message: `and from ${more} more places` }] : []),
  ]
}

function ofLedger({ plan, ledger, interrupted }: DriftReport): readonly Diagnostic[] {
  const message = interrupted
    ? "A build was interrupted; the next one finishes or undoes it first."
    : `The record of what was written is ${ledger}.`
  if (ledger === "current" && !interrupted) return []
  const file = shownPath(plan.outDir)
  return [
    {
      code: "drift/ledger",
      severity: "error",
      message,
      path: "",
      help: "Run groundplan build.",
      position: { file, line: 1, column: 1 },
    },
  ]
}
