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
}
