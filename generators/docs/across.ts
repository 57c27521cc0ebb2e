import type { Environment, Estate, Host, Service } from "../../core/estate.js"

/** One host as the environments that it is in have it. */
export interface HostAcross {
  readonly name: string
  /** In the first environment that it is in. */
  readonly first: Host
  readonly in: readonly { readonly environment: Environment; readonly host: Host }[]
  /** The union of its services, in declared order. */
  readonly services: readonly ServiceAcross[]
}

/** One service as the environments that it is in have it. */
export interface ServiceAcross {
  readonly first: Service
  readonly in: readonly { readonly environment: Environment; readonly service: Service }[]
}

/** The hosts of all environments, each once, in declared order. */
export function hostsAcross(estate: Estate): readonly HostAcross[] {
  const hosts = new Map<string, { environment: Environment; host: Host }[]>()
  for (const environment of estate.environments) {
    for (const host of environment.hosts) push(hosts, host.name, { environment, host })
  }
  return [...hosts].map(([name, places]) => ({
    name,
    first: places[0]!.host,
    in: places,
    services: servicesAcross(places),
  }))
}

function servicesAcross(places: HostAcross["in"]): readonly ServiceAcross[] {
  const services = new Map<string, { environment: Environment; service: Service }[]>()
  for (const { environment, host } of places) {
    for (const service of host.services) push(services, service.name, { environment, service })
  }
  return [...services.values()]
    .map((own) => ({ first: own[0]!.service, in: own }))
    .sort((a, b) => place(a.first, places) - place(b.first, places))
}

/** A service that the first environment lacks still stands where it is declared: behind those that it follows elsewhere. */
function place(service: Service, places: HostAcross["in"]): number {
  const longest = places.find(({ environment }) => environment.name === service.environment)!
  return longest.host.services.indexOf(service)
}

/** The value of every environment, for {@link import("./words.js").across}. */
export function valuesOf<T>(
  places: readonly (T & { readonly environment: Environment })[],
  value: (place: T) => string | undefined,
): readonly { readonly environment: string; readonly value: string }[] {
  return places.flatMap((place) => {
    const stated = value(place)
    return stated === undefined ? [] : [{ environment: place.environment.title.toLowerCase(), value: stated }]
  })
}

/** Adds to the list of a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
