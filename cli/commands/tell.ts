import { join } from "node:path"
import type { Diagnostic, Note, Severity } from "../../core/diagnostic.js"
import type { DriftReport } from "../drift.js"
import { type ExitCode, exit } from "../exit.js"
import { outDirectory } from "../options.js"
import { shownPath } from "../places.js"
import type { Project } from "../project.js"
import { type Format, inSourceOrder, isAtLeast, isFailing, type Report, redactedReport } from "../report.js"
import { wantsColour } from "../style.js"

/** How a command talks. */
export interface TellOptions {
  /** `pretty` for people, on stderr; the others for programs, on stdout. Default `pretty`. */
  readonly format?: Format
  /** False when `--no-color` was given. */
  readonly color?: boolean
  /** Whether to tell problems only. Default false. */
  readonly quiet?: boolean
  /** The least severity that makes the command fail. Default `error`. */
  readonly failOn?: Severity
  /** Whether every finding is shown, however many look the same. Default false. */
  readonly all?: boolean
  /** Whether accepted findings are listed. Default false. */
  readonly accepted?: boolean
  /** The output directory. Default: `out` beside the topology. */
  readonly out?: string
}

/** What is told of a project, by a command, beyond its diagnostics. */
export interface Telling extends Pick<Project, "file" | "images" | "accepted" | "known" | "gone"> {
  /** How what is on disk differs; undefined where that was not looked at. */
  readonly drift?: DriftReport
}

/** Tells what is wrong, each thing at its place in the user's files, and says how the command ends. */
export async function tell(
  diagnostics: readonly Diagnostic[],
  telling: Telling,
  options: TellOptions & { readonly command: string },
): Promise<ExitCode> {
  const report = await reportOf(diagnostics, telling, options)
  if (isForPeople(options)) process.stderr.write(await pretty(report, options))
  else process.stdout.write(await printed(report, options.format!))
  if (diagnostics.some(({ code }) => code.startsWith("usage/"))) return exit.usage
  return isFailing(diagnostics, options.failOn) ? exit.invalid : exit.clean
}

/** Tells a message to whoever runs the command; nothing with `--quiet`, and nothing that a program would have to parse. */
export function say(message: string, options: TellOptions): void {
  if (isForPeople(options) && options.quiet !== true)
    process.stderr.write(message.endsWith("\n") ? message : `${message}\n`)
}

/** Whether what is told is for people: then it has colours, progress and asides. */
export function isForPeople({ format = "pretty" }: TellOptions): boolean {
  return format === "pretty"
}

/** Whether to colour what goes to a stream. */
export function colour(stream: { readonly isTTY?: boolean }, { color }: TellOptions): boolean {
  return color !== false && wantsColour(stream)
}

async function reportOf(
  diagnostics: readonly Diagnostic[],
  { file, images, accepted, known, gone, drift }: Telling,
  options: TellOptions & { readonly command: string },
): Promise<Report> {
  const { command, failOn = "error" } = options
  const all = [...diagnostics, ...accepted, ...known]
  const isCounted = isForPeople(options) && diagnostics.length === 0 && options.accepted !== true
  // Finding places takes a parser, which what is only counted needs not.
  const located = all.length === 0 || isCounted ? all : await withPlaces(all, { file, images })
  const shown = withArtifacts(located, outDirectory({ file }, options.out))
  const part = (from: number, count: number) => inSourceOrder(shown.slice(from, from + count))
  return redactedReport({
    command,
    failOn,
    file: shownPath(file),
    diagnostics: part(0, diagnostics.length),
    accepted: part(diagnostics.length, accepted.length) as Report["accepted"],
    known: part(diagnostics.length + accepted.length, known.length),
    gone: gone.length,
    drift,
  })
}

/** Places in artifacts are told as paths that a reader can open from where the command runs. */
function withArtifacts(diagnostics: readonly Diagnostic[], outDir: string): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) =>
    diagnostic.notes?.some(({ artifact }) => artifact !== undefined) === true
      ? { ...diagnostic, notes: diagnostic.notes.map((note) => withArtifact(note, outDir)) }
      : diagnostic,
  )
}

function withArtifact(note: Note, outDir: string): Note {
  const { artifact } = note
  return artifact === undefined
    ? note
    : { ...note, artifact: { ...artifact, file: shownPath(join(outDir, artifact.file)) } }
}

async function withPlaces(
  diagnostics: readonly Diagnostic[],
  { file, images }: Pick<Telling, "file" | "images">,
): Promise<readonly Diagnostic[]> {
  const { locate } = await import("../locate/locate.js")
  return locate(diagnostics, { file, ...(images === undefined ? {} : { images }) })
}

async function pretty(whole: Report, options: TellOptions): Promise<string> {
  // What is told for information is no problem, unless the command is to fail with it.
  const isProblem = ({ severity }: Diagnostic) => isAtLeast(severity, options.failOn === "info" ? "info" : "warning")
  const diagnostics = options.quiet === true ? whole.diagnostics.filter(isProblem) : whole.diagnostics
  const report = { ...whole, diagnostics }
  const isSilent = report.diagnostics.length === 0 && options.accepted !== true
  const isPlain = report.accepted.length === 0 && report.known.length === 0 && report.gone === 0
  if (isSilent && (isPlain || options.quiet === true)) return ""
  const { printPretty } = await import("../report/pretty.js")
  const { all = false, accepted = false } = options
  const stream = process.stderr
  return printPretty(report, { colour: colour(stream, options), width: widthOf(stream), all, accepted })
}

/** The terminal's width, or the one that is asked for; what goes to a file is not broken. */
function widthOf(stream: NodeJS.WriteStream): number | undefined {
  const width = Number(process.env.COLUMNS ?? stream.columns)
  return Number.isInteger(width) && width > 0 ? Math.max(width, 40) : undefined
}

/** Each format is loaded when it is asked for. */
async function printed(report: Report, format: Format): Promise<string> {
  switch (format) {
    case "compact":
      return (await import("../report/compact.js")).printCompact(report)
    case "sarif":
      return (await import("../report/sarif.js")).printSarif(report)
    case "github":
      return (await import("../report/github.js")).printGithub(report)
    case "gitlab":
      return (await import("../report/gitlab.js")).printGitlab(report)
    case "junit":
      return (await import("../report/junit.js")).printJunit(report)
    case "json":
    case "pretty":
      return (await import("../report/json.js")).printJson(report)
  }
}
