import type { Rule } from "../../../core/rule.js"
import { proxiesOf } from "../context.js"
import { documentOf } from "../document.js"
import { collecting, type Refusal } from "../words.js"

/** Some texts can't be spelled so that Caddy reads what was meant. */
export const caddyValue: Rule = {
  code: "caddy/value",
  severity: "error",
  summary: "A Caddyfile can't hold a value.",
  *check({ shared, environments }) {
    for (const environment of environments) {
      for (const context of proxiesOf(environment, shared)) {
        const refusals: Refusal[] = []
        documentOf(
          context,
          collecting((refusal) => refusals.push(refusal)),
        )
        for (const { origin, value, reason } of refusals) {
          yield {
            message: `A Caddyfile can't hold this value: ${reason}.`,
            path: origin,
            found: value,
            help: "Write it in another way, or move it into a fragment of your own.",
            environments: [environment.name],
          }
        }
      }
    }
  },
}
