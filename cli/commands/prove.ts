import { claimsOf } from "../../core/claims.js"
import { failureDiagnostics } from "../../core/failures.js"
import type { PlacementReach, Proof } from "../../core/proof.js"
import { filesOnDisk } from "../evidence.js"
import { type ExitCode, exit } from "../exit.js"
import { outDirectory } from "../options.js"
import { counted, isFailing } from "../report.js"
import type { BuildOptions } from "./build.js"
import { openChecked } from "./open.js"
import { isForPeople, say, tell } from "./tell.js"

/** The options of `groundplan prove`. */
export type ProveOptions = Omit<BuildOptions, "overwrite" | "dryRun" | "env">

/** `groundplan prove`: proves from the files on disk that every declared path is open, and that nothing else is. Never writes. */
export async function prove(options: ProveOptions): Promise<ExitCode> {
  const project = await openChecked(options)
  const telling = { ...options, command: "prove" }
  if (project.estate === undefined || isFailing(project.diagnostics, options.failOn))
    return tell(project.diagnostics, project, telling)
  const files = filesOnDisk(outDirectory(project, options.out))
  const { prove: proved } = await import("../../proof/index.js")
  const proof = proved(files, claimsOf(project.estate))
  const same = project.artifacts.filter(({ path, content }) => files.get(path) === content)
  const code = await tell([...project.diagnostics, ...failureDiagnostics(proof, same)], project, telling)
  if (isForPeople(options) && proof.failures.length === 0) say(summary(proof), options)
  return code === exit.clean && proof.failures.length > 0 ? exit.invalid : code
}

function summary({ reaches }: Proof): string {
  const lines = reaches.map(line)
  return `${lines.join("\n")}\nEvery declared path is open in the files on disk, and nothing else is.`
}

function line({ environment, placement, ways }: PlacementReach): string {
  const outside = ways.filter(({ from }) => from === "internet" || from === "cdn")
  const incidental = ways.filter(({ kind }) => kind === "incidental")
  const where = placement === "local" ? " on a laptop" : ""
  return `${environment}${where}: ${counted(ways.length, "way")}, ${outside.length} from outside, ${incidental.length} incidental.`
}
