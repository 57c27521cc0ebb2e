import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** `localhost` is one's own machine: opening it to others opens a port that nobody has an address for. */
export const routesLocalhostExposure: Rule = {
  code: "routes/localhost_exposure",
  severity: "error",
  summary: "A route on localhost is exposed to others than its machine.",
  *check({ environments }) {
    for (const { name, placements, routes } of environments) {
      if (!placements.includes("cloud")) continue
      for (const route of routes) {
        const { exposure, proxy } = route
        const site = route.sites.find(({ hostname }) => hostname === "localhost")
        if (site === undefined || proxy === undefined || exposure === "host") continue
        yield {
          message: `The route ${route.name} is \`${exposure}\` in ${name}, but served on localhost:${site.port}, which leads to one's own machine.`,
          path: originOf(route, "exposure"),
          found: exposure,
          allowed: "host",
          notes: [{ message: "the host is stated there", path: site.origin }],
          help: `State the exposure by environment, with \`host\` for ${name}.`,
          environments: [name],
        }
      }
    }
  },
  explain: () => ({
    why: `A route says who may reach it; on \`localhost\` that is whoever is on the machine. An exposure that is written once for all
environments, and meant for those with a name of their own, would publish the port of the others on every address and open the cloud's
firewall for it, without a name or a certificate.`,
    source: { title: "RFC 6761, section 6.3: localhost", url: "https://www.rfc-editor.org/rfc/rfc6761#section-6.3" },
    failing: shop("public"),
    passing: shop("{ default: public, testing: host }"),
  }),
}

function shop(exposure: string): string {
  return example({
    environments: { testing: "{}", staging: "{}" },
    hosts: {
      shop: {
        lines: "stacks: { main: { directory: 'shop-{environment}', project: shop } }",
        services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
      },
    },
    routes: {
      orders: `host: { testing: 'localhost:8080', staging: staging.bakery.example }\nexposure: ${exposure}\nto: shop.orders`,
    },
  })
}
