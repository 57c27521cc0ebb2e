import type { Diagnostic } from "../../core/diagnostic.js"
import { lineAndColumn, shownPath } from "../places.js"
import { jsonProblems } from "./json.js"

/** What a data file says, or every mistake in it. */
export type ReadData =
  | { readonly kind: "read"; readonly data: unknown }
  | { readonly kind: "failed"; readonly diagnostics: readonly Diagnostic[] }

/** Reads a JSON text (RFC 8259); `file` is its absolute path, for messages. */
export function readJson(text: string, file: string): ReadData {
  const clean = text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text
  const problems = jsonProblems(clean)
  if (problems.length > 0) return failed(problems.map(({ offset, message }) => mistake(text, file, offset, message)))
  return { kind: "read", data: JSON.parse(clean) }
}

/** Reads a YAML 1.2 text of one document; keys are strings, none may stand twice, and `<<` merges as people expect of YAML. */
export async function readYaml(text: string, file: string): Promise<ReadData> {
  const { parseDocument } = await import("yaml")
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, merge: true, logLevel: "silent" })
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0) {
    return failed(problems.map(({ pos, message }) => mistake(text, file, pos[0], message.replace(/\.$/, ""))))
  }
  try {
    return { kind: "read", data: document.toJS({ maxAliasCount: 1000 }) }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return failed([mistake(text, file, 0, error.message)])
  }
}

function failed(diagnostics: readonly Diagnostic[]): ReadData {
  return { kind: "failed", diagnostics }
}

function mistake(text: string, file: string, offset: number, message: string): Diagnostic {
  return {
    code: "load/syntax",
    severity: "error",
    message: `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`,
    path: "",
    position: { file: shownPath(file), ...lineAndColumn(text, offset) },
  }
}
