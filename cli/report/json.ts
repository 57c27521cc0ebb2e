import type { AcceptedFinding } from "../../core/check.js"
import { countSeverities, type Report, reportVersion } from "../report.js"

/** What the documents of this format and version are known by. */
export const REPORT_ID = "urn:groundplan:report:1"

/** Prints a report for a program: one JSON document, as `schema/report.schema.json` describes it. */
export function printJson({ command, diagnostics, accepted, known, gone, drift }: Report): string {
  const document = {
    $schema: REPORT_ID,
    kind: "groundplan/report",
    version: reportVersion,
    command,
    counts: { ...countSeverities(diagnostics), accepted: accepted.length, known: known.length, gone },
    diagnostics,
    accepted: accepted.map(acceptedDocument),
    known,
    ...(drift === undefined
      ? {}
      : { drift: { ledger: drift.ledger, interrupted: drift.interrupted, files: drift.entries } }),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function acceptedDocument({ acceptance, ...diagnostic }: AcceptedFinding): object {
  const { path, reason, until } = acceptance
  return { ...diagnostic, acceptance: { path, reason, ...(until === undefined ? {} : { until }) } }
}
