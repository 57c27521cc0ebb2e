import type { Environment, Estate, Host, Service } from "../../core/estate.js"
import { append } from "../../core/lists.js"

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
  const hosts = merged(
    estate.environments.map((environment) => environment.hosts.map((host) => ({ name: host.name, environment, host }))),
  )
  return hosts.map((places) => ({
    name: places[0]!.name,
    first: places[0]!.host,
    in: places,
    services: merged(
      places.map(({ environment, host }) =>
        host.services.map((service) => ({ name: service.name, environment, service })),
      ),
    ).map((own) => ({ first: own[0]!.service, in: own })),
  }))
}

/** Groups things of several lists by name. What the first list lacks follows what it follows in its own. */
function merged<T extends { readonly name: string }>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  let order: string[] = []
  for (const list of lists) {
    const after = new Map<string | undefined, string[]>()
    let last: string | undefined
    for (const thing of list) {
      const known = groups.get(thing.name)
      if (known === undefined) {
        groups.set(thing.name, [thing])
        append(after, last, thing.name)
        continue
      }
      known.push(thing)
      last = thing.name
    }
    order = [...(after.get(undefined) ?? []), ...order.flatMap((name) => [name, ...(after.get(name) ?? [])])]
  }
  return order.map((name) => groups.get(name)!)
}

/** What each place says, for {@link import("./words.js").across}. */
export function valuesOf<T extends { readonly environment: Environment }>(
  places: readonly T[],
  value: (place: T) => string | undefined,
): readonly { readonly environment: string; readonly value: string }[] {
  return places.flatMap((place) => {
    const stated = value(place)
    return stated === undefined ? [] : [{ environment: place.environment.name, value: stated }]
  })
}
