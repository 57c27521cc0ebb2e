import { example } from "../example.js"
import type { Rule } from "../rule.js"
import { named, type Place, placesOf, twice } from "../stack-places.js"

/** One Docker engine knows a project by its name: two stacks of one name would replace each other's containers. */
export const stacksDuplicateProject: Rule = {
  code: "stacks/duplicate_project",
  severity: "error",
  summary: "Two stacks of one Docker engine have the same project name.",
  *check({ environments }) {
    for (const environment of environments) {
      yield* twice(placesOf(environment), (place) => `${engineOf(place)} ${place.stack.project}`, {
        field: "project",
        message: (one, other) =>
          `The stacks ${named(other)} and ${named(one)} are both the project ${JSON.stringify(one.stack.project)}${one.host === other.host ? "" : " on one laptop"}.`,
        help: "Give one of them another project name; whichever runs already keeps its own.",
      })
    }
  },
  explain: () => ({
    why: `A Docker engine tells stacks apart by the project's name. Of two stacks with one name, each \`docker compose up --remove-orphans\`
removes the other's containers, and both share networks and volumes. On a laptop all hosts share one engine.`,
    source: {
      title: "Compose Specification: the top-level name",
      url: "https://github.com/compose-spec/compose-spec/blob/main/04-version-and-name.md",
    },
    failing: shop("bakery"),
    passing: shop("sales"),
  }),
}

/** On a laptop, all hosts of an environment share one Docker engine. */
function engineOf({ environment, host }: Place): string {
  return environment.placements.includes("local") ? "" : host.name
}

function shop(project: string): string {
  return example({
    hosts: {
      shop: {
        lines: `stacks:\n  web: { directory: web, project: bakery }\n  sales: { directory: sales, project: ${project} }`,
        services: { orders: "stack: web\nports: { http: 8000 }", till: "stack: sales\nports: { http: 8001 }" },
      },
    },
  })
}
