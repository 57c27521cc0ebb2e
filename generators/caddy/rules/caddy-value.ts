import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { proxiesOf } from "../context.js"
import { documentOf } from "../document.js"
import { collecting, type Refusal } from "../words.js"

/** Some texts can't be spelled so that Caddy reads what was meant. */
export const caddyValue: Rule = {
  code: "caddy/value",
  severity: "error",
  summary: "A Caddyfile can't hold a value.",
  *check({ shared, environments }) {
    for (const environment of environments) {
      for (const context of proxiesOf(environment, shared)) {
        const refusals: Refusal[] = []
        documentOf(
          context,
          collecting((refusal) => refusals.push(refusal)),
        )
        for (const { origin, value, reason } of refusals) {
          yield {
            message: `A Caddyfile can't hold this value: ${reason}.`,
            path: origin,
            found: value,
            help: "Write it in another way, or move it into a fragment of your own.",
            environments: [environment.name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: `A Caddyfile has no escape for some characters in some places: a brace in a body is a placeholder, a backslash before a quote is kept. What
can't be written so that Caddy reads what was meant is refused, rather than served as something else.`,
    source: {
      title: "Caddyfile: tokens and quotes",
      url: "https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes",
    },
    failing: shop("'}'"),
    passing: shop("closed"),
  }),
}

function shop(body: string): string {
  return example({
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: {
      orders: `host: staging.bakery.example
handle: [{ match: { path: [/menu] }, respond: ${body} }]
to: shop.orders`,
    },
  })
}
