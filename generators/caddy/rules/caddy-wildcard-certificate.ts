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
}
