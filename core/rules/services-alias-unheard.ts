import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** An alias is a name on the network of its service, and that network is there because somebody has an edge to it. */
export const servicesAliasUnheard: Rule = {
  code: "services/alias_unheard",
  severity: "warning",
  summary: "A service has aliases, but no other container can ask for it by any name.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { id, name, networks, sources } of environment.hosts.flatMap((host) => host.services)) {
        if (sources.aliases === undefined || networks.some(({ key }) => key === name)) continue
        yield {
          message: `Nobody can reach ${id} by its aliases: no service of its host has an edge to it.`,
          path: sources.aliases,
          help: `Remove \`aliases\`, or add ${JSON.stringify(name)} to \`uses\` of the service that asks for them.`,
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: "Two containers find each other on a network that both joined, and they join one because an edge says so. A service that nobody uses has no such network, so its aliases are written nowhere; whoever asks for them is told that there is no such host. Usually the edge is missing.",
    source: {
      title: "Compose Specification: aliases",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#aliases",
    },
    failing: shop(""),
    passing: shop("uses: [oven]"),
  }),
}

function shop(counter: string): string {
  return example({ services: { oven: "ports: { http: 8000 }\naliases: [kiln]", counter } })
}
