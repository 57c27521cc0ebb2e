import { hash } from "node:crypto"
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type Disk, systemCode, tolerating } from "./disk.js"
import { ledgerName } from "./ledger.js"
import { isSafePath, stateDirectory } from "./paths.js"

/** What a write does once everything is staged: enough to finish it without knowing the topology. */
export interface Journal {
  readonly version: 1
  /** Files to delete: done first, so that a file can become a folder, or change only the case of its name. */
  readonly removes: readonly Remove[]
  /** Directories that the deletes may have emptied, deepest first. */
  readonly directories: readonly string[]
  /** Staged files, and whole staged folders that did not exist before, to be moved into place. */
  readonly moves: readonly Move[]
}

/** A file to delete. */
export interface Remove {
  /** Relative to the output directory. */
  readonly path: string
  /** Of the bytes that may be deleted. */
  readonly sha256: string
}

/** A file or folder to move into place. */
export interface Move {
  /** Relative to the staging directory. */
  readonly from: string
  /** Relative to the output directory. */
  readonly to: string
  /** The sha256 of the file that may be replaced; absent when nothing stood there. */
  readonly replaces?: string
}

/**
 * The staging directory of an output directory: `work/` under the state directory, on the same disk as what it replaces.
 *
 * It holds a `.gitignore` of its own, `new/` (folders that are moved whole), `files/`, the next ledger and the journal.
 */
export function workDirectory(outDir: string): string {
  return join(outDir, stateDirectory, "work")
}

/** Where the journal stands once it is complete: its presence means that the write must be finished, not undone. */
export function journalFile(outDir: string): string {
  return join(workDirectory(outDir), "journal.json")
}

/** Reads a journal; `undefined` when there is none, or when it isn't one that {@link finish} may follow. */
export function readJournal(outDir: string): Journal | undefined {
  const file = journalFile(outDir)
  if (!existsSync(file)) return undefined
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as Journal
    return isTrustworthy(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

/** A repository could hold a made-up journal, so nothing in it may lead out of the output directory. */
function isTrustworthy({ version, removes, directories, moves }: Journal): boolean {
  return (
    version === 1 &&
    removes.every(({ path, sha256 }) => isSafePath(path) && typeof sha256 === "string") &&
    directories.every(isSafePath) &&
    moves.every(({ from, to }) => isSafePath(from) && isSafePath(to))
  )
}

/** How {@link finish} goes about it. */
export interface FinishOptions {
  /**
   * Whether someone may have changed files since the journal was written: then each is looked at first, and one that is no
   * longer what it was is left alone, for the next plan to report.
   */
  readonly careful: boolean
  /** Called after each step with how many of how many are done. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Carries out a journal, from wherever it stopped; the ledger is moved last, then the staging directory goes. */
export function finish(disk: Disk, outDir: string, journal: Journal, options: FinishOptions): void {
  const work = workDirectory(outDir)
  const total = journal.removes.length + journal.moves.length
  let done = 0
  for (const remove of journal.removes) {
    const target = join(outDir, remove.path)
    const ours = !options.careful || (isReached(outDir, remove.path) && hashOf(target) === remove.sha256)
    if (ours) tolerating(["ENOENT", "ENOTDIR"], () => disk.removeFile(target))
    options.onProgress?.(++done, total)
  }
  for (const directory of journal.directories) {
    if (options.careful && !isReached(outDir, directory)) continue
    tolerating(["ENOENT", "ENOTDIR", "ENOTEMPTY", "EEXIST"], () => disk.removeDirectory(join(outDir, directory)))
  }
  for (const move of journal.moves) {
    if (!options.careful) place(disk, join(work, move.from), join(outDir, move.to))
    else if (isReached(outDir, move.to))
      placeCarefully(disk, join(work, move.from), join(outDir, move.to), move.replaces)
    options.onProgress?.(++done, total)
  }
  const ledger = join(work, ledgerName)
  if (!options.careful || existsSync(ledger)) disk.move(ledger, join(outDir, stateDirectory, ledgerName))
  disk.removeFile(journalFile(outDir))
  disk.removeTree(work)
}

function place(disk: Disk, from: string, to: string): void {
  if (tolerating(["ENOENT"], () => disk.move(from, to))) return
  disk.makeDirectory(dirname(to))
  disk.move(from, to)
}

function placeCarefully(disk: Disk, from: string, to: string, replaces: string | undefined): void {
  const source = lstatSync(from, { throwIfNoEntry: false })
  if (source === undefined || !(source.isFile() || source.isDirectory())) return
  const target = lstatSync(to, { throwIfNoEntry: false })
  if (target === undefined) place(disk, from, to)
  else if (source.isDirectory() && target.isDirectory()) {
    for (const name of readdirSync(from)) placeCarefully(disk, join(from, name), join(to, name), undefined)
  } else if (source.isFile() && target.isFile() && replaces !== undefined && hashOf(to) === replaces)
    disk.move(from, to)
}

/** Says whether every folder above a path is a folder or missing: through a link the path would lead elsewhere. */
function isReached(outDir: string, path: string): boolean {
  const segments = path.split("/")
  return segments.slice(0, -1).every((_, index) => {
    const above = join(outDir, ...segments.slice(0, index + 1))
    return lstatSync(above, { throwIfNoEntry: false })?.isDirectory() ?? true
  })
}

function hashOf(file: string): string | undefined {
  try {
    return lstatSync(file).isFile() ? hash("sha256", readFileSync(file)) : undefined
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined
    throw error
  }
}
