import { type ExitCode, exit } from "../exit.js"
import { counted } from "../report.js"
import type { BuildOptions } from "./build.js"
import { openChecked } from "./open.js"
import { say, tell } from "./tell.js"

/** The options of `groundplan validate`. */
export type ValidateOptions = Omit<BuildOptions, "overwrite" | "dryRun" | "out" | "env">

/** `groundplan validate`: says what the schema and the rules find. Generates nothing, and looks at no generated file. */
export async function validate(options: ValidateOptions): Promise<ExitCode> {
  const project = await openChecked(options, false)
  const code = await tell(project.diagnostics, project, { ...options, command: "validate" })
  const { estate, diagnostics } = project
  if (code === exit.clean && diagnostics.length === 0 && estate !== undefined)
    say(`${estate.shared.source} is valid in ${counted(estate.environments.length, "environment")}.`, options)
  return code
}
