import { isAbsolute } from "node:path"
import { pathToFileURL } from "node:url"
import type { AcceptedFinding } from "../../core/check.js"
import { type ListedCode, listedCode } from "../../core/codes/index.js"
import type { Diagnostic, Position, Severity } from "../../core/diagnostic.js"
import { printPointer, type Report } from "../report.js"
import { everyRule, type ListedRule } from "../rules.js"
import { version } from "../version.js"
import { driftDiagnostics } from "./drift.js"
import { fingerprints, placeIn, repositoryPath } from "./places.js"

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/** Prints a report as SARIF 2.1.0: rules with what they are for, results with all their places; what is accepted is suppressed. */
export function printSarif(report: Report): string {
  const findings = [...report.diagnostics, ...driftDiagnostics(report)]
  const codes = [...new Set([...findings, ...report.accepted, ...report.known].map(({ code }) => code))].sort()
  const context: Context = {
    report,
    fingerprint: fingerprints(),
    indices: new Map(codes.map((code, index) => [code, index])),
  }
  const results = [
    ...findings.map((one) => ({
      ...resultOf(one, context),
      ...(report.known.length > 0 ? { baselineState: "new" } : {}),
    })),
    ...report.accepted.map((one) => ({ ...resultOf(one, context), suppressions: [suppression(one)] })),
    ...report.known.map((one) => ({ ...resultOf(one, context), baselineState: "unchanged" })),
  ]
  const document = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "groundplan", version, rules: codes.map(ruleOf) } },
        automationDetails: { id: `groundplan/${report.command}` },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

interface Context {
  readonly report: Report
  readonly fingerprint: (diagnostic: Diagnostic) => string
  readonly indices: ReadonlyMap<string, number>
}

const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" }

/** What is known of a code: a rule's, or one of the registry; of a rule of somebody else's, its words. */
function ruleOf(code: string): object {
  const name = code.replace(/(?:^|[/_-])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  const rule = everyRule().find((one) => one.code === code) ?? problemOf(code)
  if (rule === undefined) return { id: code, name, shortDescription: { text: name.replace(/(?!^)[A-Z]/g, " $&") } }
  const explanation = rule.explain?.()
  const url = explanation?.source?.url
  return {
    id: code,
    name,
    shortDescription: { text: rule.summary },
    fullDescription: { text: explanation?.why ?? rule.summary },
    ...(url === undefined ? {} : { helpUri: url }),
    help: { text: `groundplan rules ${code} says more.` },
    defaultConfiguration: { level: levels[rule.severity] },
  }
}

function problemOf(code: string): (Pick<ListedRule, "severity" | "summary"> & Pick<ListedCode, "explain">) | undefined {
  const known = listedCode(code)
  return known === undefined ? undefined : { ...known, severity: "error" }
}

function resultOf(diagnostic: Diagnostic, { report, fingerprint, indices }: Context): object {
  const { code, severity, message, path, help, notes = [], environments } = diagnostic
  const related = notes.flatMap(({ message: text, position, artifact }, index) => {
    const place = position ?? artifact
    return place === undefined ? [] : [{ id: index + 1, message: { text }, physicalLocation: physical(place) }]
  })
  return {
    ruleId: code,
    ruleIndex: indices.get(code),
    level: levels[severity],
    message: { text: [message, help].filter((part) => part !== undefined).join(" ") },
    locations: [
      {
        physicalLocation: physical(placeIn(report, diagnostic)),
        ...(path === "" ? {} : { logicalLocations: [{ fullyQualifiedName: printPointer(path) }] }),
      },
    ],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: { "groundplan/v1": fingerprint(diagnostic) },
    ...(environments === undefined ? {} : { properties: { environments } }),
  }
}

function physical({ file, line, column, end }: Position): object {
  return {
    artifactLocation: { uri: uriOf(repositoryPath(file)) },
    region: {
      startLine: line,
      startColumn: column,
      ...(end === undefined ? {} : { endLine: end.line, endColumn: end.column }),
    },
  }
}

function uriOf(file: string): string {
  const whole = file.replace(/\p{Surrogate}/gu, "\ufffd")
  return isAbsolute(whole) ? pathToFileURL(whole).href : whole.split("/").map(encodeURIComponent).join("/")
}

function suppression({ acceptance }: AcceptedFinding): object {
  return { kind: "inSource", status: "accepted", justification: acceptance.reason }
}
