import type { Diagnostic, Severity } from "../../core/diagnostic.js"
import { printable } from "../places.js"
import { counted, countSeverities, printPointer, printPosition, type Report, severities } from "../report.js"
import { driftDiagnostics } from "./drift.js"
import { artifactPlace, furtherLines, placeIn, repositoryPath } from "./places.js"

/** GitHub shows so many annotations of a severity in one step, and drops the others without a word. */
const MOST = 10

/** Prints a report as annotations of GitHub Actions: worst first, as many as it shows, then a line with how many more there are. */
export function printGithub(report: Report): string {
  const diagnostics = [...report.diagnostics, ...driftDiagnostics(report)]
  const groups = severities.map((severity) => diagnostics.filter((one) => one.severity === severity))
  const annotations = groups.flatMap((group) => group.slice(0, MOST).map((one) => annotation(one, report)))
  const left = countSeverities(groups.flatMap((group) => group.slice(MOST)))
  const more = [
    left.error > 0 ? counted(left.error, "more error") : "",
    left.warning > 0 ? counted(left.warning, "more warning") : "",
    left.info > 0 ? `${left.info} more for information` : "",
  ].filter((part) => part !== "")
  const rest = more.length === 0 ? "" : `… and ${more.join(", ")}: groundplan ${report.command} shows them.\n`
  return `${annotations.join("")}${rest}`
}

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" }

/** An artifact's line stands in the pull request's diff where the topology's may not: it is annotated, and the text names the other. */
function annotation(diagnostic: Diagnostic, report: Report): string {
  const artifact = artifactPlace(diagnostic)
  const { file, line, column, end } = artifact ?? placeIn(report, diagnostic)
  const properties = [
    ["file", repositoryPath(file)],
    ["line", line],
    // GitHub takes columns only where the end is on the same line.
    ...(end === undefined || end.line !== line
      ? [["col", column]]
      : [
          ["endLine", end.line],
          ["col", column],
          ["endColumn", end.column],
        ]),
    ["title", diagnostic.code],
  ]
  const place = artifact === undefined ? [] : topologyPlace(diagnostic)
  const text = [diagnostic.message, ...place, ...furtherLines(diagnostic)].join("\n")
  const spelled = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(",")
  return `::${commands[diagnostic.severity]} ${spelled}::${data(printable(text))}\n`
}

function topologyPlace({ path, position }: Diagnostic): readonly string[] {
  if (path === "") return []
  return [`In the topology: ${printPointer(path)}${position === undefined ? "" : ` (${printPosition(position)})`}.`]
}

/** What follows `::` reaches to the end of the line. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

/** A property ends at a comma, the properties at a colon. */
function property(text: string): string {
  return data(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
