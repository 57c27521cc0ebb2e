import type { Environment, Secret } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"
import { declaredSecrets, secretTakings } from "../secrets.js"

/** A secret has one value in one project: environments that share the project share the key to production. */
export const secretsShared: Rule = {
  code: "secrets/shared",
  severity: "warning",
  summary: "Two environments read one secret of one project.",
  *check({ shared, environments }) {
    const declared = declaredSecrets(shared)
    const byPlace = new Map<string, { readonly secret: Secret; readonly environments: Set<Environment> }>()
    for (const environment of environments) {
      if (environment.project === undefined || !environment.placements.includes("cloud")) continue
      for (const secret of takenIn(environment, declared)) {
        const key = `${environment.project} ${secret.id}`
        const known = byPlace.get(key)
        if (known === undefined) byPlace.set(key, { secret, environments: new Set([environment]) })
        else known.environments.add(environment)
      }
    }
    for (const { secret, environments: readers } of byPlace.values()) {
      const all = [...readers]
      const [first, second] = all
      if (first === undefined || second === undefined) continue
      const live = all.some(({ stage }) => stage === "production")
      yield {
        ...(live ? { severity: "error" as const } : {}),
        message: `${all.map(({ name }) => name).join(" and ")} read one value of the secret ${secret.name}: they lie in one project, ${second.project}.`,
        path: secret.path,
        found: secret.id,
        notes: [{ message: `${second.name} lies in the project of ${first.name}`, path: originOf(second, "project") }],
        help: "Give each environment a project of its own, or declare a secret for each with `only`.",
        environments: all.map(({ name }) => name),
      }
    }
  },
  explain: () => {
    const shop = (project: string) =>
      example({
        environments: { staging: "{ project: bakery-one }", live: `{ project: ${project} }` },
        services: { oven: "secrets: { RECIPE_KEY: RECIPE_KEY }" },
        more: "secrets: { RECIPE_KEY: { purpose: Opens the recipes } }",
      })
    return {
      why: "Secret Manager keeps one value a name in each project. Where two environments lie in one project, whoever may read the secret in the lower one, where more people may and less is watched, reads that of production; and replacing it for one replaces it for both. Among them being production, it is an error.",
      source: {
        title: "Google Cloud: Secret Manager best practices",
        url: "https://cloud.google.com/secret-manager/docs/best-practices",
      },
      failing: shop("bakery-one"),
      passing: shop("bakery-two"),
    }
  },
}

/** The secrets of Secret Manager that services of an environment take, each once. */
function takenIn({ hosts }: Environment, declared: ReadonlyMap<string, Secret>): ReadonlySet<Secret> {
  return new Set(
    hosts.flatMap(({ services }) =>
      services.flatMap((service) =>
        secretTakings(service, declared).flatMap(({ secret }) => (secret.from === "secret-manager" ? [secret] : [])),
      ),
    ),
  )
}
