import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { Ajv } from "ajv"
import standalone from "ajv/dist/standalone/index.js"

const require = createRequire(import.meta.url)

/** The source of a module that does what generators/compose/validator.ts does, its schema compiled ahead of time. */
export function composeValidatorSource() {
  const file = join(dirname(require.resolve("dclint/package.json")), "schemas", "compose.schema.json")
  // ajv knows draft 7 by another spelling of its URL, and takes a schema without one for draft 7.
  const { $schema: _, ...schema } = JSON.parse(readFileSync(file, "utf8"), withoutWords)
  const ajv = new Ajv({ strict: false, validateFormats: false, code: { source: true, esm: true, lines: false } })
  return `${standalone.default(ajv, ajv.compile(schema))}
const compiled = validate
export function violations(document) { return compiled(document) ? [] : (compiled.errors ?? []) }
`
}

/** The words of a schema take as much room as its rules, and the compiled module would carry them along. */
function withoutWords(key, value) {
  return (key === "description" || key === "title") && typeof value === "string" ? undefined : value
}

/** Puts the compiled validator in the place of the one that compiles when it is asked. */
export const composeValidator = {
  name: "compose-validator",
  setup(build) {
    build.onLoad({ filter: /generators[/\\]compose[/\\]validator\.ts$/ }, ({ path }) => ({
      contents: composeValidatorSource(),
      loader: "js",
      resolveDir: dirname(path),
    }))
  },
}
