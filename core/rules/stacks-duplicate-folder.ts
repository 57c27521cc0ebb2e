import type { Rule } from "../rule.js"
import { named, placesOf, twice } from "../stack-places.js"

/** Two stacks in one folder of a VM would overwrite each other's files. */
export const stacksDuplicateFolder: Rule = {
  code: "stacks/duplicate_folder",
  severity: "error",
  summary: "Two stacks are deployed to the same folder of a VM.",
  *check({ environments }) {
    for (const environment of environments) {
      yield* twice(placesOf(environment), ({ host, stack }) => `${host.name} ${stack.deployedTo}`, {
        field: "on",
        message: (one, other) =>
          `The stacks ${named(other)} and ${named(one)} are both deployed to ${JSON.stringify(one.stack.deployedTo)}.`,
        help: "State a folder of its own with `on`.",
      })
    }
  },
}
