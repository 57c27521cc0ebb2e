import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Artifact } from "../../core/artifact.js"

const made: string[] = []

/** Makes an empty directory that {@link removeTemporary} removes. */
export function temporary(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "groundplan-test-")))
  made.push(directory)
  return directory
}

/** Removes every directory that {@link temporary} made. */
export function removeTemporary(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true })
}

/** Builds artifacts from path → content. A content that starts with `#!` is executable. */
export function artifacts(files: Readonly<Record<string, string>>, environment?: string): readonly Artifact[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    content,
    ...(content.startsWith("#!") ? { executable: true } : {}),
    ...(environment === undefined ? {} : { environment }),
    origins: () =>
      content
        .split("\n")
        .slice(0, -1)
        .map((_, line) => `/${path.replaceAll("/", ".")}/${line}`),
  }))
}

/** Writes path → content under a directory. */
export function put(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
}

/** Reads every file under a directory, path → content; with `state`, the ledger and what else stands there too. */
export function tree(directory: string, state = false): Record<string, string> {
  const files: Record<string, string> = {}
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name).slice(directory.length + 1)
    if (entry.isFile() && (state || !path.startsWith(".groundplan"))) {
      files[path] = readFileSync(join(directory, path), "utf8")
    }
  }
  return files
}

/** Lists every directory under a directory, the state directory left out. */
export function folders(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith(".groundplan"))
    .sort()
}

/** The modification time of every file under a directory, in nanoseconds. */
export function times(directory: string): Record<string, bigint> {
  return Object.fromEntries(
    Object.keys(tree(directory)).map((path) => [path, statSync(join(directory, path), { bigint: true }).mtimeNs]),
  )
}
