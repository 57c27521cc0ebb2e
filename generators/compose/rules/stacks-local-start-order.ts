import { circlesFrom } from "../../../core/circles.js"
import { example } from "../../../core/example.js"
import type { Rule } from "../../../core/rule.js"
import { stepsOf } from "../start-order.js"

/** The same where all hosts run on one laptop. There a person starts the stacks, and can start one service before the others. */
export const stacksLocalStartOrder: Rule = {
  code: "stacks/local_start_order",
  severity: "warning",
  summary: "Stacks that run on one laptop each need a network that the other creates.",
  *check({ environments }) {
    for (const environment of environments) {
      if (environment.localNetworks.length === 0) continue
      const steps = stepsOf(environment.hosts, environment.localNetworks)
      for (const circle of circlesFrom(steps.keys(), (name) => steps.get(name) ?? [])) {
        if (circle.every(({ local }) => !local)) continue
        yield {
          message: `On one laptop, the stacks ${circle.map(({ source }) => source).join(", ")} each need a network that the next one creates.`,
          path: circle[0]!.origin,
          found: circle.map(({ what }) => what).join(", "),
          notes: circle.slice(1).map(({ what, origin }) => ({ message: what, path: origin })),
          help: `Start ${circle[0]!.service} alone first, with \`docker compose up -d\` and its name.`,
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: `On one laptop, hosts reach each other over Docker networks, each created by the stack of the service that it leads to. Two hosts that use
each other's services have stacks of which neither can start first. A person starts them there, and can start one service alone before the
others; so this is a warning.`,
    source: {
      title: "Compose Specification: external networks",
      url: "https://github.com/compose-spec/compose-spec/blob/main/06-networks.md#external",
    },
    failing: shop("uses: [front.orders]"),
    passing: shop("uses: []"),
  }),
}

function shop(uses: string): string {
  return example({
    environments: { staging: "{ placements: [local] }" },
    hosts: {
      front: { lines: "address: 10.0.0.2", services: { orders: "ports: { http: 8000 }\nuses: [kitchen.ovens]" } },
      kitchen: { lines: "address: 10.0.0.3", services: { ovens: `ports: { http: 8001 }\n${uses}` } },
    },
  })
}
