import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Lines } from "../../formats/lines.js"
import type { StackContext } from "./context.js"
import { CONSTANT } from "./values.js"

/** A stack's .gitignore: what people bring beside the generated files is theirs alone. */
export function ignoredFiles({ shared }: StackContext): Lines {
  const head = header(shared).map((line) => ({ text: `# ${line}`, origin: HEADER_ORIGIN }))
  return { pieces: [...head, { text: "\n/.env\n/secrets/", origin: CONSTANT }] }
}
