import { example } from "../../../core/example.js"
import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { composeServices } from "../services.js"

/** Several containers can't have one name, nor be published on one port. */
export const servicesReplicas: Rule = {
  code: "services/replicas",
  severity: "error",
  summary: "A service of several containers has a name or a published port that only one can have.",
  *check(estate) {
    for (const service of composeServices(estate)) {
      if (service.replicas <= 1) continue
      const published = service.ports.find((port) => port.published !== undefined)
      const claim =
        service.containerName !== undefined
          ? { what: `the name ${service.containerName}`, path: originOf(service, "containerName") }
          : published !== undefined
            ? { what: `port ${published.published} of the host`, path: published.path }
            : undefined
      if (claim === undefined) continue
      yield {
        message: `${service.id} has ${service.replicas} containers, and only one can have ${claim.what}.`,
        path: originOf(service, "replicas"),
        found: String(service.replicas),
        allowed: "1",
        notes: [{ message: "It is claimed there", path: claim.path }],
        help: "Run one container, or put a proxy before them and leave the claim out.",
        environments: [service.environment],
      }
    }
  },
  explain: () => ({
    why: `A container's name, and a port of the machine, belong to one container. With several, Compose starts the first and fails for the others.
Replicas behind a proxy need neither: Docker's DNS server gives out the addresses of all of them.`,
    source: {
      title: "Compose Specification: container_name, beside which a service does not scale",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#container_name",
    },
    failing: shop("2"),
    passing: shop("1"),
  }),
}

function shop(replicas: string): string {
  return example({ services: { orders: `replicas: ${replicas}\ncontainerName: orders` } })
}
