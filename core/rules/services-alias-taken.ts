import { child } from "../../schema/pointer.js"
import type { Host } from "../estate.js"
import type { Finding, Rule } from "../rule.js"

/** A DNS name that two services of a host answer to leads to either. */
export const servicesAliasTaken: Rule = {
  code: "services/alias_taken",
  severity: "error",
  summary: "A service's further name is the name of another service of its host.",
  *check({ environments }) {
    for (const { hosts } of environments) for (const host of hosts) yield* taken(host)
  },
}

function* taken({ services, environment }: Host): Iterable<Finding> {
  const names = new Map(services.map(({ name, id, path }) => [name, { id, path }]))
  for (const service of services) {
    const own = service.networks.find(({ key }) => key === service.name)
    for (const [index, alias] of (own?.aliases ?? []).entries()) {
      const path = child(service.sources.aliases ?? service.path, index)
      const other = names.get(alias)
      if (other !== undefined && other.id !== service.id) {
        yield {
          message: `The further name ${JSON.stringify(alias)} of ${service.id} is also that of ${other.id}, on the same host.`,
          path,
          found: JSON.stringify(alias),
          notes: [{ message: "the other service is named there", path: other.path }],
          help: "Choose another name.",
          environments: [environment],
        }
      } else names.set(alias, { id: service.id, path })
    }
  }
}
