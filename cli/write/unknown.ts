import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { systemCode } from "./disk.js"
import { readEntries } from "./listing.js"
import { stateDirectory } from "./paths.js"
import type { Plan } from "./plan.js"

/** The file that lists what may stand in the output directory besides what is generated: one path or glob a line. */
export const keepName = "keep"

/** How many files of one unknown folder are looked at before the folder itself is reported. */
const manyFiles = 100

/**
 * Finds files in the output directory that neither the topology nor the ledger knows: for `check`.
 *
 * Left out are those that `.groundplan/keep` lists, those that git ignores, and what the engines themselves leave beside
 * their files (`.env`, `.terraform/`, `.terraform.lock.hcl`, `.terragrunt-cache/`). A build leaves unknown files alone.
 * Returns paths relative to the output directory, sorted; a folder of many ends with `/`.
 */
export function unknownFiles(plan: Plan): readonly string[] {
  const strangers = unexpected(plan)
  if (strangers.length === 0) return []
  const kept = keepMatcher(readKeep(plan.outDir))
  const candidates = withoutIgnored(
    plan.outDir,
    strangers.filter((path) => !kept(path)),
  )
  const files = candidates.flatMap((path) => (path.endsWith("/") ? filesBelow(plan.outDir, path) : [path]))
  const unlisted = files.filter((path) => !kept(path))
  return [...withoutIgnored(plan.outDir, unlisted)].sort((a, b) => (a < b ? -1 : 1))
}

const companions: ReadonlySet<string> = new Set([
  ".DS_Store",
  ".env",
  ".git",
  ".terraform",
  ".terraform.lock.hcl",
  ".terragrunt-cache",
])

function unexpected(plan: Plan): readonly string[] {
  const known = new Set(plan.files.map((file) => file.path).concat([...plan.ledger.claims.keys()], [...plan.others]))
  return [...plan.listing].flatMap(([directory, entries]) =>
    [...entries].flatMap(([name, kind]) => {
      const path = directory === "" ? name : `${directory}/${name}`
      if (known.has(path) || companions.has(name) || path === stateDirectory) return []
      if (kind !== "directory") return [path]
      return plan.listing.has(path) ? [] : [`${path}/`]
    }),
  )
}

function filesBelow(outDir: string, directory: string): readonly string[] {
  const files: string[] = []
  const pending = [directory]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const [name, kind] of readEntries(join(outDir, at)) ?? []) {
      if (companions.has(name)) continue
      if (kind === "directory") pending.push(`${at}${name}/`)
      else files.push(`${at}${name}`)
    }
    if (files.length > manyFiles) return [directory]
  }
  return files
}

function readKeep(outDir: string): readonly string[] {
  try {
    const lines = readFileSync(join(outDir, stateDirectory, keepName), "utf8").split(/\r?\n/)
    return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"))
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return []
    throw error
  }
}

/**
 * Compiles the lines of a keep file: a path keeps itself and everything below it; `*` stands for any characters but `/`,
 * `**` for any. Paths are relative to the output directory.
 */
export function keepMatcher(patterns: readonly string[]): (path: string) => boolean {
  const sources = patterns.map((pattern) => `${globSource(pattern.replace(/^\/|\/$/g, ""))}(?:/.*)?`)
  if (sources.length === 0) return () => false
  const matcher = new RegExp(`^(?:${sources.join("|")})$`, "s")
  return (path) => matcher.test(path.endsWith("/") ? path.slice(0, -1) : path)
}

function globSource(pattern: string): string {
  return pattern.replace(/\*\*\/|\*+|[^*]/g, (part) => {
    if (part === "**/") return "(?:.*/)?"
    if (part === "*") return "[^/]*"
    return part.startsWith("*") ? ".*" : part.replace(/[\\^$.|?+()[\]{}/]/g, "\\$&")
  })
}

/** Asks git, which knows nested ignore files, exclude files and negations; where there is no git nothing is ignored. */
function withoutIgnored(outDir: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return paths
  const asked = spawnSync("git", ["check-ignore", "-z", "--stdin"], {
    cwd: outDir,
    input: paths.join("\0"),
    encoding: "utf8",
  })
  if (asked.status !== 0) return paths
  const ignored = new Set(asked.stdout.split("\0"))
  return paths.filter((path) => !ignored.has(path))
}
