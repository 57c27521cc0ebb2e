import type { Handler, Route } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** What customers send over plain HTTP, everybody on the way can read and change. */
export const routesPlainHttp: Rule = {
  code: "routes/plain_http",
  severity: "error",
  summary: "A host name of production is served over plain HTTP.",
  *check({ environments }) {
    for (const { name, stage, routes } of environments) {
      if (stage !== "production") continue
      for (const route of routes) {
        if (route.proxy === undefined || (route.exposure !== "public" && route.exposure !== "cdn")) continue
        const site = route.sites.find(({ scheme, hostname }) => scheme === "http" && hostname !== "localhost")
        if (site === undefined || route.handlers.every(leadsToHttps)) continue
        yield {
          message: `The route ${route.name} is served on ${site.hostname} over plain HTTP, in an environment that customers use.`,
          path: tlsOf(route),
          found: "off",
          allowed: "automatic, or certificate files",
          notes: [{ message: "the host name is stated there", path: site.origin }],
          help: "Leave `tls` out, or answer with nothing but redirects to https.",
          environments: [name],
        }
      }
    }
  },
  explain: () => ({
    why: `Without TLS, passwords, cookies and pages pass in the clear, and anybody on the way can change them. A certificate costs
nothing: Caddy asks for one by itself. Behind a CDN the last part of the way, from the CDN to the machine, would be in the clear.

A route that only redirects to \`https\` is fine.`,
    source: { title: "RFC 7258: pervasive monitoring is an attack", url: "https://www.rfc-editor.org/rfc/rfc7258" },
    failing: shop("off"),
    passing: shop("automatic"),
  }),
}

function leadsToHttps({ answer }: Handler): boolean {
  if (answer.kind === "handle") return answer.handlers.every(leadsToHttps)
  return answer.kind === "redirect" && answer.to.startsWith("https://")
}

function tlsOf({ sources, path }: Route): string {
  return sources.tls ?? path
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
