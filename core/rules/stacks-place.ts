import type { Environment, Host, Stack } from "../estate.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

interface Place {
  readonly environment: Environment
  readonly host: Host
  readonly stack: Stack
}

/** Two stacks in one folder would be one file. Some file systems don't tell capitals apart, so neither does this. */
export const stacksDirectory: Rule = {
  code: "stack/duplicate_directory",
  severity: "error",
  summary: "Two stacks are written to the same folder.",
  *check({ environments }) {
    yield* twice(environments.flatMap(placesOf), ({ stack }) => stack.directory.toLowerCase(), {
      field: "directory",
      message: (one, other) =>
        `The stacks ${named(other)} and ${named(one)} are both written to ${JSON.stringify(one.stack.directory)}.`,
      help: "Give each a folder of its own; {environment} or {short} in it tells environments apart.",
    })
  },
}

/** One Docker engine knows a project by its name: two stacks of one name would replace each other's containers. */
export const stacksProject: Rule = {
  code: "stack/duplicate_project",
  severity: "error",
  summary: "Two stacks of one Docker engine have the same project name.",
  *check({ environments }) {
    for (const environment of environments) {
      yield* twice(placesOf(environment), (place) => `${engineOf(place)} ${place.stack.project}`, {
        field: "project",
        message: (one, other) =>
          `The stacks ${named(other)} and ${named(one)} are both the project ${JSON.stringify(one.stack.project)}${one.host === other.host ? "" : " on one laptop"}.`,
        help: "Give one of them another project name; whichever runs already keeps its own.",
      })
    }
  },
}

/** Two stacks in one folder of a VM would overwrite each other's files. */
export const stacksFolder: Rule = {
  code: "stack/duplicate_folder",
  severity: "error",
  summary: "Two stacks are deployed to the same folder of a VM.",
  *check({ environments }) {
    for (const environment of environments) {
      yield* twice(placesOf(environment), ({ host, stack }) => `${host.name} ${stack.deployedTo}`, {
        field: "on",
        message: (one, other) =>
          `The stacks ${named(other)} and ${named(one)} are both deployed to ${JSON.stringify(one.stack.deployedTo)}.`,
        help: "State a folder of its own with `on`.",
      })
    }
  },
}

function placesOf(environment: Environment): readonly Place[] {
  return environment.hosts.flatMap((host) => host.stacks.map((stack) => ({ environment, host, stack })))
}

/** On a laptop, all hosts of an environment share one Docker engine. */
function engineOf({ environment, host }: Place): string {
  return environment.placements.includes("local") ? "" : host.name
}

function named({ environment, host, stack }: Place): string {
  return `${host.name}.${stack.name} of ${environment.name}`
}

function* twice(
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
      found: originOf(place.stack, say.field).startsWith("default:") ? place.stack.deployedTo : stated(place, say.field),
      ...(where(place) === where(other) ? {} : { notes: [{ message: "the other one is stated there", path: where(other) }] }),
      help: say.help,
      environments: [...new Set([other.environment.name, place.environment.name])],
    }
  }
}

function stated({ stack }: Place, field: "directory" | "project" | "on"): string {
  return field === "on" ? stack.deployedTo : stack[field]
}
