import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** A certificate that no browser trusts shows visitors a warning over the whole page, and other programs an error. */
export const routesUntrustedCertificate: Rule = {
  code: "routes/untrusted_certificate",
  severity: "error",
  summary: "Visitors of production are shown a certificate that nobody trusts.",
  *check({ environments }) {
    for (const environment of environments) {
      if (environment.stage !== "production" || !lasts(environment)) continue
      for (const route of environment.routes) {
        const { tls, proxy, exposure, sites, name } = route
        if (proxy === undefined || exposure !== "public" || !(tls.kind === "acme-test" || tls.kind === "internal"))
          continue
        const site = sites.find(({ scheme, hostname }) => scheme === "https" && isPublic(hostname))
        if (site === undefined) continue
        const whose = tls.kind === "internal" ? "Caddy's own authority" : "a test authority"
        yield {
          message: `The route ${name} shows the visitors of ${site.hostname} a certificate of ${whose}, which nobody trusts.`,
          path: originOf(route, "tls"),
          found: tls.kind,
          allowed: "automatic, or certificate files",
          notes: [{ message: "the host name is stated there", path: site.origin }],
          help: "State the certificate by environment, and leave it `automatic` where customers come.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: `\`acme-test\` asks the authority with which Let's Encrypt lets people try things out, and \`internal\` makes Caddy an authority of its
own: no browser has either among those that it trusts. Visitors see a warning over the whole page, applications and payment providers that
call in fail, and with \`Strict-Transport-Security\` there is no way past the warning.

Both are for what only its own people reach: other stages, \`private\` routes, and names such as \`desk.internal\`. What stands behind a CDN
is shown the CDN's certificate.`,
    source: {
      title: "Let's Encrypt: staging environment, whose roots are in no browser",
      url: "https://letsencrypt.org/docs/staging-environment/",
    },
    failing: shop("acme-test"),
    passing: shop("automatic"),
  }),
}

/** Names that are only reached from within: visitors have none of them. */
const INTERNAL = [".localhost", ".local", ".internal", ".home.arpa"]

function isPublic(hostname: string): boolean {
  return hostname !== "localhost" && !INTERNAL.some((ending) => hostname.endsWith(ending))
}

function shop(tls: string): string {
  return example({
    environments: { production: "{}" },
    services: {
      caddy: "ports: { http: 80, https: 443 }\nproxy: {}",
      orders: "ports: { http: 8000 }\nhealth: { get: /health }",
    },
    routes: { orders: `host: bakery.example\nto: shop.orders\ntls: ${tls}` },
  })
}
