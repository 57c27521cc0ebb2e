import type { Environment, Service } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"
import { backedUp, keepsData, lasts, writableMounts } from "../saved.js"

/** A disk survives its VM, but not a mistake: without snapshots there is nothing to go back to. */
export const disksNoSnapshots: Rule = {
  code: "disks/no_snapshots",
  severity: "warning",
  summary: "A disk with data of production has no snapshots.",
  *check({ environments }) {
    for (const environment of environments) {
      if (environment.stage !== "production" || !lasts(environment)) continue
      const saved = backedUp(environment)
      for (const { disks, services } of environment.hosts) {
        const writers = writersByDisk(services)
        for (const disk of disks) {
          const own = writers.get(disk.name) ?? []
          if (disk.snapshots !== undefined || (own.length === 0 && disk.holds.length === 0)) continue
          const lost = own.find((service) => keepsData(service) && !saved.has(service.id))
          yield {
            message:
              lost === undefined
                ? `The disk ${disk.name} holds data of ${environment.name}, and has no snapshots.`
                : `The disk ${disk.name} holds the data of ${lost.id}, of which there are neither backups nor snapshots.`,
            path: disk.path,
            found: "no snapshots",
            ...(lost === undefined ? {} : { notes: [{ message: `${lost.id} is declared there`, path: lost.path }] }),
            help: 'Add `snapshots`, such as { every: "day", keep: "14d" }.',
            environments: [environment.name],
          }
        }
      }
    }
  },
  explain: () => {
    const shop = (snapshots: string) =>
      example({
        environments: { production: "{}" },
        hosts: {
          shop: {
            lines: `disks: { data: { size: 20 GiB, mount: /data${snapshots} } }`,
            services: { oven: "mounts: [{ source: /data/photos, target: /photos }]" },
          },
        },
      })
    return {
      why: "A dropped table, a bad migration or a wrong `rm` is on the disk at once, and on every replica of it. A snapshot is the only copy that such a mistake does not reach. Where a datastore on the disk has no backup either, nothing could be restored at all: the message says which.",
      source: {
        title: "Google Cloud: schedules for disk snapshots",
        url: "https://cloud.google.com/compute/docs/disks/scheduled-snapshots",
      },
      failing: shop(""),
      passing: shop(", snapshots: { every: day, keep: 14d }"),
    }
  },
}

/** Which services write to a disk, by its name. */
function writersByDisk(services: Environment["hosts"][number]["services"]): ReadonlyMap<string, readonly Service[]> {
  const found = new Map<string, Service[]>()
  for (const service of services) {
    for (const mount of writableMounts(service)) {
      if (mount.kind !== "bind" || mount.disk === undefined) continue
      const known = found.get(mount.disk)
      if (known === undefined) found.set(mount.disk, [service])
      else known.push(service)
    }
  }
  return found
}
