import { example } from "../example.js"
import type { Rule } from "../rule.js"
import { named, placesOf, twice } from "../stack-places.js"

/** Two stacks in one folder would be one file. Some file systems don't tell capitals apart, so neither does this. */
export const stacksDuplicateDirectory: Rule = {
  code: "stacks/duplicate_directory",
  severity: "error",
  binding: true,
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
  explain: () => ({
    why: `A stack is one folder, with its \`docker-compose.yml\`: of two stacks in one folder, the later would be written over the earlier.
Folders that differ in capitals only are one on many laptops.`,
    source: {
      title: "Compose Specification: the Compose file, one of which a folder has",
      url: "https://github.com/compose-spec/compose-spec/blob/main/03-compose-file.md",
    },
    failing: shop("Web"),
    passing: shop("sales"),
  }),
}

function shop(directory: string): string {
  return example({
    hosts: {
      shop: {
        lines: `stacks:\n  web: { directory: web, project: web }\n  sales: { directory: ${directory}, project: sales }`,
        services: { orders: "stack: web\nports: { http: 8000 }", till: "stack: sales\nports: { http: 8001 }" },
      },
    },
  })
}
