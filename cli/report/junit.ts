import type { Diagnostic } from "../../core/diagnostic.js"
import { isAtLeast, printPointer, printPosition, type Report } from "../report.js"
import { driftDiagnostics } from "./drift.js"
import { furtherLines } from "./places.js"

/**
 * Prints a report as JUnit's XML, for whatever shows test results: a finding that makes the command fail is a test that failed, one
 * that doesn't passes and says so, an accepted one is skipped with its reason. Where nothing was found, one test passes.
 */
export function printJunit(report: Report): string {
  const failing = report.diagnostics.filter(({ severity }) => isAtLeast(severity, report.failOn))
  const passing = report.diagnostics.filter(({ severity }) => !isAtLeast(severity, report.failOn))
  const failures = [...failing, ...driftDiagnostics(report)]
  const cases = [
    ...failures.map((one) =>
      testCase(
        one,
        `<failure message="${attribute(one.message)}" type="${attribute(one.severity)}">${content(one)}</failure>`,
      ),
    ),
    ...passing.map((one) => testCase(one, `<system-out>${content(one)}</system-out>`)),
    ...report.accepted.map((one) => testCase(one, `<skipped message="${attribute(one.acceptance.reason)}"/>`)),
  ]
  const all = cases.length > 0 ? cases : [`    <testcase classname="groundplan" name="${attribute(report.file)}"/>\n`]
  const counts = `tests="${all.length}" failures="${failures.length}" errors="0" skipped="${report.accepted.length}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites name="groundplan" ${counts}>\n`,
    `  <testsuite name="groundplan ${attribute(report.command)}" ${counts}>\n`,
    ...all,
    "  </testsuite>\n",
    "</testsuites>\n",
  ].join("")
}

function testCase({ code, path, position }: Diagnostic, inner: string): string {
  const place =
    position === undefined ? printPointer(path) : `${printPosition(position)} ${path === "" ? "" : printPointer(path)}`
  return `    <testcase classname="${attribute(code)}" name="${attribute(place.trimEnd())}">${inner}</testcase>\n`
}

function content(diagnostic: Diagnostic): string {
  return text([diagnostic.message, ...furtherLines(diagnostic)].join("\n"))
}

/** What XML 1.0 can't hold, in whatever spelling: control characters, lone surrogates, and the two that are no characters. */
const UNSPEAKABLE = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function text(value: string): string {
  return value
    .replace(UNSPEAKABLE, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;")
}

/** A reader of attributes takes a line break for a blank. */
function attribute(value: string): string {
  return text(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")
}
