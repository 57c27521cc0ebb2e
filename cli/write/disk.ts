import {
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"

/**
 * Every call by which a write changes the disk; one call is one step, between any two of which the process may die.
 *
 * The calls are synchronous: Node's promises hand each one to a thread, which costs more than the call itself.
 */
export interface Disk {
  /** Makes a directory and its missing parents; one that exists is fine. */
  readonly makeDirectory: (path: string) => void
  /** Writes a whole new file, with mode 0755 instead of 0644 (less the umask) when `executable`. */
  readonly writeFile: (path: string, content: string, executable: boolean) => void
  /** Writes a file that must not exist yet; throws `EEXIST` when it does. */
  readonly claimFile: (path: string, content: string) => void
  /** Moves a file or a directory in one step; a file that stands at the target is replaced. */
  readonly move: (from: string, to: string) => void
  /** Removes a file. */
  readonly removeFile: (path: string) => void
  /** Removes an empty directory; throws `ENOTEMPTY` when it isn't. */
  readonly removeDirectory: (path: string) => void
  /** Removes a directory with everything in it; one that is missing is fine. */
  readonly removeTree: (path: string) => void
}

/** The real disk. */
export const realDisk: Disk = {
  makeDirectory,
  writeFile: (path, content, executable) =>
    executable ? writeFileSync(path, content, { mode: 0o755 }) : writeFileSync(path, content),
  claimFile: (path, content) => writeFileSync(path, content, { flag: "wx" }),
  move: renameSync,
  removeFile: unlinkSync,
  removeDirectory: (path) => rmdirSync(path),
  removeTree: (path) => rmSync(path, { recursive: true, force: true }),
}

/** Node's own recursion never ends where a folder can't be made in a parent that is there, as in /proc. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    const code = systemCode(error)
    const isThere = code === "EEXIST" && statSync(path).isDirectory()
    if (isThere) return
    if (code !== "ENOENT" || existsSync(dirname(path))) throw error
    makeDirectory(dirname(path))
    makeDirectory(path)
  }
}

/** What stands at a path, links not followed; undefined when nothing does, or when a file stands where a folder of it should. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (systemCode(error) === "ENOTDIR") return undefined
    throw error
  }
}

/** The code of an error that the operating system raised (`ENOENT`), `undefined` for any other value. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : undefined
}

/** Runs `step`; an error with one of `codes` counts as done, and the result says whether there was none. */
export function tolerating(codes: readonly string[], step: () => void): boolean {
  try {
    step()
    return true
  } catch (error) {
    if (codes.includes(systemCode(error) ?? "")) return false
    throw error
  }
}
