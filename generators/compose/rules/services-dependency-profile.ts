import { dependenciesOf } from "../../../core/dependencies.js"
import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { composeHosts } from "../services.js"

/** Compose does not start a service whose dependency is switched off by a profile. */
export const servicesDependencyProfile: Rule = {
  code: "services/dependency_profile",
  severity: "error",
  summary: "A service needs one that a profile may leave out.",
  *check(estate) {
    for (const host of composeHosts(estate)) {
      for (const { services } of host.stacks) {
        if (services.every(({ profiles }) => profiles.length === 0)) continue
        const byName = new Map(services.map((service) => [service.name, service]))
        const names = new Set(byName.keys())
        for (const service of services) {
          for (const { target: name, required, origin } of dependenciesOf(service, names)) {
            const target = byName.get(name)!
            const covered =
              service.profiles.length > 0 && service.profiles.every((each) => target.profiles.includes(each))
            if (!required || target.profiles.length === 0 || covered) continue
            yield {
              message: `${service.id} needs ${target.id}, which only the profiles ${target.profiles.join(", ")} start.`,
              path: origin,
              found: service.profiles.length === 0 ? "no profile" : service.profiles.join(", "),
              allowed: target.profiles.join(", "),
              help: "Give both the same profiles, or write the edge with required: false.",
              environments: [host.environment],
            }
          }
        }
      }
    }
  },
  explain: () => ({
    why: `A service with \`profiles\` starts only where one of them is asked for. Another one that needs it, and starts always, makes Compose refuse
the project: "depends on undefined service".`,
    source: {
      title: "Compose Specification: profiles",
      url: "https://github.com/compose-spec/compose-spec/blob/main/15-profiles.md",
    },
    failing: shop(""),
    passing: shop("profiles: [work]"),
  }),
}

function shop(profiles: string): string {
  return example({
    services: {
      orders: `uses: [ovens]\n${profiles}`,
      ovens: "ports: { http: 8000 }\nprofiles: [work]",
    },
  })
}
