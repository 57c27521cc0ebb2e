import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { child, type Pointer } from "../../../schema/pointer.js"
import { FURTHER_KEYS, isExtension } from "../keys.js"
import { composeServices } from "../services.js"
import { DATA, misfit } from "../shapes.js"

/** The values under `compose` are written as they are, so they must be what Compose takes. */
export const servicesComposeValue: Rule = {
  code: "services/compose_value",
  severity: "error",
  summary: "A value under `compose` is not what the Compose Specification takes there.",
  *check(estate) {
    for (const { id, path, compose, environment } of composeServices(estate)) {
      for (const [key, value] of Object.entries(compose)) {
        const shape = FURTHER_KEYS.get(key) ?? (isExtension(key) ? DATA : undefined)
        const wrong = shape === undefined || value === undefined ? undefined : misfit(value, shape)
        if (wrong === undefined) continue
        yield {
          message: `${id} gives ${[key, ...wrong.place].join(".")} under \`compose\` a value that Compose does not take.`,
          path: wrong.place.reduce<Pointer>(child, child(child(path, "compose"), key)),
          found: wrong.found,
          allowed: wrong.allowed,
          help: `Write ${wrong.allowed}.`,
          environments: [environment],
        }
      }
    }
  },
  explain: () => ({
    why: `What stands under \`compose\` is written as it is. A value of another kind than the specification takes, such as a list where a word
is due, makes Compose refuse the whole file on the machine.`,
    source: {
      title: "Compose Specification: its JSON Schema",
      url: "https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json",
    },
    failing: shop("[/srv]"),
    passing: shop("/srv"),
  }),
}

function shop(folder: string): string {
  return example({ services: { orders: `compose: { working_dir: ${folder} }` } })
}
