import type { Artifact } from "../../core/artifact.js"
import type { Code, Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"

/** The folder under the output directory that holds the ledger and, during a write, everything staged. */
export const stateDirectory = ".groundplan"

/**
 * Says whether a path is one that we would write: relative, `/` between segments, none of them empty, `.` or `..`, no
 * backslash, colon or control character, not inside {@link stateDirectory}, each segment at most 255 bytes.
 */
export function isSafePath(path: string): boolean {
  return wellFormed.test(path) && !reserved.test(path) && (path.length < 250 || path.split("/").every(fits))
}

const wellFormed = /^(?!\.{1,2}(?:\/|$))[^/\\:\x00-\x1f\x7f]+(?:\/(?!\.{1,2}(?:\/|$))[^/\\:\x00-\x1f\x7f]+)*$/
const reserved = /^\.groundplan(?:\/|$)/i

function fits(segment: string): boolean {
  return Buffer.byteLength(segment) <= 255
}

/** The directory of a path, "" at the top. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/")
  return slash < 0 ? "" : path.slice(0, slash)
}

/** Every directory that holds one of `paths`, directly or not, with "" for the top. */
export function directoriesOf(paths: Iterable<string>): ReadonlySet<string> {
  const directories = new Set<string>([""])
  for (const path of paths) {
    let directory = directoryOf(path)
    while (!directories.has(directory)) {
      directories.add(directory)
      directory = directoryOf(directory)
    }
  }
  return directories
}

/**
 * Reports artifact paths that can't stand together: malformed, given twice, a file where another needs a folder, or two
 * that differ only by case or Unicode form, which are one file on the disks of macOS and Windows.
 */
export function checkPaths(artifacts: readonly Artifact[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const paths = new Set<string>()
  for (const { path } of artifacts) {
    if (!isSafePath(path))
      found.push(problem("write/path", `${JSON.stringify(path)} is not a path that can be written.`))
    else if (paths.has(path)) found.push(problem("write/duplicate_path", `${path} is generated twice.`))
    paths.add(path)
  }
  const directories = directoriesOf(paths)
  for (const path of paths) {
    if (path !== "" && directories.has(path))
      found.push(problem("write/duplicate_path", `${path} is both a file and a folder.`))
  }
  return found.concat(caseClashes([...directories, ...paths]))
}

/** Reports a symbolic link that stands where a generated file or folder must: what it points to may be outside. */
export function symbolicLink(file: string): Diagnostic {
  return {
    code: "write/symbolic_link",
    severity: "error",
    message: `${shownPath(file)} is a symbolic link; generated files are written where they stand.`,
    path: "",
    help: "Replace the link with what it points to, or remove it.",
  }
}

function caseClashes(paths: readonly string[]): readonly Diagnostic[] {
  const byFold = new Map<string, string>()
  const found: Diagnostic[] = []
  for (const path of paths) {
    const key = folded(path)
    const other = byFold.get(key)
    if (other === undefined) byFold.set(key, path)
    else if (other !== path && directoryOf(other) === directoryOf(path)) {
      found.push(problem("write/case_clash", `${other} and ${path} differ only by case: one file on some disks.`))
    }
  }
  return found
}

function folded(path: string): string {
  const lower = path.toLowerCase()
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize("NFC")
}

function problem(code: Code, message: string): Diagnostic {
  return {
    code,
    severity: "error",
    message,
    path: "",
    help: "Change the directories in the topology so that every generated file has a path of its own.",
  }
}
