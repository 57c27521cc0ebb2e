import { knownMachines, memoryOf, shownBytes, takings, total } from "../capacity.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** Limits that add up to more than there is don't protect the machine: the kernel chooses what to end before any is reached. */
export const machinesOvercommitted: Rule = {
  code: "machines/overcommitted",
  severity: "warning",
  summary: "The memory limits of a host's services add up to more than its machine has.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { host, type, shape } of knownMachines(environment)) {
        const limits = takings(host, ({ resources }) => resources.memory)
        const reserved = total(takings(host, ({ resources }) => resources.reservedMemory))
        const room = memoryOf(shape) - host.systemOverhead
        // Where reservations alone are too much, that is told instead.
        if (total(limits) <= room || reserved > room) continue
        const ratio = (total(limits) + host.systemOverhead) / memoryOf(shape)
        yield {
          message: `The memory limits of ${host.name} and its system add up to ${shownBytes(total(limits) + host.systemOverhead)}, ${Math.ceil(ratio * 100) / 100} times what ${type} has.`,
          path: originOf(host, "machine"),
          found: type,
          allowed: `${shownBytes(memoryOf(shape))} or less`,
          notes: limits.slice(0, 3).map(({ service, amount }) => ({
            message: `${service.id} may take ${shownBytes(amount)}`,
            path: originOf(service.resources, "memory"),
          })),
          help: "Choose a larger machine, or lower limits; accept it where the services never peak together.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => {
    const shop = (machine: string) =>
      example({
        hosts: {
          shop: {
            lines: `machine: ${machine}`,
            services: { oven: "resources: { memory: 1536 MiB }", mixer: "resources: { memory: 512 MiB }" },
          },
        },
      })
    return {
      why: "A limit ends the one container that outgrows it. Where limits add up to more than the memory of the machine, a container within its limit can still use up what is left: then the kernel's out-of-memory killer chooses among all processes, and may end the database because of a worker. Overcommitting can be a choice, for services that never peak together; then it is accepted with that reason.",
      source: {
        title: "Docker: resource constraints",
        url: "https://docs.docker.com/engine/containers/resource_constraints/",
      },
      failing: shop("e2-small"),
      passing: shop("e2-medium"),
    }
  },
}
