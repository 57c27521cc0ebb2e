import { printUnchanged } from "./drift.js"
import { unchangedFiles } from "./fresh.js"
import { topologyOf } from "./load/find.js"
import { outDirectory, todayOf } from "./options.js"

/**
 * Does a plain `groundplan build` that would change nothing, without loading the compiler. Says whether it did.
 *
 * This is a bundle of its own, because reading the compiler's code takes longer than everything that is done here.
 */
export function quickBuild(args: readonly string[]): boolean {
  const [command = "build", ...options] = args
  const quiet = options.length === 1 && (options[0] === "-q" || options[0] === "--quiet")
  if (command !== "build" || (options.length > 0 && !quiet)) return false
  const found = topologyOf(undefined)
  if (found.kind !== "found") return false
  const unchanged = unchangedFiles(found.file, outDirectory(found, undefined), todayOf({}))
  if (unchanged === undefined) return false
  if (!quiet) process.stderr.write(printUnchanged(unchanged))
  return true
}
