import type { Host, Mount, Service } from "../estate.js"
import { example, POSTGRES_PASSWORD } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"
import { lasts, writableMounts } from "../saved.js"
import { isStore } from "../store.js"

/** A database locks its files against a second process of its own container only: two containers destroy what they share. */
export const storesTwoWriters: Rule = {
  code: "stores/two_writers",
  severity: "error",
  summary: "Two containers write to the files of one datastore.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const host of environment.hosts) {
        yield* copies(host)
        yield* meeting(host)
      }
    }
  },
  explain: () => {
    const mounted = (source: string) =>
      `store: { contents: Orders }\n${POSTGRES_PASSWORD.taken}\nmounts: [{ source: ${source}, target: /var/lib/postgresql/data }]`
    const shop = (second: string) =>
      example({
        more: POSTGRES_PASSWORD.declared,
        hosts: {
          shop: {
            lines: "disks: { data: { size: 20 GiB, mount: /data } }",
            services: { postgres: mounted("/data/orders"), bookings: `image: postgres\n${mounted(second)}` },
          },
        },
      })
    return {
      why: "PostgreSQL, Redis and their like take it that nobody else writes to their files. What keeps a second process out is a lock file with a process id, which means nothing in another container: both start, both write, and the data is damaged before anybody notices. The same holds for two replicas of one datastore, and for a folder that lies in one that somebody else writes to.\n\nWhoever only reads mounts it `readOnly`, as a backup of files does.",
      source: {
        title: "PostgreSQL: creating a database cluster; only one server may use a data directory",
        url: "https://www.postgresql.org/docs/current/creating-cluster.html",
      },
      failing: shop("/data/orders"),
      passing: shop("/data/bookings"),
    }
  },
}

function* copies({ services, environment }: Host): Iterable<Finding> {
  for (const service of services) {
    if (!isStore(service) || service.replicas < 2) continue
    const [shared] = writableMounts(service)
    if (shared === undefined) continue
    yield {
      message: `${service.replicas} containers of the datastore ${service.id} write to ${placeOf(shared)}.`,
      path: originOf(service, "replicas"),
      found: String(service.replicas),
      allowed: "1",
      notes: [{ message: "all of them mount this", path: shared.path }],
      help: "Run one, and scale it as its manual says: read replicas have data of their own.",
      environments: [environment],
    }
  }
}

interface Writer {
  readonly service: Service
  readonly mount: Mount
}

/** Each place knows who writes there; a writer looks at its own place and those above it. */
function* meeting({ services, environment }: Host): Iterable<Finding> {
  const writers = new Map<string, Writer[]>()
  for (const service of services) {
    for (const mount of writableMounts(service)) {
      const key = keyOf(mount, service)
      if (key === undefined) continue
      const known = writers.get(key)
      if (known === undefined) writers.set(key, [{ service, mount }])
      else known.push({ service, mount })
    }
  }
  const told = new Set<string>()
  for (const [key, here] of writers) {
    const above = placesAbove(key).flatMap((place) => writers.get(place) ?? [])
    for (const [index, writer] of here.entries()) {
      const other = [...above, ...here.slice(0, index)].find(
        ({ service }) => service !== writer.service && (isStore(service) || isStore(writer.service)),
      )
      if (other === undefined) continue
      const pair = `${other.service.id} ${writer.service.id}`
      if (told.size !== told.add(pair).size) yield finding(writer, other, environment)
    }
  }
}

function finding(writer: Writer, other: Writer, environment: string): Finding {
  const store = isStore(writer.service) ? writer : other
  return {
    message: `${writer.service.id} and ${other.service.id} both write to ${placeOf(writer.mount)}, where the datastore ${store.service.id} keeps its files.`,
    path: writer.mount.kind === "bind" ? originOf(writer.mount, "source") : originOf(writer.mount, "volume"),
    found: placeOf(writer.mount),
    notes: [{ message: `${other.service.id} writes there too`, path: other.mount.path }],
    help: "Give each a place of its own, or mount it `readOnly` where it is only read.",
    environments: [environment],
  }
}

function placeOf(mount: Mount): string {
  return mount.kind === "bind" ? mount.source : `the volume ${mount.volume}`
}

/** What tells one place of a host from another; undefined for a path that a variable holds. */
function keyOf(mount: Mount, { stack }: Service): string | undefined {
  if (mount.kind === "volume") return mount.name ?? (mount.external ? mount.volume : `${stack} ${mount.volume}`)
  const [path] = mount.from
  if (typeof path !== "string") return undefined
  return path.startsWith("/") ? path : `${stack} ${path.replace(/\/$/, "")}`
}

/** `/data/a/b` → `/data/a`, `/data`, `/`. */
function placesAbove(key: string): readonly string[] {
  const found: string[] = []
  for (let end = key.lastIndexOf("/"); end >= 0; end = end === 0 ? -1 : key.lastIndexOf("/", end - 1))
    found.push(end === 0 ? "/" : key.slice(0, end))
  return key === "/" ? [] : found
}
