import type { Service } from "../../../core/estate.js"
import { example } from "../../../core/example.js"
import { type Origin, originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { composeServices } from "../services.js"

/** A process has one value for a variable, be it stated, a secret, or the file of one. */
export const servicesVariableTwice: Rule = {
  code: "services/variable_twice",
  severity: "error",
  summary: "A variable of a service is set twice.",
  *check(estate) {
    for (const service of composeServices(estate)) {
      if (service.secrets.length === 0 || service.variables.length + service.secrets.length < 2) continue
      const known = new Map<string, Origin>(service.variables.map(({ name, origin }) => [name, origin]))
      for (const [name, origin] of secretVariables(service)) {
        const earlier = known.get(name)
        known.set(name, earlier ?? origin)
        if (earlier === undefined) continue
        yield {
          message: `${service.id} sets the variable ${name} twice.`,
          path: origin,
          found: name,
          notes: [{ message: `${name} is set there too`, path: earlier }],
          help: "Keep one of them.",
          environments: [service.environment],
        }
      }
    }
  },
  explain: () => ({
    why: `A process has one value for a variable. Stated under \`environment\` and again as a secret, one of the two would be dropped, and it is not
always the one that somebody expects.`,
    source: {
      title: "Compose Specification: environment",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#environment",
    },
    failing: shop("TOKEN"),
    passing: shop("KEY"),
  }),
}

function secretVariables({ secrets }: Service): readonly (readonly [string, Origin])[] {
  return secrets.map((use) => [use.as === "file" ? `${use.variable}_FILE` : use.variable, originOf(use, "secret")])
}

function shop(variable: string): string {
  return example({
    more: "secrets: { ORDERS_TOKEN: { purpose: Shown to the ovens } }",
    services: {
      orders: `environment: { TOKEN: none }
secrets: { ${variable}: { secret: ORDERS_TOKEN, as: variable, reason: It reads nothing else } }`,
    },
  })
}
