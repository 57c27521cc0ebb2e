import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { Ajv, ValidateFunction } from "ajv"

/** What is wrong with a document, as ajv tells it. */
export interface Violation {
  /** A JSON Pointer into the document. */
  readonly instancePath: string
  /** What the schema demands there. */
  readonly message?: string
}

/**
 * Holds a document against the JSON Schema of the Compose Specification, which the dclint package ships. Empty when it keeps it.
 *
 * This module compiles the schema when it is first asked, which takes a fifth of a second. In the bundle another stands in its place,
 * with the same export, that was compiled ahead of time: see scripts/compose-schema.mjs.
 */
export function violations(document: unknown): readonly Violation[] {
  compiled ??= compile()
  return compiled(document) ? [] : (compiled.errors ?? [])
}

let compiled: ValidateFunction | undefined

function compile(): ValidateFunction {
  const require = createRequire(import.meta.url)
  const file = join(dirname(require.resolve("dclint/package.json")), "schemas", "compose.schema.json")
  const { $schema: _draft7, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>
  const { Ajv: Compiler } = require("ajv") as { readonly Ajv: typeof Ajv }
  return new Compiler({ strict: false, validateFormats: false }).compile(schema)
}
