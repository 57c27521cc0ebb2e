import { circlesFrom } from "../../../core/circles.js"
import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { composeHosts } from "../services.js"
import { stepsOf } from "../start-order.js"

/** A stack can't start before the networks exist that it finds, and each is created by the stack of the service that it leads to. */
export const stacksStartOrder: Rule = {
  code: "stacks/start_order",
  severity: "error",
  summary: "Stacks of one host each need a network that the other creates.",
  *check(estate) {
    for (const host of composeHosts(estate)) {
      if (host.stacks.length < 2) continue
      const steps = stepsOf([host])
      for (const circle of circlesFrom(steps.keys(), (name) => steps.get(name) ?? [])) {
        yield {
          message: `The stacks ${circle.map(({ source }) => source).join(", ")} each need a network that the next one creates.`,
          path: circle[0]!.origin,
          found: circle.map(({ what }) => what).join(", "),
          notes: circle.slice(1).map(({ what, origin }) => ({ message: what, path: origin })),
          help: "Put the services into one stack, or declare the edges on one side only.",
          environments: [host.environment],
        }
      }
    }
  },
  explain: () => ({
    why: `A stack creates the networks of its own services, and finds those of others, which have to be there when it starts. Two stacks of one host
that use each other's services each wait for the other: \`docker compose up\` ends with "network declared as external, but could not be
found", whichever comes first.`,
    source: {
      title: "Compose Specification: external networks",
      url: "https://github.com/compose-spec/compose-spec/blob/main/06-networks.md#external",
    },
    failing: shop("uses: [orders]"),
    passing: shop("uses: []"),
  }),
}

function shop(uses: string): string {
  return example({
    hosts: {
      shop: {
        lines: "stacks:\n  web: { directory: web, project: web }\n  sales: { directory: sales, project: sales }",
        services: {
          orders: "stack: web\nports: { http: 8000 }\nuses: [till]",
          till: `stack: sales\nports: { http: 8001 }\n${uses}`,
        },
      },
    },
  })
}
