import { type KnownMachine, knownMachines, memoryOf, shownBytes, type Taking, takings, total } from "../capacity.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** What is kept for services must be there: of memory that a machine does not have nothing can be kept. */
export const machinesReserved: Rule = {
  code: "machines/reserved",
  severity: "error",
  summary: "What services reserve, and what the system itself needs, is more than the machine has.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const machine of knownMachines(environment)) {
        yield* memory(machine)
        yield* processors(machine)
      }
    }
  },
  explain: () => {
    const shop = (machine: string) =>
      example({
        hosts: {
          shop: {
            lines: `machine: ${machine}`,
            services: {
              oven: "resources: { memory: 2 GiB, reserve: { memory: 1536 MiB } }",
              mixer: "resources: { memory: 1 GiB, reserve: { memory: 512 MiB } }",
            },
          },
        },
      })
    return {
      why: "A reservation says how much a service needs to work at all. Where all of them together are more than the machine has, the kernel takes memory back from containers that were promised it, and ends processes when that does not do: on the busiest day, and not always the one at fault. What the system itself needs (`systemOverhead`, by default 512 MiB) is counted too; services that only a profile starts are not.",
      source: {
        title: "Google Cloud: machine families resource and comparison guide",
        url: "https://cloud.google.com/compute/docs/machine-resource",
      },
      failing: shop("e2-small"),
      passing: shop("e2-medium"),
    }
  },
}

function* memory(machine: KnownMachine): Iterable<Finding> {
  const { host, type, shape } = machine
  const reserved = takings(host, ({ resources }) => resources.reservedMemory)
  if (reserved.length === 0 || total(reserved) + host.systemOverhead <= memoryOf(shape)) return
  yield {
    ...finding(machine, reserved, {
      message: `The services of ${host.name} reserve ${shownBytes(total(reserved))} of memory and its system needs ${shownBytes(host.systemOverhead)}, but ${type} has ${shownBytes(memoryOf(shape))}.`,
      shown: shownBytes,
    }),
  }
}

function* processors(machine: KnownMachine): Iterable<Finding> {
  const { host, type, shape } = machine
  const reserved = takings(host, ({ resources }) => resources.reservedCpus)
  if (total(reserved) <= shape.vcpus) return
  yield finding(machine, reserved, {
    message: `The services of ${host.name} reserve ${rounded(total(reserved))} CPUs, but ${type} has ${shape.vcpus}.`,
    shown: (cpus) => `${rounded(cpus)} CPUs`,
  })
}

/** Sums of decimal fractions are not exact. */
function rounded(cpus: number): number {
  return Math.round(cpus * 1000) / 1000
}

function finding(
  { host, type }: KnownMachine,
  reserved: readonly Taking[],
  { message, shown }: { readonly message: string; readonly shown: (amount: number) => string },
): Finding {
  return {
    message,
    path: originOf(host, "machine"),
    found: type,
    notes: reserved.slice(0, 3).map(({ service, amount }) => ({
      message: `${service.id} reserves ${shown(amount)}`,
      path: service.resources.path,
    })),
    help: "Choose a larger machine, reserve less, or move services to another host.",
    environments: [host.environment],
  }
}
