import { openProject, type Project } from "../project.js"
import { counted, isFailing } from "../report.js"
import type { BuildOptions } from "./build.js"
import { say } from "./tell.js"
import { typecheck } from "./typecheck.js"

/**
 * Opens the project that a command is about, with everything that can be said of it before the disk is looked at: what loading,
 * resolving and rules find, less what the baseline knows, and what the user's own compiler finds.
 */
export async function openChecked(options: BuildOptions, generate = true): Promise<Project> {
  const project = await withBaseline(options, generate)
  const types = options.typecheck === true ? typecheck(project.file) : []
  return types.length === 0 ? project : { ...project, diagnostics: [...project.diagnostics, ...types] }
}

async function withBaseline(options: BuildOptions, generate: boolean): Promise<Project> {
  const { baseline, writeBaseline } = options
  if (baseline === undefined) return openProject(options, { generate })
  if (writeBaseline === true)
    return written(baseline, await openProject(options, { generate, known: "everything" }), options)
  const { readBaseline } = await import("../baseline.js")
  const { known, diagnostics } = readBaseline(baseline)
  const project = await openProject(options, { generate, known })
  return { ...project, diagnostics: [...project.diagnostics, ...diagnostics] }
}

/** What no baseline may know keeps it from being written: rules were not all asked then, or must be kept. */
async function written(file: string, project: Project, options: BuildOptions): Promise<Project> {
  if (isFailing(project.diagnostics) || options.dryRun === true) return project
  const { writeBaseline } = await import("../baseline.js")
  const problems = writeBaseline(file, project.known)
  if (problems.length === 0) say(`Wrote ${counted(project.known.length, "finding")} to ${file}.`, options)
  return { ...project, diagnostics: [...project.diagnostics, ...problems] }
}
