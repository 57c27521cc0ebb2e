import { claimsOf } from "../../core/claims.js"
import type { Diagnostic, Position } from "../../core/diagnostic.js"
import { failureDiagnostics } from "../../core/failures.js"
import { driftReport, isDrifting, printDrift } from "../drift.js"
import { filesOnDisk } from "../evidence.js"
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
  if (planned.diagnostics.length > 0) return tell([...problems, ...planned.diagnostics], project, telling)
  const report = driftReport(planned, { unknown: options.env === undefined ? unknownFiles(planned) : [], interrupted })
  // What is on disk is proved with what is generated, as long as the two are the same.
  const told = isDrifting(report) ? [...problems, ...(await provedOnDisk(project, outDir))] : problems
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

/** What can't be proved of the files as they stand. */
async function provedOnDisk({ estate, artifacts }: Project, outDir: string): Promise<readonly Diagnostic[]> {
  if (estate === undefined) return []
  const files = filesOnDisk(outDir)
  const { prove } = await import("../../proof/index.js")
  const same = artifacts.filter(({ path, content }) => files.get(path) === content)
  return failureDiagnostics(prove(files, claimsOf(estate)), same)
}

async function placesOf({ file, images }: Project): Promise<(origin: string) => Position | undefined> {
  const { locatorFor } = await import("../locate/locate.js")
  const { positionOf } = await locatorFor({ file, ...(images === undefined ? {} : { images }) })
  return (origin) => (origin.startsWith("/") || origin.startsWith("images:") ? positionOf(origin) : undefined)
}
