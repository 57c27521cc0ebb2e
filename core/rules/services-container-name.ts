import type { Environment, Service } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** A Docker engine refuses a second container of one name. */
export const servicesContainerName: Rule = {
  code: "services/container_name",
  severity: "error",
  summary: "Two services of one Docker engine have the same container name.",
  *check({ environments }) {
    for (const environment of environments) {
      const known = new Map<string, Service>()
      for (const { engine, service } of namedServices(environment)) {
        const key = `${engine} ${service.containerName}`
        const other = known.get(key)
        if (other === undefined) {
          known.set(key, service)
          continue
        }
        yield {
          message: `${other.id} and ${service.id} both have the container name ${JSON.stringify(service.containerName)}${other.host === service.host ? "" : ", on one laptop"}.`,
          path: originOf(service, "containerName"),
          found: service.containerName ?? "",
          notes: [{ message: "the other one is stated there", path: originOf(other, "containerName") }],
          help: "Give one of them another name; whichever runs already keeps its own.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: `A Docker engine knows a container by its name, and refuses a second one of it: "the container name is already in use". On a laptop
all hosts share one engine.`,
    source: {
      title: "Compose Specification: container_name",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#container_name",
    },
    failing: shop("till"),
    passing: shop("till-2"),
  }),
}

/** On a laptop, all hosts of an environment share one Docker engine. */
function namedServices(environment: Environment): readonly { readonly engine: string; readonly service: Service }[] {
  const together = environment.placements.includes("local")
  return environment.hosts.flatMap(({ name, services }) =>
    services.flatMap((service) =>
      service.containerName === undefined ? [] : [{ engine: together ? "" : name, service }],
    ),
  )
}

function shop(name: string): string {
  return example({ services: { orders: "containerName: till", ovens: `containerName: ${name}` } })
}
