import { example } from "../../../core/example.js"
import { enumerate, nearest } from "../../../core/resolve/problems.js"
import type { Rule } from "../../../core/rule.js"
import { child } from "../../../schema/pointer.js"
import { FURTHER_KEYS, isExtension, KNOWN_KEYS } from "../keys.js"
import { composeServices } from "../services.js"

/** Compose refuses a file with a key that the specification does not have. */
export const servicesComposeUnknown: Rule = {
  code: "services/compose_unknown",
  severity: "error",
  summary: "A key under `compose` is not a service key of the Compose Specification.",
  *check(estate) {
    for (const { id, path, compose, environment } of composeServices(estate)) {
      for (const key of Object.keys(compose)) {
        if (FURTHER_KEYS.has(key) || KNOWN_KEYS.has(key) || isExtension(key)) continue
        const near = nearest(key, [...FURTHER_KEYS.keys()])
        yield {
          message: `${id} sets ${JSON.stringify(key)} under \`compose\`, which no service of the Compose Specification has.`,
          path: child(child(path, "compose"), key),
          found: key,
          allowed: enumerate([...FURTHER_KEYS.keys()]),
          help: near === undefined ? "Remove it, or begin its name with x-." : `Did you mean ${JSON.stringify(near)}?`,
          environments: [environment],
        }
      }
    }
  },
  explain: () => ({
    why: `Compose checks a file against its schema, and refuses all of it for one key that it does not know. A key that begins with \`x-\` is an
extension, which Compose leaves alone.`,
    source: {
      title: "Compose Specification: extensions",
      url: "https://github.com/compose-spec/compose-spec/blob/main/11-extension.md",
    },
    failing: shop("workingdir: /srv"),
    passing: shop("working_dir: /srv"),
  }),
}

function shop(key: string): string {
  return example({ services: { orders: `compose: { ${key} }` } })
}
