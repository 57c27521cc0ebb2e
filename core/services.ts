import type { Environment, Service } from "./estate.js"

/** The services of an environment by their ids: `host.service`. */
export function servicesById({ hosts }: Pick<Environment, "hosts">): ReadonlyMap<string, Service> {
  return new Map(hosts.flatMap(({ services }) => services.map((service) => [service.id, service] as const)))
}
