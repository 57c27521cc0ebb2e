import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"
import { type Disk, entryAt, realDisk, systemCode } from "./disk.js"
import { finish, type Journal, journalFile, type Move, readJournal, workDirectory } from "./journal.js"
import { ledgerName, ledgerText } from "./ledger.js"
import { isLocked, lock, waitUntilUnlocked } from "./lock.js"
import { directoryOf, stateDirectory, symbolicLink } from "./paths.js"
import { type Action, changesAnything, handEdited, type Plan, type PlannedFile } from "./plan.js"

/** How many files each kind of action took. */
export type Counts = Readonly<Record<"created" | "changed" | "unchanged" | "deleted", number>>

/** How a write ended. */
export type Applied =
  | { readonly kind: "applied"; readonly counts: Counts }
  /** Nothing was changed, or, when the disk failed half-way, {@link recover} finishes it. */
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] }

/** How a plan is applied. */
export interface ApplyOptions {
  /** The disk to write to. Default the real one. */
  readonly disk?: Disk
  /** Called after each file with how many of how many are written, once to stage and once to move. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Makes the disk as a plan says, or refuses and changes nothing.
 *
 * Every file is first written under the staging directory, then a journal of what remains to be done, then files are
 * deleted and moved into place, then the ledger, then the journal goes. A process that dies before the journal stands has
 * changed nothing, one that dies later is finished by {@link recover}; no file is ever half-written.
 *
 * That holds when the process dies, not when the power fails: nothing is flushed to the platters, since a flush costs
 * milliseconds a file and everything here can be generated again. A file that a power cut tore has other bytes than the
 * ledger says, so the next `check` names it.
 */
export function apply(plan: Plan, options: ApplyOptions = {}): Applied {
  const problems = [...plan.diagnostics, ...handEdited(plan)]
  if (problems.length > 0) return { kind: "refused", diagnostics: problems }
  if (changesAnything(plan)) {
    const failure = withFailuresTold(plan.outDir, () => write(options.disk ?? realDisk, plan, options.onProgress))
    if (failure !== undefined) return { kind: "refused", diagnostics: [failure] }
  }
  return { kind: "applied", counts: count(plan.files) }
}

/**
 * Finishes or undoes a write that was interrupted, and waits for one that is under way. Run it before {@link plan}.
 *
 * A file that someone changed after the interruption is left as it is.
 */
export function recover(outDir: string, disk: Disk = realDisk): Recovered {
  if (!isInterrupted(outDir) && !isLocked(outDir)) return { kind: "clean" }
  const links = [join(outDir, stateDirectory), workDirectory(outDir)].filter(isLink)
  if (links.length > 0) return { kind: "failed", diagnostics: links.map(symbolicLink) }
  let kind: "clean" | "finished" | "undone" = "clean"
  const failure = withFailuresTold(outDir, () =>
    locked(disk, outDir, () => {
      if (!isInterrupted(outDir)) return undefined
      const journal = readJournal(outDir)
      kind = "undone"
      if (journal === undefined) return void disk.removeTree(workDirectory(outDir))
      kind = "finished"
      return void finish(disk, outDir, journal, { careful: true })
    }),
  )
  return failure === undefined ? { kind } : { kind: "failed", diagnostics: [failure] }
}

/** How {@link recover} found an output directory, and left it. */
export type Recovered =
  | { readonly kind: "clean" | "finished" | "undone" }
  | { readonly kind: "failed"; readonly diagnostics: readonly Diagnostic[] }

/**
 * Says whether a write of an output directory was interrupted, without changing anything: for `check`. One that is under
 * way is waited for.
 */
export function isInterrupted(outDir: string): boolean {
  waitUntilUnlocked(outDir)
  return entryAt(workDirectory(outDir)) !== undefined
}

function isLink(path: string): boolean {
  return entryAt(path)?.isSymbolicLink() ?? false
}

function write(disk: Disk, plan: Plan, onProgress: ApplyOptions["onProgress"]): Diagnostic | undefined {
  return locked(disk, plan.outDir, () => {
    // The plan was made before the lock was ours; every write changes the ledger, so an equal one means that none was.
    if (isInterrupted(plan.outDir) || ledgerText(plan.outDir) !== plan.ledger.text) return overtaken
    const journal = stageOrUndo(disk, plan, onProgress)
    finish(disk, plan.outDir, journal, { careful: false, ...(onProgress === undefined ? {} : { onProgress }) })
    return undefined
  })
}

const overtaken: Diagnostic = {
  code: "write/busy",
  severity: "error",
  message: "Another build wrote here meanwhile.",
  path: "",
  help: "Run the command again.",
}

function locked(disk: Disk, outDir: string, step: () => Diagnostic | undefined): Diagnostic | undefined {
  const held = lock(disk, outDir)
  if (!("release" in held)) return held
  try {
    return step()
  } finally {
    held.release()
  }
}

function withFailuresTold(outDir: string, step: () => Diagnostic | undefined): Diagnostic | undefined {
  try {
    return step()
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    return failed(outDir, error as NodeJS.ErrnoException)
  }
}

function failed(outDir: string, error: NodeJS.ErrnoException): Diagnostic {
  const place = shownPath(error.path ?? outDir)
  const unfinished = existsSync(journalFile(outDir))
  return {
    code: "write/failed",
    severity: "error",
    message: `${place} can't be written: ${error.message.replace(/^\w+: /, "").replace(/, \w+(?: '.*)?$/, "")} (${error.code}).`,
    path: "",
    help: unfinished ? "Mend that and build again: the write is finished first." : "Mend that and build again.",
  }
}

function stageOrUndo(disk: Disk, plan: Plan, onProgress: ApplyOptions["onProgress"]): Journal {
  try {
    return stage(disk, plan, onProgress)
  } catch (error) {
    disk.removeTree(workDirectory(plan.outDir))
    throw error
  }
}

/** Writes everything that is new under the staging directory, and the journal last, in one step. */
function stage(disk: Disk, plan: Plan, onProgress: ApplyOptions["onProgress"]): Journal {
  const work = workDirectory(plan.outDir)
  disk.makeDirectory(work)
  disk.writeFile(join(work, ".gitignore"), "*\n", false)
  const written = plan.files.filter((file) => file.action === "create" || file.action === "change")
  const journal = journalOf(plan, written)
  const made = new Set<string>()
  for (const [index, file] of written.entries()) {
    const staged = stagedAt(plan, file, index)
    const directory = directoryOf(staged)
    if (!made.has(directory)) disk.makeDirectory(join(work, directory))
    made.add(directory)
    disk.writeFile(join(work, staged), file.artifact?.content ?? "", file.artifact?.executable === true)
    onProgress?.(index + 1, written.length)
  }
  disk.writeFile(join(work, ledgerName), plan.nextLedger, false)
  disk.writeFile(`${journalFile(plan.outDir)}.part`, JSON.stringify(journal), false)
  disk.move(`${journalFile(plan.outDir)}.part`, journalFile(plan.outDir))
  return journal
}

function journalOf(plan: Plan, written: readonly PlannedFile[]): Journal {
  const removes = plan.files
    .filter((file) => file.action === "delete")
    .map((file) => ({ path: file.path, sha256: file.before ?? "" }))
  return { version: 1, removes, directories: emptied(plan, removes), moves: movesOf(plan, written) }
}

/** A folder that doesn't exist yet is moved whole: a first build is a few moves instead of one a file. */
function movesOf(plan: Plan, written: readonly PlannedFile[]): readonly Move[] {
  const folders = new Set<string>()
  return written.flatMap((file, index): readonly Move[] => {
    const top = missingDirectory(plan, file.path)
    if (top === undefined) {
      const replaces = file.before === undefined ? {} : { replaces: file.before }
      return [{ from: `files/${index}`, to: file.path, ...replaces }]
    }
    if (folders.has(top)) return []
    folders.add(top)
    return [{ from: `new/${top}`, to: top }]
  })
}

function stagedAt(plan: Plan, file: PlannedFile, index: number): string {
  return missingDirectory(plan, file.path) === undefined ? `files/${index}` : `new/${file.path}`
}

/** The topmost directory of a path that doesn't exist. */
function missingDirectory(plan: Plan, path: string): string | undefined {
  let missing: string | undefined
  let directory = directoryOf(path)
  while (directory !== "" && !plan.listing.has(directory)) {
    missing = directory
    directory = directoryOf(directory)
  }
  return missing
}

function emptied(plan: Plan, removes: Journal["removes"]): readonly string[] {
  const directories = new Set<string>()
  for (const { path } of removes) {
    for (let above = directoryOf(path); above !== "" && !plan.directories.has(above); above = directoryOf(above)) {
      directories.add(above)
    }
  }
  return [...directories].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

function count(files: readonly PlannedFile[]): Counts {
  const of = (...actions: readonly Action[]) => files.filter((file) => actions.includes(file.action)).length
  return { created: of("create"), changed: of("change"), unchanged: of("unchanged", "record"), deleted: of("delete") }
}
