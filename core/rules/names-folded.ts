import type { Environment, Host, Secret, Stack } from "../estate.js"
import { example } from "../example.js"
import type { Origin } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** Names that differ in the topology, and are one where they are used: put together with a project's name, or on a laptop's disk. */
export const namesFolded: Rule = {
  code: "names/folded",
  severity: "error",
  summary: "Two things whose names differ become one where they are used.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const hosts of enginesOf(environment)) yield* sameInDocker(hosts, environment.name)
      for (const stack of environment.hosts.flatMap(({ stacks }) => stacks)) yield* sameOnDisk(stack, environment.name)
    }
  },
  explain: () => ({
    why: `Compose joins the names of a project and of what is in it: the network \`sales\` of the project \`shop_web\` and the network
\`web_sales\` of the project \`shop\` are both \`shop_web_sales\`, and the second stack uses, or removes, what is the first one's. The same
holds for volumes and containers.

A secret's file has its name; where file names are one in capitals and small letters, as on most laptops, so are the secrets.`,
    source: {
      title: "Compose Specification: the top-level name, which resources are prefixed with",
      url: "https://github.com/compose-spec/compose-spec/blob/main/04-version-and-name.md",
    },
    failing: shop("shop_web"),
    passing: shop("bakery"),
  }),
}

/** What one Docker engine has under a name. */
interface Thing {
  readonly kind: "network" | "volume" | "container"
  /** As Docker knows it. */
  readonly real: string
  /** The stack that makes it. */
  readonly stack: Stack
  /** What its name is made of, in words: `of shop + web_sales`. */
  readonly made: string
  /** Where the part of it stands that is easiest to change. */
  readonly origin: Origin
}

/** On a laptop, all hosts of an environment share one Docker engine. */
function enginesOf({ hosts, placements }: Environment): readonly (readonly Host[])[] {
  return placements.includes("local") ? [hosts] : hosts.map((host) => [host])
}

function* sameInDocker(hosts: readonly Host[], environment: string): Iterable<Finding> {
  const known = new Map<string, Thing>()
  for (const thing of hosts.flatMap(({ stacks }) => stacks.flatMap(thingsOf))) {
    const key = `${thing.kind} ${thing.real}`
    const earlier = known.get(key)
    if (earlier === undefined) {
      known.set(key, thing)
      continue
    }
    // Stacks of one project are told as that, and so are names that are stated twice.
    const sameProject = earlier.stack !== thing.stack && earlier.stack.project === thing.stack.project
    if (sameProject || earlier.made === thing.made) continue
    yield {
      message: `The Docker ${thing.kind} ${JSON.stringify(thing.real)} is made twice: ${earlier.made}, and ${thing.made}.`,
      path: thing.origin,
      found: thing.real,
      notes: [{ message: "the other one is made there", path: earlier.origin }],
      help: "Rename one of them, or the project of a stack that does not run yet.",
      environments: [environment],
    }
  }
}

function thingsOf(stack: Stack): readonly Thing[] {
  const { project, networks, services } = stack
  const origin = stack.sources.project ?? stack.path
  const volumes = new Set(
    services.flatMap(({ mounts }) =>
      mounts.flatMap((one) => (one.kind === "volume" && one.name === undefined && !one.external ? [one.volume] : [])),
    ),
  )
  const of = (kind: Thing["kind"], name: string, separator: string, end = ""): Thing => {
    const real = `${project}${separator}${name}${end}`
    return { kind, real, stack, made: `of ${project} + ${name}`, origin }
  }
  return [
    ...networks.flatMap(({ key, kind, name, external }): readonly Thing[] => {
      if (external) return []
      return kind === "shared"
        ? [{ kind: "network", real: name, stack, made: STATED, origin }]
        : [of("network", key, "_")]
    }),
    ...[...volumes].map((volume) => of("volume", volume, "_")),
    ...[...namedVolumes(stack)].map(
      ([real, place]): Thing => ({ kind: "volume", real, stack, made: STATED, origin: place }),
    ),
    ...services.map(({ name, containerName, sources }): Thing => {
      if (containerName === undefined) return of("container", name, "-", "-1")
      return { kind: "container", real: containerName, stack, made: STATED, origin: sources.containerName ?? origin }
    }),
  ]
}

/** The names that volumes of a stack are given, each with the first place that does. */
function namedVolumes({ services }: Stack): ReadonlyMap<string, Origin> {
  const named = new Map<string, Origin>()
  for (const mount of services.flatMap(({ mounts }) => mounts))
    if (mount.kind === "volume" && mount.name !== undefined && !mount.external && !named.has(mount.name))
      named.set(mount.name, mount.sources.name ?? mount.path)
  return named
}

const STATED = "by a name that is stated"

function* sameOnDisk({ secrets, name }: Stack, environment: string): Iterable<Finding> {
  const known = new Map<string, Secret>()
  for (const { secret, asFile } of secrets) {
    if (!asFile) continue
    const folded = secret.name.toLowerCase()
    const earlier = known.get(folded)
    if (earlier === undefined) known.set(folded, secret)
    else
      yield {
        severity: "warning",
        message: `The files of the secrets ${earlier.name} and ${secret.name} of the stack ${name} are one where capitals are not told apart.`,
        path: secret.path,
        found: secret.name,
        notes: [{ message: "the other one is declared there", path: earlier.path }],
        help: "Rename one of them.",
        environments: [environment],
      }
  }
}

function shop(project: string): string {
  return example({
    hosts: {
      shop: {
        lines: `stacks:\n  web: { directory: web, project: shop }\n  sales: { directory: sales, project: ${project} }`,
        services: {
          orders: "stack: web\nports: { http: 8000 }\nuses: [web_sales]",
          web_sales: "image: sales\nstack: web\nports: { http: 8001 }",
          till: "stack: sales\nports: { http: 8002 }\nuses: [sales]",
          sales: "stack: sales\nports: { http: 8003 }",
        },
      },
    },
  })
}
