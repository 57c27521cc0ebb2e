import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** A certificate authority asks at the public address, which never leads to a laptop. */
export const routesLocalCertificate: Rule = {
  code: "routes/local_certificate",
  severity: "warning",
  summary: "A route asks for a public certificate on a laptop.",
  *check({ environments }) {
    for (const { name, placements, routes } of environments) {
      if (!placements.includes("local")) continue
      for (const { name: route, proxy, tls, localSites } of routes) {
        if (proxy === undefined || (tls.kind !== "automatic" && tls.kind !== "acme-test")) continue
        const site = localSites.find(({ hostname, scheme }) => scheme === "https" && isPublic(hostname))
        if (site === undefined) continue
        yield {
          message: `On a laptop, the route ${route} asks for a certificate of ${site.hostname}, which it can't get there.`,
          path: site.origin,
          found: site.hostname,
          help: 'Give it a host for laptops: { cloud: …, local: "localhost:8443" }.',
          environments: [name],
        }
      }
    }
  },
  explain: () => ({
    why: `A certificate authority asks for proof at the name's public address, which is never a laptop's. There Caddy would ask again and
again, serve nothing on the name, and count against the authority's limits: five failures an hour for one name.`,
    source: {
      title: "Let's Encrypt: rate limits",
      url: "https://letsencrypt.org/docs/rate-limits/",
    },
    failing: shop("staging.bakery.example"),
    passing: shop("{ cloud: staging.bakery.example, local: 'localhost:8443' }"),
  }),
}

/** Names for which Caddy makes certificates of its own. */
const INTERNAL = [".localhost", ".local", ".internal", ".home.arpa"]

function isPublic(hostname: string): boolean {
  return hostname !== "localhost" && !INTERNAL.some((ending) => hostname.endsWith(ending))
}

function shop(host: string): string {
  return example({
    environments: { staging: "{ placements: [cloud, local] }" },
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: { orders: `host: { staging: ${host} }\nto: shop.orders` },
  })
}
