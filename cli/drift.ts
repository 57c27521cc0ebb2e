import { join } from "node:path"
import type { Position } from "../core/diagnostic.js"
import type { Origin } from "../formats/origin.js"
import { hunks, unifiedDiff } from "./diff.js"
import { printable, shownPath } from "./places.js"
import { counted, printAcceptedCount, printPointer, printPosition } from "./report.js"
import { shownLines } from "./secret-lines.js"
import { type Style, styleFor } from "./style.js"
import type { Counts } from "./write/apply.js"
import { directoryOf, stateDirectory } from "./write/paths.js"
import { changesDisk, type Drift, type Plan, type PlannedFile, textOnDisk } from "./write/plan.js"
import { keepName } from "./write/unknown.js"

/** One way in which the output directory is not what the topology says. */
export interface DriftEntry {
  /** Relative to the output directory; a folder ends with `/`. */
  readonly path: string
  /** `unknown`: neither the topology nor the ledger knows it. */
  readonly drift: Drift | "unknown"
  /** The version of the compiler that wrote it, for `compiler-upgraded`. */
  readonly writtenBy?: string
  /** For `hand-edited`: every place that lines which were changed come from, in their order, so that the change can be made there instead. */
  readonly origins: readonly Origin[]
}

/** What `check` found. */
export interface DriftReport {
  readonly plan: Plan
  /** Sorted by path. */
  readonly entries: readonly DriftEntry[]
  /** What is wrong with the ledger itself. */
  readonly ledger: "current" | "outdated" | "missing" | "conflicted"
  /** Whether a write was interrupted and has to be finished or undone. */
  readonly interrupted: boolean
}

/** How a report is printed. */
export interface DriftPrintOptions {
  readonly colour: boolean
  /** The command that builds, in the closing line. Default `groundplan build`. */
  readonly command?: string
  /** How many lines of diff are printed in all. Default 500; the diffs of further files are left out. */
  readonly maxLines?: number
  /** Tells where an origin stands in the topology. */
  readonly positionOf?: (origin: Origin) => Position | undefined
}

/** Gathers what a plan and a search for unknown files found; see {@link isDrifting} for whether there is anything. */
export function driftReport(
  plan: Plan,
  found: { readonly unknown: readonly string[]; readonly interrupted: boolean },
): DriftReport {
  const planned = plan.files.flatMap((file) => (file.drift === undefined ? [] : [entryOf(plan, file, file.drift)]))
  const unknown = found.unknown.map((path): DriftEntry => ({ path, drift: "unknown", origins: [] }))
  const entries = [...planned, ...unknown].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { plan, entries, ledger: ledgerState(plan), interrupted: found.interrupted }
}

/** Says whether a report has anything to tell: whether `check` ends with the code for drift. */
export function isDrifting(report: DriftReport): boolean {
  return report.entries.length > 0 || report.ledger !== "current" || report.interrupted
}

/** Prints a report for a reader: files by directory, unified diffs, and the command that mends it. "" when all is well. */
export function printDrift(report: DriftReport, options: DriftPrintOptions): string {
  if (!isDrifting(report)) return ""
  const style = styleFor(options.colour)
  const sections = [
    ...byDirectory(report.entries).map((entries) => printGroup(report.plan, entries, options, style)),
    printDiffs(report.plan, options, style),
    ...ledgerLines[report.ledger],
    ...(report.interrupted ? ["A build was interrupted; the next one finishes or undoes it first.\n"] : []),
    closing(report, options.command ?? "groundplan build", style),
  ]
  return sections.filter((section) => section !== "").join("\n")
}

/** Prints the unified diffs of everything that a build would change, from what is on disk to what it would write. */
export function printPlanDiff(plan: Plan, options: { readonly colour: boolean; readonly maxLines?: number }): string {
  return printDiffs(plan, options, styleFor(options.colour))
}

/** Prints a build's result: `3 files created, 1 changed, 96 unchanged, 0 deleted.` */
export function printCounts({ created, changed, unchanged, deleted }: Counts): string {
  return `${counted(created, "file")} created, ${changed} changed, ${unchanged} unchanged, ${deleted} deleted.\n`
}

/** Prints the result of a build that did nothing, as a build that did would. */
export function printUnchanged({ files, accepted }: { readonly files: number; readonly accepted: number }): string {
  const told = accepted === 0 ? "" : `${printAcceptedCount(accepted)}.\n`
  return `${told}${printCounts({ created: 0, changed: 0, unchanged: files, deleted: 0 })}`
}

function entryOf(plan: Plan, file: PlannedFile, drift: Drift): DriftEntry {
  const origins = drift === "hand-edited" ? originsOfEdit(plan, file) : []
  const upgraded = drift === "compiler-upgraded" && file.writtenBy !== undefined
  return { path: file.path, drift, origins, ...(upgraded ? { writtenBy: file.writtenBy } : {}) }
}

function ledgerState(plan: Plan): DriftReport["ledger"] {
  const { state, text } = plan.ledger
  if (state === "missing" || state === "conflicted") return plan.nextLedger === text ? "current" : state
  return plan.nextLedger === text ? "current" : "outdated"
}

/** More places than this tell a reader not where to begin; the others are counted. */
export const MOST_ORIGINS = 3

/** Where the lines that an edit replaced come from; for lines that it added, the line that they stand above. */
function originsOfEdit(plan: Plan, file: PlannedFile): readonly Origin[] {
  if (file.artifact === undefined) return []
  const origins = file.artifact.origins()
  const touched = hunks(textOnDisk(plan, file), file.artifact.content, 0).flatMap((hunk) => {
    const lost = hunk.lines.filter((line) => line.kind === "added")
    return (lost.length > 0 ? lost : hunk.lines).map((line) => origins[line.after - 1])
  })
  const places = touched.filter((origin) => origin?.startsWith("/") === true || origin?.startsWith("images:") === true)
  return [...new Set(places as readonly Origin[])]
}

function byDirectory(entries: readonly DriftEntry[]): readonly (readonly DriftEntry[])[] {
  const groups = new Map<string, DriftEntry[]>()
  for (const entry of entries) {
    const directory = directoryOf(entry.path.replace(/\/$/, ""))
    groups.set(directory, [...(groups.get(directory) ?? []), entry])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

function printGroup(plan: Plan, entries: readonly DriftEntry[], options: DriftPrintOptions, style: Style): string {
  const directory = directoryOf((entries[0]?.path ?? "").replace(/\/$/, ""))
  const names = entries.map((entry) => printable(entry.path.slice(directory === "" ? 0 : directory.length + 1)))
  const width = Math.max(...names.map((name) => name.length))
  let text = `${style.bold(`${printable(shownPath(join(plan.outDir, directory)))}/`)}\n`
  for (const [index, entry] of entries.entries()) {
    const drift = style[entry.drift === "hand-edited" ? "red" : "yellow"](entry.drift.padEnd(17))
    text += `  ${(names[index] ?? "").padEnd(width)}  ${drift}  ${explain(entry)}\n`
    for (const line of originLines(entry, options)) text += `  ${" ".repeat(width)}  ${line}\n`
  }
  return text
}

function explain(entry: DriftEntry): string {
  return entry.drift === "compiler-upgraded" && entry.writtenBy !== undefined
    ? `${explanations[entry.drift]} (by ${printable(entry.writtenBy)})`
    : explanations[entry.drift]
}

/** What each drift means, as part of a sentence. */
export const explanations: Readonly<Record<DriftEntry["drift"], string>> = {
  stale: "the topology changed after it was written",
  "compiler-upgraded": "another version of the compiler wrote it",
  "hand-edited": "someone changed it after it was written",
  missing: "it was written and is gone",
  orphaned: "the topology no longer asks for it",
  unrecorded: "it is not recorded as written here",
  unknown: "it is not generated: move it, or list it in .groundplan/keep",
}

function originLines({ origins }: DriftEntry, options: DriftPrintOptions): readonly string[] {
  const shown = origins.slice(0, MOST_ORIGINS).map((origin) => printOrigin(origin, options))
  const more = origins.length - shown.length
  return more === 0 ? shown : [...shown, `and ${counted(more, "more place")}; --format json lists them`]
}

function printOrigin(origin: Origin, options: DriftPrintOptions): string {
  const position = options.positionOf?.(origin)
  const place = position === undefined ? "" : ` (${printPosition(position)})`
  return `instead, change ${printPointer(origin)}${place}`
}

function printDiffs(plan: Plan, options: { readonly maxLines?: number }, style: Style): string {
  let left = options.maxLines ?? 500
  let omitted = 0
  let text = ""
  for (const file of plan.files) {
    if (!changesDisk[file.action] && file.action !== "blocked") continue
    const diff = left > 0 ? diffOf(plan, file) : ""
    const lines = diff.split("\n").slice(0, -1)
    if (left <= 0) omitted += 1
    text += lines
      .slice(0, Math.max(left, 0))
      .map((line) => `${paintLine(line, style)}\n`)
      .join("")
    if (lines.length > left && left > 0) text += `… ${counted(lines.length - left, "more line")} of this diff.\n`
    left -= lines.length
  }
  return omitted === 0 ? text : `${text}… and the diffs of ${counted(omitted, "more file")}.\n`
}

/** From what is on disk to what would be written; a file that isn't there is called `/dev/null`, as git does. */
function diffOf(plan: Plan, file: PlannedFile): string {
  const name = shownPath(join(plan.outDir, file.path))
  const before = textOnDisk(plan, file)
  const after = file.artifact?.content ?? ""
  const exists = file.action !== "create"
  return unifiedDiff(before, after, {
    before: exists ? `a/${name}` : "/dev/null",
    after: file.artifact === undefined ? "/dev/null" : `b/${name}`,
    // Whoever edits a generated file by hand may have typed a secret into it, and CI keeps what is printed.
    shown: { before: shownLines(before.split("\n")), after: shownLines(after.split("\n")) },
  })
}

function paintLine(line: string, style: Style): string {
  const shown = printable(line)
  if (line.startsWith("--- ") || line.startsWith("+++ ")) return style.bold(shown)
  if (line.startsWith("@@")) return style.cyan(shown)
  if (line.startsWith("+")) return style.green(shown)
  return line.startsWith("-") ? style.red(shown) : shown
}

const ledgerLines: Readonly<Record<DriftReport["ledger"], readonly string[]>> = {
  current: [],
  outdated: [],
  missing: ["The ledger is missing; a build records again every file that is as it should be.\n"],
  conflicted: ["The ledger holds the markers of a merge conflict; a build writes it anew.\n"],
}

function closing(report: DriftReport, command: string, style: Style): string {
  const counts = new Map<string, number>()
  for (const { drift } of report.entries) counts.set(drift, (counts.get(drift) ?? 0) + 1)
  const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([drift, count]) => `${count} ${drift}`)
  const total = report.entries.length
  const summary =
    total === 0 ? "" : `${counted(total, "file")} ${total === 1 ? "differs" : "differ"}: ${kinds.join(", ")}.\n`
  return `${summary}${movingUnknown(report)}${mending(report, command, style)}`
}

function movingUnknown({ plan, entries }: DriftReport): string {
  const count = entries.filter(({ drift }) => drift === "unknown").length
  if (count === 0) return ""
  const [noun, them] = count === 1 ? ["file", "it"] : ["files", "them"]
  const keep = printable(shownPath(join(plan.outDir, stateDirectory, keepName)))
  return `Move the unknown ${noun} elsewhere, or list ${them} in ${keep}.\n`
}

function mending(report: DriftReport, command: string, style: Style): string {
  const edited = (counts: readonly DriftEntry[]) => counts.some((entry) => entry.drift === "hand-edited")
  const onlyUnknown = report.entries.length > 0 && report.entries.every((entry) => entry.drift === "unknown")
  if (onlyUnknown && report.ledger === "current" && !report.interrupted) return ""
  if (!edited(report.entries)) return `To mend it, run: ${style.bold(command)}\n`
  const overwrite = `${command}${command.startsWith("npm run ") ? " --" : ""} --overwrite`
  return `To discard the edits made by hand, run: ${style.bold(overwrite)}\n`
}
