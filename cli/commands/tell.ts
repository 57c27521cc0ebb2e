import type { Diagnostic } from "../../core/diagnostic.js"
import { type ExitCode, exit } from "../exit.js"
import type { Project } from "../project.js"
import { diagnosticsDocument, printDiagnostics } from "../report.js"
import { wantsColour } from "../style.js"

/** How a command talks. */
export interface TellOptions {
  /** `pretty` for people, on stderr; `json` for programs, on stdout. Default `pretty`. */
  readonly format?: "pretty" | "json"
  /** False when `--no-color` was given. */
  readonly color?: boolean
  /** Whether to tell problems only. Default false. */
  readonly quiet?: boolean
}

/** Tells what is wrong, each thing at its place in the user's files, and says how the command ends. */
export async function tell(
  diagnostics: readonly Diagnostic[],
  project: Project,
  options: TellOptions,
): Promise<ExitCode> {
  const located = diagnostics.length === 0 ? diagnostics : await withPlaces(diagnostics, project)
  if (options.format === "json") process.stdout.write(diagnosticsDocument(located))
  else process.stderr.write(printDiagnostics(located, { colour: colour(process.stderr, options) }))
  return diagnostics.some(({ severity }) => severity === "error") ? exit.invalid : exit.clean
}

/** Tells a message to whoever runs the command; nothing with `--quiet`, and nothing that a program would have to parse. */
export function say(message: string, { format, quiet }: TellOptions): void {
  if (format !== "json" && quiet !== true) process.stderr.write(message.endsWith("\n") ? message : `${message}\n`)
}

/** Whether to colour what goes to a stream. */
export function colour(stream: { readonly isTTY?: boolean }, { color }: TellOptions): boolean {
  return color !== false && wantsColour(stream)
}

async function withPlaces(
  diagnostics: readonly Diagnostic[],
  { file, images }: Project,
): Promise<readonly Diagnostic[]> {
  const { locate } = await import("../locate/locate.js")
  return locate(diagnostics, { file, ...(images === undefined ? {} : { images }) })
}
