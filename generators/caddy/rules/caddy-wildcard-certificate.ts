import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { proxiesOf } from "../context.js"

/** Certificate authorities give out wildcard certificates for a DNS challenge only, which Caddy's own image can't answer. */
export const caddyWildcardCertificate: Rule = {
  code: "caddy/wildcard_certificate",
  severity: "warning",
  summary: "A wildcard host name has no certificate unless Caddy is built with a DNS provider.",
  *check({ shared, environments }) {
    for (const environment of environments) {
      for (const { proxy } of proxiesOf(environment, shared)) {
        for (const route of proxy.routes) {
          const wildcard = route.sites.find(({ hostname }) => hostname.startsWith("*."))
          if (wildcard === undefined || (route.tls.kind !== "automatic" && route.tls.kind !== "acme-test")) continue
          yield {
            message: `Caddy's own image can't get a certificate for ${wildcard.hostname}.`,
            path: wildcard.origin,
            found: wildcard.hostname,
            notes: [{ message: "its certificate is to be had automatically", path: route.sources.tls ?? route.path }],
            help: "State `tls` as certificate files or `internal`, or list the host names.",
            environments: [environment.name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: `Certificate authorities give out a certificate for a wildcard only to whoever changes a record of the domain (DNS-01). Caddy's own image
has no DNS provider built in, so it would ask in vain.`,
    source: {
      title: "Let's Encrypt: challenge types",
      url: "https://letsencrypt.org/docs/challenge-types/#dns-01-challenge",
    },
    failing: shop("automatic"),
    passing: shop("internal"),
  }),
}

function shop(tls: string): string {
  return example({
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: { orders: `host: '*.bakery.example'\ntls: ${tls}\nto: shop.orders` },
  })
}
