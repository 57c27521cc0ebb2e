import { example } from "../example.js"
import type { Rule } from "../rule.js"
import { declaredSecrets, secretTakings } from "../secrets.js"

/** A secret that nobody takes is still there to be stolen, and still somebody's to replace. */
export const secretsUnused: Rule = {
  code: "secrets/unused",
  severity: "warning",
  summary: "A secret is declared that no service or frontend takes.",
  *check({ shared, environments }) {
    const declared = declaredSecrets(shared)
    const taken = new Set<string>()
    for (const { hosts, frontends } of environments) {
      for (const { services } of hosts)
        for (const service of services)
          for (const { secret } of secretTakings(service, declared)) taken.add(secret.name)
      for (const { secrets } of frontends) for (const { secret } of secrets) taken.add(secret.name)
    }
    for (const { name, path } of shared.secrets) {
      if (taken.has(name)) continue
      yield {
        message: `The secret ${name} is taken by no service or frontend in any environment.`,
        path,
        found: name,
        help: "Remove it, here and where its value is kept; or hand it to the service that was meant.",
      }
    }
  },
  explain: () => ({
    why: "A key that nothing uses opens what it always opened. It is kept in Secret Manager of every environment, nobody notices when it leaks, and nobody dares to revoke it. Often it tells that a service was meant to take it and takes another one.",
    source: {
      title: "OWASP: secrets management cheat sheet, revocation",
      url: "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    },
    failing: example({ services: { oven: "" }, more: "secrets: { RECIPE_KEY: { purpose: Opens the recipes } }" }),
    passing: example({
      services: { oven: "secrets: { RECIPE_KEY: RECIPE_KEY }" },
      more: "secrets: { RECIPE_KEY: { purpose: Opens the recipes } }",
    }),
  }),
}
