import { printCounts, printPlanDiff } from "../drift.js"
import { type ExitCode, exit } from "../exit.js"
import { remember } from "../fresh.js"
import { outDirectory, todayOf } from "../options.js"
import { progressOn } from "../progress.js"
import { isFailing } from "../report.js"
import { version } from "../version.js"
import { type Applied, apply, recover } from "../write/apply.js"
import { handEdited, type Plan, plan } from "../write/plan.js"
import type { BuildOptions } from "./build.js"
import { selectedEnvironments } from "./environments.js"
import { openChecked } from "./open.js"
import { colour, isForPeople, say, type TellOptions, tell } from "./tell.js"

/** Compiles the topology and writes every artifact, or nothing at all. */
export async function buildAnew(options: BuildOptions): Promise<ExitCode> {
  const project = await openChecked(options)
  const outDir = outDirectory(project, options.out)
  const problems = [...project.diagnostics, ...selectedEnvironments(project, options.env)]
  const telling = { ...options, command: "build" }
  if (isFailing(problems, options.failOn)) return tell(problems, project, telling)

  const recovered = options.dryRun === true ? undefined : recover(outDir)
  if (recovered?.kind === "failed") return tell([...problems, ...recovered.diagnostics], project, telling)
  if (recovered?.kind === "finished") say("Finished a build that was interrupted.", options)
  if (recovered?.kind === "undone") say("Undid a build that was interrupted.", options)

  const planned = plan(project.artifacts, {
    outDir,
    compilerVersion: version,
    ...(options.env === undefined ? {} : { environments: options.env }),
    ...(options.overwrite === undefined ? {} : { overwrite: options.overwrite }),
  })
  const edited = handEdited(planned)
  // A dry run is asked for its diff; in a build the diff is part of why it is refused.
  if (options.dryRun === true) showDiff(planned, process.stdout, options)
  else if (edited.length > 0) showDiff(planned, process.stderr, options)
  if (options.dryRun === true) return tell([...problems, ...planned.diagnostics, ...edited], project, telling)
  const applied = write(planned, options)
  const code = await tell([...problems, ...(applied.kind === "refused" ? applied.diagnostics : [])], project, telling)
  if (applied.kind === "refused") return code
  if (problems.length === 0 && isAsTheTopologySays(options)) remember(project, outDir, todayOf(options))
  say(printCounts(applied.counts), options)
  return exit.clean
}

/** Whether all of it was built, and nothing was hidden that a plain build would tell. */
function isAsTheTopologySays({ env, rule, baseline }: BuildOptions): boolean {
  return env === undefined && rule === undefined && baseline === undefined
}

function write(planned: Plan, options: BuildOptions): Applied {
  const progress = progressOn(options.quiet === true || !isForPeople(options) ? { write: () => {} } : process.stderr)
  const applied = apply(planned, { onProgress: progress.tell })
  progress.end()
  return applied
}

function showDiff(planned: Plan, stream: NodeJS.WriteStream, options: TellOptions): void {
  if (isForPeople(options)) stream.write(printPlanDiff(planned, { colour: colour(stream, options) }))
}
