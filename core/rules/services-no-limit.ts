import { knownMachines } from "../capacity.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** One container without a limit can take what all others need. */
export const servicesNoLimit: Rule = {
  code: "services/no_limit",
  severity: "warning",
  summary: "A service may take all the memory of its machine.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { host, type } of knownMachines(environment)) {
        for (const { id, job, resources } of host.services) {
          if (job || resources.memory !== undefined) continue
          yield {
            message: `${id} may take all the memory of ${host.name} (${type}).`,
            path: resources.path,
            found: "no memory limit",
            help: "Add `resources.memory`, somewhat more than it takes at its peak.",
            environments: [environment.name],
          }
        }
      }
    }
  },
  explain: () => {
    const shop = (resources: string) =>
      example({ hosts: { shop: { lines: "machine: e2-small", services: { oven: resources } } } })
    return {
      why: "A leak or one large request then does not end the container that has it, but whatever the kernel's out-of-memory killer prefers: often the database, since it holds the most. With a limit the container at fault is ended and started again, and the others don't notice.\n\nServices of hosts whose machine is stated are asked; jobs, which end by themselves, are not.",
      source: {
        title: "Docker: resource constraints",
        url: "https://docs.docker.com/engine/containers/resource_constraints/",
      },
      failing: shop(""),
      passing: shop("resources: { memory: 256 MiB }"),
    }
  },
}
