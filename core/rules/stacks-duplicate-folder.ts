import { example } from "../example.js"
import type { Rule } from "../rule.js"
import { named, type Place, placesOf, twice } from "../stack-places.js"

/** Two stacks in one folder of a VM would overwrite each other's files. */
export const stacksDuplicateFolder: Rule = {
  code: "stacks/duplicate_folder",
  severity: "error",
  summary: "Two stacks are deployed to the same folder of a VM.",
  *check({ environments }) {
    for (const environment of environments) {
      yield* twice(toldNowhereElse(placesOf(environment)), ({ host, stack }) => `${host.name} ${stack.deployedTo}`, {
        field: "on",
        message: (one, other) =>
          `The stacks ${named(other)} and ${named(one)} are both deployed to ${JSON.stringify(one.stack.deployedTo)}.`,
        help: "State a folder of its own with `on`.",
      })
    }
  },
  explain: () => ({
    why: `A stack is deployed to a folder of its VM, by default \`/opt/\` and the last part of its directory. In one folder, one stack's files
would take the place of the other's, and \`docker compose up\` there would start the wrong one.`,
    source: {
      title: "Docker: compose up, which takes the file of its folder",
      url: "https://docs.docker.com/reference/cli/docker/compose/up/",
    },
    failing: shop("/opt/bakery"),
    passing: shop("/opt/sales"),
  }),
}

/** A folder that is derived from a directory which two stacks are written to is told as that. */
function toldNowhereElse(places: readonly Place[]): readonly Place[] {
  const directories = new Set<string>()
  return places.filter(({ host, stack }) => {
    const isWritten = host.generate.has("compose") || host.generate.has("caddy")
    const count = directories.size
    directories.add(`${host.name} ${stack.directory.toLowerCase()}`)
    return stack.sources.on !== undefined || !isWritten || directories.size > count
  })
}

function shop(folder: string): string {
  return example({
    hosts: {
      shop: {
        lines: `stacks:\n  web: { directory: web, project: web, on: /opt/bakery }\n  sales: { directory: sales, project: sales, on: ${folder} }`,
        services: { orders: "stack: web\nports: { http: 8000 }", till: "stack: sales\nports: { http: 8001 }" },
      },
    },
  })
}
