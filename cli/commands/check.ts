import type { Position } from "../../core/diagnostic.js"
import { driftReport, isDrifting, printDrift } from "../drift.js"
import { type ExitCode, exit } from "../exit.js"
import { outDirectory } from "../options.js"
import type { Project } from "../project.js"
import { counted, isFailing } from "../report.js"
import { version } from "../version.js"
import { isInterrupted } from "../write/apply.js"
import { plan } from "../write/plan.js"
import { unknownFiles } from "../write/unknown.js"
import type { BuildOptions } from "./build.js"
import { selectedEnvironments } from "./environments.js"
import { openChecked } from "./open.js"
import { colour, isForPeople, say, tell } from "./tell.js"

/** The options of `groundplan check`. */
export type CheckOptions = Omit<BuildOptions, "overwrite" | "dryRun">

/** `groundplan check`: says whether what is on disk is what the topology says. Never writes. */
export async function check(options: CheckOptions): Promise<ExitCode> {
  const project = await openChecked(options)
  const problems = [...project.diagnostics, ...selectedEnvironments(project, options.env)]
  const telling = { ...options, command: "check" }
  if (isFailing(problems, options.failOn)) return tell(problems, project, telling)

  const outDir = outDirectory(project, options.out)
  const interrupted = isInterrupted(outDir)
  const planned = plan(project.artifacts, {
    outDir,
    compilerVersion: version,
    ...(options.env === undefined ? {} : { environments: options.env }),
  })
  const told = [...problems, ...planned.diagnostics]
  if (planned.diagnostics.length > 0) return tell(told, project, telling)
  const report = driftReport(planned, { unknown: options.env === undefined ? unknownFiles(planned) : [], interrupted })
  await tell(told, { ...project, drift: report }, telling)
  if (isForPeople(options)) {
    const places = report.entries.some(({ origins }) => origins.length > 0)
      ? { positionOf: await placesOf(project) }
      : {}
    process.stdout.write(printDrift(report, { colour: colour(process.stdout, options), ...places }))
  }
  if (isDrifting(report)) return exit.drift
  say(
    `What is on disk (${counted(project.artifacts.length, "file")}) is what ${project.estate?.shared.source ?? "the topology"} says.`,
    options,
  )
  return exit.clean
}

async function placesOf({ file, images }: Project): Promise<(origin: string) => Position | undefined> {
  const { locatorFor } = await import("../locate/locate.js")
  const { positionOf } = await locatorFor({ file, ...(images === undefined ? {} : { images }) })
  return (origin) => (origin.startsWith("/") || origin.startsWith("images:") ? positionOf(origin) : undefined)
}
