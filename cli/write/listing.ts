import { readdirSync } from "node:fs"
import { join } from "node:path"
import { systemCode } from "./disk.js"
import { directoryOf } from "./paths.js"

/** What a name in a directory is. A link is never followed. */
export type EntryKind = "file" | "directory" | "link" | "other"

/** The entries of every directory of interest that exists, by path and then name; "" is the output directory. */
export type Listing = ReadonlyMap<string, ReadonlyMap<string, EntryKind>>

/**
 * Lists those of `directories` that exist under `outDir`: one call each tells what is there, what is missing and what is
 * a link, where asking file by file would cost a call, and for a missing one an exception, each.
 */
export function list(outDir: string, directories: ReadonlySet<string>): Listing {
  const listing = new Map<string, ReadonlyMap<string, EntryKind>>()
  const pending = [""]
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const entries = readEntries(join(outDir, directory))
    if (entries === undefined) continue
    listing.set(directory, entries)
    for (const [name, kind] of entries) {
      const path = directory === "" ? name : `${directory}/${name}`
      if (kind === "directory" && directories.has(path)) pending.push(path)
    }
  }
  return listing
}

/** What stands at a path whose directory was of interest; `undefined` when nothing does. */
export function kindAt(listing: Listing, path: string): EntryKind | undefined {
  const directory = directoryOf(path)
  return listing.get(directory)?.get(directory === "" ? path : path.slice(directory.length + 1))
}

/** The entries of one directory, `undefined` when there is none. */
export function readEntries(directory: string): ReadonlyMap<string, EntryKind> | undefined {
  try {
    return new Map(readdirSync(directory, { withFileTypes: true }).map((entry) => [entry.name, kindOf(entry)]))
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined
    throw error
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (entry.isFile()) return "file"
  if (entry.isDirectory()) return "directory"
  return entry.isSymbolicLink() ? "link" : "other"
}
