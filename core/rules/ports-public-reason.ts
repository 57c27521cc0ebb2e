import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** Opening a port to anyone is a decision that somebody will ask about: it says why. */
export const portsPublicReason: Rule = {
  code: "ports/public_reason",
  severity: "error",
  summary: "A port is declared `public` without a reason.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const host of environment.hosts) {
        for (const service of host.services) {
          for (const port of service.ports) {
            // That of a site on localhost is its route's.
            const declared = port.sources.exposure?.startsWith(port.path) === true
            if (port.exposure !== "public" || port.reason !== undefined || !declared) continue
            yield {
              message: `Port ${port.name} of ${service.id} is open to anyone, and nothing says why.`,
              path: port.sources.exposure ?? port.path,
              found: "public",
              help: "Add a `reason`, or choose a narrower exposure.",
              environments: [environment.name],
            }
          }
        }
      }
    }
  },
  explain: () => ({
    why: `A public port is reached by every scanner within hours. That is a decision, and the page on security shows it with its reason, so that
the next person need not guess whether it is still wanted. A port that is public because of a route has its reason there.`,
    source: {
      title: "NIST SP 800-41: guidelines on firewalls and firewall policy",
      url: "https://csrc.nist.gov/pubs/sp/800/41/r1/final",
    },
    failing: shop(""),
    passing: shop(", reason: Ovens in the branches report there"),
  }),
}

function shop(reason: string): string {
  return example({ services: { orders: `ports: { mqtt: { port: 8883, exposure: public${reason} } }` } })
}
