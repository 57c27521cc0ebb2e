import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { child } from "../../../schema/pointer.js"
import { KNOWN_KEYS } from "../keys.js"
import { composeServices } from "../services.js"

/** What the topology has a field for is said there, where rules and the other generators see it. */
export const servicesComposeKey: Rule = {
  code: "services/compose_key",
  severity: "error",
  summary: "A key under `compose` has a field of its own.",
  *check(estate) {
    for (const { id, path, compose, environment } of composeServices(estate)) {
      for (const key of Object.keys(compose)) {
        const instead = KNOWN_KEYS.get(key)
        if (instead === undefined) continue
        yield {
          message: `${id} sets ${JSON.stringify(key)} under \`compose\`, which the topology has a field for.`,
          path: child(child(path, "compose"), key),
          found: key,
          help: `Use ${instead} instead.`,
          environments: [environment],
        }
      }
    }
  },
  explain: () => ({
    why: `What the topology has a field for is read there by rules, the other generators and the pages. The same thing under \`compose\` would be
one that nobody sees: a port that no firewall rule follows, a limit that no sum counts.`,
    source: {
      title: "Compose Specification: services",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md",
    },
    failing: shop("compose: { mem_limit: 256m }"),
    passing: shop("resources: { memory: 256 MiB }"),
  }),
}

function shop(limit: string): string {
  return example({ services: { orders: `${limit}` } })
}
