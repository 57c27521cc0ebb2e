import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"
import { entryAt, systemCode } from "./disk.js"
import { isSafePath, stateDirectory, symbolicLink } from "./paths.js"

/** One file that we generated last time. */
export interface LedgerLine {
  /** Relative to the output directory. */
  readonly path: string
  /** Of its bytes, 64 lower-case hexadecimal digits. */
  readonly sha256: string
  /** The version of the compiler that wrote it. */
  readonly compiler: string
  /** The environment it belongs to, absent when shared: what a narrowed build may delete. */
  readonly environment?: string
}

/** What the ledger claims about one path: its line, and the hashes of other lines for it on the sides of a conflict. */
export interface Claim extends LedgerLine {
  /** Hashes that the other sides of a merge conflict give. */
  readonly alternatives?: readonly string[]
}

/** The ledger as it stands on disk. */
export interface Ledger {
  /** `conflicted` when version control left its markers in it, `invalid` when it can't be trusted. */
  readonly state: "read" | "missing" | "conflicted" | "invalid"
  /** Its text, "" when missing. */
  readonly text: string
  /** By path. Empty when missing or invalid. */
  readonly claims: ReadonlyMap<string, Claim>
  /** Why it is invalid, each with its line. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The ledger's name under {@link stateDirectory}. */
export const ledgerName = "ledger.jsonl"

/** Reads the ledger of an output directory. Its content is untrusted: anyone who can edit the repository can edit it. */
export function readLedger(outDir: string): Ledger {
  const directory = join(outDir, stateDirectory)
  const file = join(directory, ledgerName)
  const links = [directory, file].filter(isLink)
  if (links.length > 0) return { state: "invalid", text: "", claims: new Map(), diagnostics: links.map(symbolicLink) }
  const text = ledgerText(outDir)
  if (text === "") return { state: "missing", text: "", claims: new Map(), diagnostics: [] }
  return parseLedger(text, shownPath(file))
}

/** The text of an output directory's ledger, "" when there is none. */
export function ledgerText(outDir: string): string {
  try {
    return readFileSync(join(outDir, stateDirectory, ledgerName), "utf8")
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return ""
    throw error
  }
}

function isLink(path: string): boolean {
  return entryAt(path)?.isSymbolicLink() ?? false
}

/**
 * Parses a ledger's text.
 *
 * A line between conflict markers is a claim like any other: a path claimed by both sides has two accepted hashes.
 */
export function parseLedger(text: string, file: string): Ledger {
  const lines = text.split("\n")
  const conflicted = lines.some((line) => conflictMarker.test(line))
  const claims = new Map<string, Claim>()
  const diagnostics: Diagnostic[] = []
  for (const [index, line] of lines.entries()) {
    if (line === "" || line === "\r" || (conflicted && conflictMarker.test(line))) continue
    const parsed = parseLine(line)
    const known = typeof parsed === "string" ? undefined : claims.get(parsed.path)
    if (typeof parsed === "string") diagnostics.push(invalidLine(file, index + 1, parsed))
    else if (known === undefined) claims.set(parsed.path, parsed)
    else if (conflicted) claims.set(parsed.path, withAlternative(known, parsed.sha256))
    else diagnostics.push(invalidLine(file, index + 1, `has a second line for ${JSON.stringify(parsed.path)}`))
  }
  if (diagnostics.length > 0) return { state: "invalid", text, claims: new Map(), diagnostics }
  return { state: conflicted ? "conflicted" : "read", text, claims, diagnostics }
}

const conflictMarker = /^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)/

function withAlternative(claim: Claim, sha256: string): Claim {
  return { ...claim, alternatives: [...(claim.alternatives ?? []), sha256] }
}

/** Prints lines, sorted by path, one a file: two branches that touch different files merge without a conflict. */
export function printLedger(lines: readonly LedgerLine[]): string {
  let text = ""
  for (const line of [...lines].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const environment = line.environment === undefined ? "" : `,"environment":${JSON.stringify(line.environment)}`
    text += `{"path":${JSON.stringify(line.path)},"sha256":"${line.sha256}","compiler":${JSON.stringify(line.compiler)}${environment}}\n`
  }
  return text
}

/** Says whether a claim accepts a hash: the bytes it belongs to are ours. */
export function accepts(claim: Claim, sha256: string): boolean {
  return claim.sha256 === sha256 || (claim.alternatives?.includes(sha256) ?? false)
}

function parseLine(line: string): LedgerLine | string {
  const value = parseJson(line)
  if (value === null || typeof value !== "object" || Array.isArray(value)) return "is not a JSON object"
  const { path, sha256, compiler, environment, ...rest } = value as Record<string, unknown>
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) return `has the unknown field ${JSON.stringify(unknown)}`
  if (typeof path !== "string" || !isSafePath(path))
    return `has the path ${shown(path)}, which is not inside the folder`
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) return `has the sha256 ${shown(sha256)}`
  if (typeof compiler !== "string" || !/^[\w.+-]{1,64}$/.test(compiler)) return `has the compiler ${shown(compiler)}`
  if (environment === undefined) return { path, sha256, compiler }
  if (typeof environment !== "string" || environment === "") return `has the environment ${shown(environment)}`
  return { path, sha256, compiler, environment }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing"
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function invalidLine(file: string, line: number, fact: string): Diagnostic {
  return {
    code: "ledger/invalid",
    severity: "error",
    message: `The ledger's line ${line} ${fact}.`,
    path: "",
    help: "Restore the ledger from version control, or delete it: a build records again every file that is as it should be.",
    position: { file, line, column: 1 },
  }
}
