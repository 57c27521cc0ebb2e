import type { Environment, Host, Stack } from "./estate.js"
import type { Finding } from "./rule.js"

/** One stack of one host of one environment. */
export interface Place {
  /** Where the host is. */
  readonly environment: Environment
  /** Where the stack is. */
  readonly host: Host
  /** The stack itself. */
  readonly stack: Stack
}

/** Every stack of an environment. */
export function placesOf(environment: Environment): readonly Place[] {
  return environment.hosts.flatMap((host) => host.stacks.map((stack) => ({ environment, host, stack })))
}

/** A stack as messages name it: `shop.main of staging`. */
export function named({ environment, host, stack }: Place): string {
  return `${host.name}.${stack.name} of ${environment.name}`
}

/** Stacks that share what each needs for itself. */
export function* twice(
  places: readonly Place[],
  keyOf: (place: Place) => string,
  say: {
    readonly field: "directory" | "project" | "on"
    readonly message: (one: Place, other: Place) => string
    readonly help: string
  },
): Iterable<Finding> {
  const known = new Map<string, Place>()
  const where = ({ stack }: Place): string => stack.sources[say.field] ?? stack.path
  for (const place of places) {
    const key = keyOf(place)
    const other = known.get(key)
    if (other === undefined) {
      known.set(key, place)
      continue
    }
    yield {
      message: say.message(place, other),
      path: where(place),
      found: say.field === "on" ? place.stack.deployedTo : place.stack[say.field],
      ...(where(place) === where(other)
        ? {}
        : { notes: [{ message: "the other one is stated there", path: where(other) }] }),
      help: say.help,
      environments: [...new Set([other.environment.name, place.environment.name])],
    }
  }
}
