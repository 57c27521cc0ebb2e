import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { proxiesOf } from "../context.js"
import { everyHandler } from "../every-handler.js"

/** Caddy redirects with a status that says so. */
export const caddyRedirectStatus: Rule = {
  code: "caddy/redirect_status",
  severity: "error",
  summary: "A redirect has a status that redirects nobody.",
  *check({ shared, environments }) {
    for (const environment of environments) {
      for (const { proxy } of proxiesOf(environment, shared)) {
        for (const route of proxy.routes) {
          for (const { answer, path, sources } of everyHandler(route.handlers)) {
            if (answer.kind !== "redirect" || (answer.status >= 300 && answer.status <= 399)) continue
            yield {
              message: `A redirect of the route ${route.name} has the status ${answer.status}.`,
              path: sources.status ?? path,
              found: String(answer.status),
              allowed: "300 to 399",
              help: "Choose 301 or 308 for good, 302 or 307 for now.",
              environments: [environment.name],
            }
          }
        }
      }
    }
  },
  explain: () => ({
    why: `A client follows a redirect only where the status says that it is one: 301 and 308 for good, 302, 303 and 307 for now. With any other, the
address that is sent along is ignored, and Caddy refuses most of them.`,
    source: {
      title: "RFC 9110, section 15.4: redirection 3xx",
      url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.4",
    },
    failing: shop(200),
    passing: shop(308),
  }),
}

function shop(status: number): string {
  return example({
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: {
      orders: `host: staging.bakery.example
handle: [{ match: { path: [/old] }, redirect: /new, status: ${status} }]
to: shop.orders`,
    },
  })
}
