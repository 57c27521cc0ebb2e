import { commandText } from "../commands.js"
import { type DataPlace, dataPlaces, engineOf } from "../engines.js"
import type { ResolvedText, Service } from "../estate.js"
import { example, POSTGRES_PASSWORD } from "../example.js"
import type { Origin } from "../origin.js"
import type { Finding, Rule } from "../rule.js"
import { keepsData, lasts, writableMounts } from "../saved.js"

/** A mount beside the folder where a datastore keeps its files holds nothing, and everybody believes that it does. */
export const storesDataElsewhere: Rule = {
  code: "stores/data_elsewhere",
  severity: "error",
  summary: "A datastore keeps its data in a folder that none of its mounts holds.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const service of environment.hosts.flatMap(({ services }) => services)) {
        // One without any mount is told by stores/no_mount.
        if (!keepsData(service) || writableMounts(service).length === 0) continue
        const finding = elsewhere(service)
        if (finding !== undefined) yield { ...finding, environments: [environment.name] }
      }
    }
  },
  explain: () => {
    const store = (target: string) =>
      example({
        services: {
          postgres: `store: { contents: Orders }\n${POSTGRES_PASSWORD.taken}\nmounts: [{ volume: orders, target: ${target} }]`,
        },
        more: POSTGRES_PASSWORD.declared,
      })
    return {
      why: "An image asks for a volume of its own at the folder where its server writes. A mount beside that folder, or over it, does not hold it: Docker makes a volume without a name for the folder, the server writes there, and with the next container begins an empty one, while the mount that everybody looks at stays empty. A folder that is kept in memory, over the data, goes with every restart.\n\nKnown are the images that the makers of a datastore publish, and those of Bitnami. PostgreSQL keeps its files in `/var/lib/postgresql/data` up to version 17, and since 18 in a folder for each version below `/var/lib/postgresql`, which is what to mount then; `PGDATA` is read. Where a command or a variable says that the files lie elsewhere, nothing is said.",
      source: {
        title: "Docker Official Images: postgres, PGDATA",
        url: "https://hub.docker.com/_/postgres",
      },
      failing: store("/var/lib/postgresql"),
      passing: store("/var/lib/postgresql/data"),
    }
  },
}

function elsewhere(service: Service): Omit<Finding, "environments"> | undefined {
  const places = placesOf(service)
  const holders = places.map((place) => ({ place, holder: holderOf(place, service) }))
  const [first] = holders
  if (first === undefined || holders.some(({ holder }) => holder.kind === "mount")) return undefined
  const { place, holder } = first
  const [mount] = writableMounts(service)
  const wanted = place.volume ?? place.folder
  const base = { found: holder.found ?? mount!.target, allowed: `a mount at ${wanted}` }
  if (holder.kind === "memory") {
    return {
      ...base,
      message: `The datastore ${service.id} keeps its data in ${place.folder}, and ${holder.found} is kept in memory: it is gone with every restart.`,
      path: holder.path,
      help: `Mount a folder of a disk, or a named volume, at ${wanted}, and keep nothing there in memory.`,
    }
  }
  return {
    ...base,
    found: mount!.target,
    message: `The datastore ${service.id} keeps its data in ${place.folder}, ${
      holder.kind === "container"
        ? "which none of its mounts holds"
        : `for which Docker makes a volume without a name: ${mount!.target} does not hold it`
    }.`,
    path: mount!.sources.target ?? mount!.path,
    help: `Mount it at ${wanted}.`,
  }
}

/** Where the server may keep its files; nothing where what the topology says may move them. */
function placesOf(service: Service): readonly DataPlace[] {
  const { image, pin, command, entrypoint, variables, envFiles } = service
  const engine = engineOf(image)
  if (image === undefined || engine === undefined || envFiles.length > 0 || entrypoint !== undefined) return []
  const known = dataPlaces(image, pin)
  const said = [commandText(command), ...variables.map(({ name, value }) => `${name}=${literal(value) ?? ""}`)]
  if (said.some((text) => engine.moved.test(text))) return []
  const stated = variables.find(({ name }) => engine.name === "postgres" && name === "PGDATA")
  if (stated === undefined) return known
  const folder = literal(stated.value)
  return folder?.startsWith("/") === true ? known.map(({ volume }) => ({ folder, volume })) : []
}

function literal(value: ResolvedText): string | undefined {
  return value.every((part) => typeof part === "string") ? value.join("") : undefined
}

interface Holder {
  readonly kind: "mount" | "memory" | "volume" | "container"
  /** The folder in the container at which it begins; undefined for the container's own. */
  readonly found: string | undefined
  readonly path: Origin
}

/** What of all that covers a folder is the nearest to it: that is where its files end up. */
function holderOf({ folder, volume }: DataPlace, service: Service): Holder {
  const { mounts, tmpfs, anonymousVolumes, sources, path } = service
  const all: readonly Holder[] = [
    ...mounts.map(
      ({ target, path, readOnly }): Holder => ({ kind: readOnly ? "container" : "mount", found: target, path }),
    ),
    ...tmpfs.map((entry, index): Holder => {
      const origin = sources.tmpfs === undefined ? path : `${sources.tmpfs}/${index}`
      return { kind: "memory", found: entry.split(":")[0]!, path: origin }
    }),
    ...[...anonymousVolumes, ...(volume === undefined ? [] : [volume])].map(
      (found): Holder => ({ kind: "volume", found, path }),
    ),
  ]
  let nearest: Holder = { kind: "container", found: undefined, path }
  for (const one of all) if (isOver(one.found!, folder) && depthOf(one) > depthOf(nearest)) nearest = one
  return nearest
}

function depthOf({ found }: Holder): number {
  return found === undefined ? -1 : found.length
}

function isOver(place: string, folder: string): boolean {
  return place === "/" || folder === place || folder.startsWith(`${place}/`)
}
