import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { outsideAddress } from "../answers.js"
import { proxiesOf } from "../context.js"
import { everyHandler } from "../every-handler.js"

/** A proxy reaches what is not on a host of ours by its public name. */
export const caddyPublicName: Rule = {
  code: "caddy/public_name",
  severity: "error",
  summary: "A proxy leads to something outside whose host name is not declared.",
  *check({ shared, environments }) {
    for (const environment of environments) {
      for (const context of proxiesOf(environment, shared)) {
        for (const route of context.proxy.routes) {
          for (const { answer, path, sources } of everyHandler(route.handlers)) {
            if (answer.kind !== "external" && answer.kind !== "vercel" && answer.kind !== "bucket") continue
            if (outsideAddress(answer, context) !== undefined) continue
            const title =
              answer.kind === "external"
                ? answer.external.title
                : answer.kind === "vercel"
                  ? answer.project.title
                  : answer.bucket.title
            yield {
              message: `The route ${route.name} leads to ${title} through a proxy, but its host name is not declared.`,
              path: sources.to ?? path,
              help: answer.kind === "external" ? "Declare its `hosts`." : "Give it a route of its own.",
              environments: [environment.name],
            }
          }
        }
      }
    }
  },
  explain: () => ({
    why: `A proxy reaches what is not on a host of the topology by its public name. Of an external that declares no \`hosts\`, or a frontend without
a route of its own, there is none to write down.`,
    source: {
      title: "Caddy: reverse_proxy, upstream addresses",
      url: "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#upstream-addresses",
    },
    failing: shop(""),
    passing: shop(", hosts: [flour.example]"),
  }),
}

function shop(hosts: string): string {
  return example({
    more: `externals: { flour: { title: Flour market${hosts} } }`,
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}" },
    routes: { flour: "host: staging.bakery.example\nproxy: shop.caddy\nto: flour" },
  })
}
