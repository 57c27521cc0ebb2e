import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { readEntries } from "./write/listing.js"
import { stateDirectory } from "./write/paths.js"

/** What the engines and people keep beside generated files: state, caches, and secrets, which are nobody's business. */
const LEFT_ALONE: ReadonlySet<string> = new Set([
  ".env",
  ".git",
  ".terraform",
  ".terragrunt-cache",
  "node_modules",
  stateDirectory,
])

/** Bytes; no file that an engine reads is larger. */
const LARGEST = 64 * 2 ** 20

/**
 * Reads the files that stand in the output directory, by path relative to it: what a proof of the disk is made from. Links are not
 * followed, and neither secrets nor what engines leave there are read.
 */
export function filesOnDisk(outDir: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const pending = [""]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const [name, kind] of readEntries(join(outDir, folder)) ?? []) {
      const path = folder === "" ? name : `${folder}/${name}`
      if (LEFT_ALONE.has(name) || (name === "secrets" && !isOfTerraform(join(outDir, path)))) continue
      if (kind === "directory") pending.push(path)
      else if (kind === "file" && statSync(join(outDir, path)).size <= LARGEST)
        files.set(path, readFileSync(join(outDir, path), "utf8"))
    }
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Of folders that are called `secrets`, those of Terraform say which there are, and that of a stack holds them. */
function isOfTerraform(folder: string): boolean {
  return [...(readEntries(folder)?.keys() ?? [])].some((name) => /\.(?:hcl|tf)$/.test(name))
}
