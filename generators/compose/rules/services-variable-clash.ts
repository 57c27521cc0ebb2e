import { example } from "../../../core/example.js"
import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { composeServices } from "../services.js"

/** Images that read NAME_FILE stop when NAME is there as well: which of the two counts can't be told. */
export const servicesVariableClash: Rule = {
  code: "services/variable_clash",
  severity: "error",
  summary: "A variable of a service is stated, and handed over as the file of a secret too.",
  *check(estate) {
    for (const service of composeServices(estate)) {
      if (service.secrets.length === 0 || service.variables.length === 0) continue
      const stated = new Map(service.variables.map(({ name, origin }) => [name, origin]))
      for (const use of service.secrets) {
        const earlier = use.as === "file" ? stated.get(use.variable) : undefined
        if (earlier === undefined) continue
        yield {
          message: `${service.id} is handed both ${use.variable} and ${use.variable}_FILE.`,
          path: originOf(use, "secret"),
          found: use.variable,
          notes: [{ message: `${use.variable} is stated there`, path: earlier }],
          help: "Keep one of them.",
          environments: [service.environment],
        }
      }
    }
  },
  explain: () => ({
    why: `An image that reads a secret from \`NAME_FILE\` refuses to start where \`NAME\` is there as well: which of them counts can't be told. The
official PostgreSQL image stops with "both are set (but are exclusive)".`,
    source: {
      title: "Docker Official Images: postgres, Docker Secrets",
      url: "https://hub.docker.com/_/postgres",
    },
    failing: shop("LICENCE"),
    passing: shop("LEVEL"),
  }),
}

function shop(variable: string): string {
  return example({
    more: "secrets: { ORDERS_TOKEN: { purpose: Shown to the ovens } }",
    services: { orders: `environment: { ${variable}: info }\nsecrets: { LICENCE: ORDERS_TOKEN }` },
  })
}
