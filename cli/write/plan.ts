import { hash } from "node:crypto"
import { accessSync, constants, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { type Artifact, GENERATED_BY } from "../../core/artifact.js"
import type { Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"
import { systemCode } from "./disk.js"
import { accepts, type Claim, type Ledger, type LedgerLine, ledgerText, printLedger, readLedger } from "./ledger.js"
import { kindAt, type Listing, list } from "./listing.js"
import { isHeld, waitUntilUnlocked } from "./lock.js"
import { checkPaths, directoriesOf, directoryOf, symbolicLink } from "./paths.js"

/** How a generated file differs from what the topology says. */
export type Drift =
  /** The topology, or an image's tag, changed after the file was written. */
  | "stale"
  /** Another version of the compiler wrote it, and this one writes it differently. */
  | "compiler-upgraded"
  /** Someone changed it after it was written. */
  | "hand-edited"
  /** The ledger has it and the disk doesn't. */
  | "missing"
  /** The topology no longer asks for it. */
  | "orphaned"
  /** It is as it should be, but the ledger is lost or says otherwise. */
  | "unrecorded"

/** What a build does to one file. `record` and `forget` change its ledger line only; `blocked` stops the write. */
export type Action = "create" | "change" | "unchanged" | "delete" | "record" | "forget" | "blocked"

/** One file of a {@link Plan}. */
export interface PlannedFile {
  /** Relative to the output directory. */
  readonly path: string
  readonly action: Action
  /** Absent when the file is as it should be and recorded. */
  readonly drift?: Drift
  /** What it should hold; absent when it should not exist. */
  readonly artifact?: Artifact
  /** The sha256 of what stands on disk; absent when nothing does, or when it already is what it should be. */
  readonly before?: string
  /** The sha256 of the artifact. */
  readonly after?: string
  /** The version that wrote it last, by the ledger. */
  readonly writtenBy?: string
}

/** What a build would do. Computed without changing anything. */
export interface Plan {
  /** Absolute. */
  readonly outDir: string
  /** Sorted by path; those of environments that were not asked for are left out. */
  readonly files: readonly PlannedFile[]
  /** Errors that forbid a write: paths that clash, a ledger that can't be trusted, a file of the user's in the way. */
  readonly diagnostics: readonly Diagnostic[]
  /** The ledger as it stands. */
  readonly ledger: Ledger
  /** The ledger as the write would leave it. */
  readonly nextLedger: string
  /** What stands in the directories that hold generated files. */
  readonly listing: Listing
  /** Paths of files that are ours but were not asked for: those of other environments. */
  readonly others: readonly string[]
  /** Directories that hold a generated file after the write. */
  readonly directories: ReadonlySet<string>
}

/** What a plan is made for. */
export interface PlanOptions {
  /** The directory that artifacts are relative to; relative to the working directory or absolute. It need not exist. */
  readonly outDir: string
  /** Recorded in the ledger with every file that is written. */
  readonly compilerVersion: string
  /** The only environments whose files are written or deleted; shared files always are. Default all. */
  readonly environments?: readonly string[]
  /** Whether files that were edited by hand are overwritten. Default false: they are `blocked`. */
  readonly overwrite?: boolean
}

/**
 * Compares artifacts with the disk and the ledger: what is to be created, changed, deleted, and how each came to differ.
 *
 * A file that the ledger doesn't have is the user's, and never in the plan's way unless it stands where one of ours must
 * go; if its bytes are what we would write there, it is recorded as ours.
 */
export function plan(artifacts: readonly Artifact[], options: PlanOptions): Plan {
  const outDir = resolve(options.outDir)
  try {
    for (let attempt = 1; ; attempt++) {
      const planned = compareAll(artifacts, outDir, options)
      if (isClean(planned) || isUndisturbed(planned) || attempt === 20) return planned
      waitUntilUnlocked(outDir)
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return unreadable(outDir, error as NodeJS.ErrnoException)
  }
}

/** Files read while another build moved them would seem edited by hand; every build changes the ledger in the end. */
function isUndisturbed(planned: Plan): boolean {
  if (planned.ledger.state === "invalid") return true
  return !isHeld(planned.outDir) && ledgerText(planned.outDir) === planned.ledger.text
}

function compareAll(artifacts: readonly Artifact[], outDir: string, options: PlanOptions): Plan {
  const ledger = readLedger(outDir)
  const unusable = [...checkPaths(artifacts), ...ledger.diagnostics]
  const all = new Map(artifacts.map((artifact) => [artifact.path, artifact]))
  const orphans = [...ledger.claims.values()].filter((claim) => !all.has(claim.path))
  const listing = list(outDir, directoriesOf([...all.keys(), ...ledger.claims.keys()]))
  const context: Context = { outDir, options, ledger, listing, selected: selector(options.environments) }
  const files =
    unusable.length > 0
      ? []
      : [
          ...artifacts.filter((artifact) => context.selected(artifact.environment)).map((a) => compare(context, a)),
          ...orphans.filter((claim) => context.selected(claim.environment)).map((claim) => retire(context, claim)),
        ].sort((a, b) => (a.path < b.path ? -1 : 1))
  const nextLedger = unusable.length > 0 ? ledger.text : printLedger(nextLines(context, files))
  const kept = orphans.filter((claim) => !context.selected(claim.environment)).map((claim) => claim.path)
  return {
    outDir,
    files,
    diagnostics: [...unusable, ...obstacles(context, files)],
    ledger,
    nextLedger,
    listing,
    others: artifacts.filter((artifact) => !context.selected(artifact.environment)).map(({ path }) => path),
    directories: directoriesOf([...all.keys(), ...kept]),
  }
}

/** Says whether a plan finds everything as it should be, and the ledger too. */
export function isClean(plan: Plan): boolean {
  return plan.diagnostics.length === 0 && !changesAnything(plan) && plan.files.every((file) => file.drift === undefined)
}

/** Says whether applying a plan would change the disk. */
export function changesAnything(plan: Plan): boolean {
  return plan.nextLedger !== plan.ledger.text || plan.files.some((file) => changesDisk[file.action])
}

/** Whether an action changes the file itself. */
export const changesDisk: Readonly<Record<Action, boolean>> = {
  create: true,
  change: true,
  delete: true,
  unchanged: false,
  record: false,
  forget: false,
  blocked: false,
}

/** The files that were edited by hand and are therefore not written or deleted, told as errors of a build. */
export function handEdited(plan: Plan): readonly Diagnostic[] {
  return plan.files
    .filter((file) => file.action === "blocked" && file.drift === "hand-edited")
    .map((file) => ({
      code: "write/hand_edited",
      severity: "error",
      message:
        file.writtenBy === undefined
          ? `${shownPath(join(plan.outDir, file.path))} is not as it would be generated, and the ledger that tells whether it was edited is lost.`
          : `${shownPath(join(plan.outDir, file.path))} was edited by hand after it was generated.`,
      path: "",
      help: "Make the change in the topology instead and build again, or discard the edit with --overwrite.",
    }))
}

/** The text that stands on disk where `file` is planned, "" when there is none. */
export function textOnDisk(plan: Plan, file: PlannedFile): string {
  return kindAt(plan.listing, file.path) === "file" ? readFileSync(join(plan.outDir, file.path), "utf8") : ""
}

function unreadable(outDir: string, error: NodeJS.ErrnoException): Plan {
  const diagnostic: Diagnostic = {
    code: "write/unreadable",
    severity: "error",
    message: `${shownPath(error.path ?? outDir)} can't be read (${error.code}).`,
    path: "",
    help: "Give the user who builds access to the output directory.",
  }
  const ledger: Ledger = { state: "missing", text: "", claims: new Map(), diagnostics: [] }
  return {
    outDir,
    files: [],
    diagnostics: [diagnostic],
    ledger,
    nextLedger: "",
    listing: new Map(),
    others: [],
    directories: new Set(),
  }
}

interface Context {
  readonly outDir: string
  readonly options: PlanOptions
  readonly ledger: Ledger
  readonly listing: Listing
  readonly selected: (environment: string | undefined) => boolean
}

function selector(environments: readonly string[] | undefined): Context["selected"] {
  return (environment) => environment === undefined || environments === undefined || environments.includes(environment)
}

function compare(context: Context, artifact: Artifact): PlannedFile {
  const { path } = artifact
  const claim = context.ledger.claims.get(path)
  const after = hash("sha256", artifact.content)
  const file = { path, artifact, after, ...(claim === undefined ? {} : { writtenBy: claim.compiler }) }
  const kind = kindAt(context.listing, path)
  if (kind === undefined) return { ...file, action: "create", drift: claim === undefined ? "stale" : "missing" }
  if (kind !== "file") return { ...file, action: kind === "directory" ? "create" : "blocked", drift: "stale" }
  const onDisk = join(context.outDir, path)
  const before = holds(onDisk, artifact.content) ? after : hash("sha256", readFileSync(onDisk))
  if (before === after) {
    if (!runsAsMeant(context, artifact)) return { ...file, action: "change", drift: "stale", before: after }
    const recorded = claim?.sha256 === after && claim.environment === artifact.environment
    return recorded ? { ...file, action: "unchanged" } : { ...file, action: "record", drift: "unrecorded" }
  }
  if (claim === undefined && !carriesHeader(onDisk, artifact))
    return { ...file, before, action: "blocked", drift: "unrecorded" }
  if (claim === undefined || !accepts(claim, before)) {
    return { ...file, before, action: context.options.overwrite === true ? "change" : "blocked", drift: "hand-edited" }
  }
  const upgraded = claim.compiler !== context.options.compilerVersion
  return { ...file, before, action: "change", drift: upgraded ? "compiler-upgraded" : "stale" }
}

/** Compares as text, which is quicker than bytes; only U+FFFD can stand for bytes that it isn't. */
function holds(file: string, content: string): boolean {
  if (readFileSync(file, "utf8") !== content) return false
  return !content.includes("\ufffd") || readFileSync(file).equals(Buffer.from(content))
}

/** Whether a file says of itself that it was generated, as the artifact does: the ledger that had it is lost. */
function carriesHeader(file: string, { content }: Artifact): boolean {
  const header = firstLines(content).find((line) => line.includes(GENERATED_BY))
  return header !== undefined && firstLines(readFileSync(file, "utf8")).includes(header)
}

function firstLines(text: string): readonly string[] {
  return text.slice(0, 400).split("\n", 4)
}

function runsAsMeant(context: Context, artifact: Artifact): boolean {
  if (artifact.executable !== true || process.platform === "win32") return true
  try {
    accessSync(join(context.outDir, artifact.path), constants.X_OK)
    return true
  } catch {
    return false
  }
}

function retire(context: Context, claim: Claim): PlannedFile {
  const file = { path: claim.path, writtenBy: claim.compiler }
  if (kindAt(context.listing, claim.path) !== "file") return { ...file, action: "forget", drift: "orphaned" }
  const before = hash("sha256", readFileSync(join(context.outDir, claim.path)))
  if (accepts(claim, before) || context.options.overwrite === true) {
    return { ...file, before, action: "delete", drift: "orphaned" }
  }
  return { ...file, before, action: "blocked", drift: "hand-edited" }
}

/** A line whose file doesn't change stands as it is, an older compiler's version included: an upgrade is no churn. */
function nextLines(context: Context, files: readonly PlannedFile[]): readonly LedgerLine[] {
  const planned = new Map(files.map((file) => [file.path, file]))
  const untouched = [...context.ledger.claims.values()].filter((claim) => !planned.has(claim.path))
  const lines = files.flatMap((file): readonly LedgerLine[] => {
    const claim = context.ledger.claims.get(file.path)
    if (claim !== undefined && (file.action === "unchanged" || file.action === "blocked")) return [claim]
    if (file.artifact === undefined || file.after === undefined || file.action === "blocked") return []
    const { environment } = file.artifact
    const line = { path: file.path, sha256: file.after, compiler: context.options.compilerVersion }
    return [environment === undefined ? line : { ...line, environment }]
  })
  return [...untouched, ...lines]
}

function obstacles(context: Context, files: readonly PlannedFile[]): readonly Diagnostic[] {
  const deleted = new Set(files.filter((file) => file.action === "delete").map((file) => file.path))
  const reported = new Set<string>()
  return files.flatMap(obstacle)

  function obstacle(file: PlannedFile): readonly Diagnostic[] {
    const place = file.artifact === undefined && file.action !== "delete" ? undefined : blockedAt(context, file.path)
    if (place !== undefined && !deleted.has(place)) {
      if (reported.has(place)) return []
      reported.add(place)
      const kind = kindAt(context.listing, place)
      return [kind === "link" ? linkAt(context, place) : clash(context, place, `${file.path} needs a folder there`)]
    }
    const kind = kindAt(context.listing, file.path)
    if (file.artifact === undefined || kind === undefined) return []
    if (kind === "file") {
      return file.drift === "unrecorded" && file.action === "blocked" ? [clash(context, file.path, fileInTheWay)] : []
    }
    if (kind === "link") return [linkAt(context, file.path)]
    const emptied = kind === "directory" && becomesEmpty(context.listing, file.path, deleted)
    return emptied ? [] : [clash(context, file.path, "a file is generated there")]
  }
}

const fileInTheWay = "a file of that name is generated"

/** The nearest ancestor of a path that is there and is no directory. */
function blockedAt(context: Context, path: string): string | undefined {
  const directory = directoryOf(path)
  if (directory === "" || context.listing.has(directory)) return undefined
  const above = blockedAt(context, directory)
  if (above !== undefined) return above
  const kind = kindAt(context.listing, directory)
  return kind === undefined || kind === "directory" ? undefined : directory
}

function becomesEmpty(listing: Listing, directory: string, deleted: ReadonlySet<string>): boolean {
  const entries = listing.get(directory)
  if (entries === undefined) return false
  return [...entries].every(([name, kind]) => {
    const path = `${directory}/${name}`
    return kind === "directory" ? becomesEmpty(listing, path, deleted) : deleted.has(path)
  })
}

function linkAt(context: Context, path: string): Diagnostic {
  return symbolicLink(join(context.outDir, path))
}

function clash(context: Context, path: string, fact: string): Diagnostic {
  const lost =
    context.ledger.state === "missing" ? " If it was generated, restore the ledger from version control." : ""
  return {
    code: "write/clash",
    severity: "error",
    message: `${shownPath(join(context.outDir, path))} is not a generated file, and ${fact}.`,
    path: "",
    help: `Move or remove it, or generate into another directory.${lost}`,
  }
}
