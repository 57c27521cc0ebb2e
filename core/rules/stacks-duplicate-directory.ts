import type { Rule } from "../rule.js"
import { named, placesOf, twice } from "../stack-places.js"

/** Two stacks in one folder would be one file. Some file systems don't tell capitals apart, so neither does this. */
export const stacksDuplicateDirectory: Rule = {
  code: "stacks/duplicate_directory",
  severity: "error",
  summary: "Two stacks are written to the same folder.",
  *check({ environments }) {
    const written = environments
      .flatMap(placesOf)
      .filter(({ host: { generate } }) => generate.has("compose") || generate.has("caddy"))
    yield* twice(written, ({ stack }) => stack.directory.toLowerCase(), {
      field: "directory",
      message: (one, other) =>
        `The stacks ${named(other)} and ${named(one)} are both written to ${JSON.stringify(one.stack.directory)}.`,
      help: "Give each a folder of its own; {environment} or {short} in it tells environments apart.",
    })
  },
}
