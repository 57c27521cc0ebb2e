import type { Severity } from "../../core/diagnostic.js"
import type { Report } from "../report.js"
import { driftDiagnostics } from "./drift.js"
import { fingerprints, furtherLines, placeIn, repositoryPath } from "./places.js"

const names: Readonly<Record<Severity, string>> = { error: "critical", warning: "minor", info: "info" }

/** Prints a report as GitLab reads code quality reports: a list of issues, each with a fingerprint that survives a move. */
export function printGitlab(report: Report): string {
  const fingerprint = fingerprints()
  const issues = [...report.diagnostics, ...driftDiagnostics(report)].map((diagnostic) => {
    const { file, line, end } = placeIn(report, diagnostic)
    return {
      description: [diagnostic.message, ...furtherLines(diagnostic)].join(" "),
      check_name: diagnostic.code,
      fingerprint: fingerprint(diagnostic),
      severity: names[diagnostic.severity],
      location: { path: repositoryPath(file), lines: { begin: line, ...(end === undefined ? {} : { end: end.line }) } },
    }
  })
  return `${JSON.stringify(issues, undefined, 2)}\n`
}
