import { printUnchanged } from "../drift.js"
import { type ExitCode, exit } from "../exit.js"
import { type Unchanged, unchangedFiles } from "../fresh.js"
import { topologyOf } from "../load/find.js"
import { outDirectory, type ProjectOptions, todayOf } from "../options.js"
import { isForPeople, say, type TellOptions } from "./tell.js"

/** The options of `groundplan build`. */
export interface BuildOptions extends ProjectOptions, TellOptions {
  /** The only environments whose files are written or deleted. Default all. */
  readonly env?: readonly string[]
  /** Whether files that were edited by hand are overwritten. Default false. */
  readonly overwrite?: boolean
  /** Whether only to tell what would be written. Default false. */
  readonly dryRun?: boolean
  /** Whether to run the user's own `tsc` first. Default false. */
  readonly typecheck?: boolean
  /** The file of findings that are known, and pass. Default none. */
  readonly baseline?: string
  /** Whether what is found is written to the baseline. Default false. */
  readonly writeBaseline?: boolean
}

/** `groundplan build`: compiles the topology and writes every artifact, unless it is known that nothing would change. */
export async function build(options: BuildOptions): Promise<ExitCode> {
  const unchanged = asksForEverything(options) ? unchangedBuild(options) : undefined
  if (unchanged === undefined) return (await import("./build-anew.js")).buildAnew(options)
  say(printUnchanged(unchanged), options)
  return exit.clean
}

function unchangedBuild(options: BuildOptions): Unchanged | undefined {
  const found = topologyOf(options.config)
  return found.kind === "found"
    ? unchangedFiles(found.file, outDirectory(found, options.out), todayOf(options))
    : undefined
}

/** Whether this is the plain build that was remembered: it looks at everything, weighs it as the topology says, and prints nothing of it. */
function asksForEverything(options: BuildOptions): boolean {
  const { env, overwrite, dryRun, typecheck, rule, baseline, accepted } = options
  const isWhole = env === undefined && overwrite !== true && dryRun !== true && typecheck !== true
  return isWhole && rule === undefined && baseline === undefined && accepted !== true && isForPeople(options)
}
