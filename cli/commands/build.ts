import { printCounts, printPlanDiff } from "../drift.js"
import { type ExitCode, exit } from "../exit.js"
import { progressOn } from "../progress.js"
import { openProject, outDirectory, type ProjectOptions } from "../project.js"
import { version } from "../version.js"
import { type Applied, apply, recover } from "../write/apply.js"
import { handEdited, type Plan, plan } from "../write/plan.js"
import { selectedEnvironments } from "./environments.js"
import { colour, say, type TellOptions, tell } from "./tell.js"
import { typecheck } from "./typecheck.js"

/** The options of `groundplan build`. */
export interface BuildOptions extends ProjectOptions, TellOptions {
  /** The output directory. Default: `out` beside the topology. */
  readonly out?: string
  /** The only environments whose files are written or deleted. Default all. */
  readonly env?: readonly string[]
  /** Whether files that were edited by hand are overwritten. Default false. */
  readonly overwrite?: boolean
  /** Whether only to tell what would be written. Default false. */
  readonly dryRun?: boolean
  /** Whether to run the user's own `tsc` first. Default false. */
  readonly typecheck?: boolean
}

/** `groundplan build`: compiles the topology and writes every artifact, or nothing at all. */
export async function build(options: BuildOptions): Promise<ExitCode> {
  const project = await openProject(options)
  const outDir = outDirectory(project, options.out)
  const problems = [
    ...project.diagnostics,
    ...selectedEnvironments(project, options.env),
    ...(options.typecheck === true ? typecheck(project.file) : []),
  ]
  if (problems.some(({ severity }) => severity === "error")) return tell(problems, project, options)

  const recovered = options.dryRun === true ? undefined : recover(outDir)
  if (recovered?.kind === "failed") return tell([...problems, ...recovered.diagnostics], project, options)
  if (recovered?.kind === "finished") say("Finished a build that was interrupted.", options)
  if (recovered?.kind === "undone") say("Undid a build that was interrupted.", options)

  const planned = plan(project.artifacts, {
    outDir,
    compilerVersion: version,
    ...(options.env === undefined ? {} : { environments: options.env }),
    ...(options.overwrite === undefined ? {} : { overwrite: options.overwrite }),
  })
  const edited = handEdited(planned)
  if (edited.length > 0 || options.dryRun === true) showDiff(planned, options)
  if (options.dryRun === true) return tell([...problems, ...planned.diagnostics, ...edited], project, options)
  const applied = write(planned, options)
  const code = await tell([...problems, ...(applied.kind === "refused" ? applied.diagnostics : [])], project, options)
  if (applied.kind === "refused") return code
  say(printCounts(applied.counts), options)
  return exit.clean
}

function write(planned: Plan, { quiet, format }: BuildOptions): Applied {
  const progress = progressOn(quiet === true || format === "json" ? { write: () => {} } : process.stderr)
  const applied = apply(planned, { onProgress: progress.tell })
  progress.end()
  return applied
}

function showDiff(planned: Plan, options: TellOptions): void {
  if (options.format !== "json")
    process.stdout.write(printPlanDiff(planned, { colour: colour(process.stdout, options) }))
}
