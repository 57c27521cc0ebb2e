import { knownMachines, shownBytes } from "../capacity.js"
import type { Service } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** Docker refuses to create a container whose limits contradict each other, or the machine. */
export const servicesImpossibleLimit: Rule = {
  code: "services/impossible_limit",
  severity: "error",
  summary: "Docker refuses the limits of a service.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { services } of environment.hosts) for (const service of services) yield* contradictions(service)
      for (const { host, type, shape } of knownMachines(environment)) {
        for (const service of host.services) {
          const { cpus = 0 } = service.resources
          if (cpus <= shape.vcpus) continue
          yield refused(service, "cpus", {
            message: `${service.id} may take ${cpus} CPUs, and ${type} has ${shape.vcpus}.`,
            found: String(cpus),
            allowed: `at most ${shape.vcpus}`,
            note: { message: "the machine is stated there", path: originOf(host, "machine") },
            help: "Lower the limit, or choose a larger machine.",
          })
        }
      }
    }
  },
  explain: () => {
    const shop = (reserve: string) =>
      example({ services: { oven: `resources: { memory: 256 MiB, reserve: { memory: ${reserve} } }` } })
    return {
      why: "A container with a reservation above its limit, with less memory than the 6 MiB that a container needs, or with more CPUs than the machine has is not slow but not there: Docker's daemon answers the request to create it with an error, and the deployment stops half-way.",
      source: {
        title: "moby/moby#40303: range of CPUs is from 0.01 to 8.00, as there are only 8 CPUs available",
        url: "https://github.com/moby/moby/issues/40303",
      },
      failing: shop("512 MiB"),
      passing: shop("128 MiB"),
    }
  },
}

/** What a container needs to be created at all. */
const SMALLEST = 6 * 2 ** 20

function* contradictions(service: Service): Iterable<Finding> {
  const { memory, reservedMemory, cpus, reservedCpus } = service.resources
  if (memory !== undefined && memory < SMALLEST)
    yield refused(service, "memory", {
      message: `${service.id} may take ${shownBytes(memory)} of memory, and Docker creates no container with less than 6 MiB.`,
      found: shownBytes(memory),
      allowed: "at least 6 MiB",
      help: "Raise the limit.",
    })
  if (memory !== undefined && (reservedMemory ?? 0) > memory)
    yield refused(service, "reservedMemory", {
      message: `${service.id} reserves ${shownBytes(reservedMemory!)} of memory, and may take ${shownBytes(memory)}.`,
      found: shownBytes(reservedMemory!),
      allowed: `at most ${shownBytes(memory)}`,
      note: { message: "the limit is stated there", path: originOf(service.resources, "memory") },
      help: "Reserve less than the limit.",
    })
  if (cpus !== undefined && (reservedCpus ?? 0) > cpus)
    yield refused(service, "reservedCpus", {
      message: `${service.id} reserves ${reservedCpus} CPUs, and may take ${cpus}.`,
      found: String(reservedCpus),
      allowed: `at most ${cpus}`,
      note: { message: "the limit is stated there", path: originOf(service.resources, "cpus") },
      help: "Reserve less than the limit.",
    })
}

function refused(
  { resources, environment }: Service,
  field: string,
  fact: {
    readonly message: string
    readonly found: string
    readonly allowed: string
    readonly note?: { readonly message: string; readonly path: string }
    readonly help: string
  },
): Finding {
  const { message, found, allowed, note, help } = fact
  return {
    message,
    path: originOf(resources, field),
    found,
    allowed,
    ...(note === undefined ? {} : { notes: [note] }),
    help,
    environments: [environment],
  }
}
