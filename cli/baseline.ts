import { readFileSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { type KnownFinding, keyOf, knownFinding } from "../core/baseline.js"
import type { Diagnostic, Named } from "../core/diagnostic.js"
import { shownPath } from "./places.js"
import { reportVersion } from "./report.js"
import { systemCode } from "./write/disk.js"

const KIND = "groundplan/baseline"

/** Reads the findings of a baseline, or says why they can't be read. */
export function readBaseline(file: string): {
  readonly known: readonly KnownFinding[]
  readonly diagnostics: readonly Diagnostic[]
} {
  try {
    const data: unknown = JSON.parse(readFileSync(resolve(file), "utf8"))
    return isBaseline(data)
      ? { known: data.findings, diagnostics: [] }
      : { known: [], diagnostics: [problem("invalid", `${shown(file)} is not a baseline of this version.`, file)] }
  } catch (error) {
    if (error instanceof SyntaxError)
      return { known: [], diagnostics: [problem("invalid", `${shown(file)} is not JSON.`, file)] }
    if (systemCode(error) === undefined) throw error
    return { known: [], diagnostics: [problem("not_found", `${shown(file)} can't be read.`, file)] }
  }
}

/** Writes findings as a baseline: the same findings make the same file, whatever their order. */
export function writeBaseline(file: string, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = findings.map(knownFinding).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))
  const document = { kind: KIND, version: reportVersion, findings: known }
  try {
    writeFileSync(resolve(file), `${JSON.stringify(document, undefined, 2)}\n`)
    return []
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return [problem("not_written", `${shown(file)} can't be written.`, file)]
  }
}

function isBaseline(data: unknown): data is { readonly findings: readonly KnownFinding[] } {
  if (typeof data !== "object" || data === null) return false
  const { kind, version, findings } = data as Readonly<Record<string, unknown>>
  return kind === KIND && version === reportVersion && Array.isArray(findings) && findings.every(isKnownFinding)
}

function isKnownFinding(data: unknown): data is KnownFinding {
  if (typeof data !== "object" || data === null) return false
  const { code, at, message, environments } = data as Readonly<Record<string, unknown>>
  const texts = [code, at, message, ...(Array.isArray(environments) ? environments : [])]
  return texts.every((text) => typeof text === "string") && (environments === undefined || Array.isArray(environments))
}

function shown(file: string): string {
  return shownPath(resolve(file))
}

function problem(code: Named<"baseline">, message: string, file: string): Diagnostic {
  return {
    code: `baseline/${code}`,
    severity: "error",
    message,
    path: "",
    help: code === "not_written" ? "Correct the path, or the permissions." : "Make it anew with --write-baseline.",
    position: { file: shown(file), line: 1, column: 1 },
  }
}
