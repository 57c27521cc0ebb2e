import type { Service } from "../estate.js"
import { example, POSTGRES_PASSWORD } from "../example.js"
import type { Rule } from "../rule.js"
import { backedUp, keepsData, lasts, writableMounts } from "../saved.js"

/** What customers gave us must be there tomorrow: a datastore of production is saved by a backup, or by snapshots of its disk. */
export const backupsMissing: Rule = {
  code: "backups/missing",
  severity: "warning",
  summary: "A datastore of production lies on no disk that has snapshots, and no backup is taken of it.",
  *check({ environments }) {
    for (const environment of environments) {
      if (environment.stage !== "production" || !lasts(environment)) continue
      const saved = backedUp(environment)
      for (const service of environment.hosts.flatMap(({ services }) => services)) {
        // One on a disk is saved by its snapshots: where there are none, the disk is told of. One without any mount keeps nothing.
        if (!keepsData(service) || saved.has(service.id) || isOnDisk(service)) continue
        if (writableMounts(service).length === 0) continue
        yield {
          message: `The datastore ${service.id} is saved by no backup, and lies on no disk of its own that has snapshots.`,
          path: service.store?.path ?? service.path,
          help: "Add a service with a `backup` of it, or keep it on a disk with `snapshots`.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => {
    const mount = (source: string) =>
      `store: { contents: Orders }\n${POSTGRES_PASSWORD.taken}\nmounts: [{ ${source}, target: /var/lib/postgresql/data }]`
    const shop = (source: string, disk: string) =>
      example({
        environments: { production: "{}" },
        more: POSTGRES_PASSWORD.declared,
        hosts: { shop: { lines: disk, services: { postgres: mount(source) } } },
      })
    const disk = "disks: { data: { size: 20 GiB, mount: /data, snapshots: { every: day, keep: 14d } } }"
    return {
      why: "A volume of Docker's lies on the boot disk of its VM, and goes with it; a disk goes with a mistake. A backup to a bucket survives both, and is the only one that survives the loss of a whole project; snapshots of a disk are accepted instead. Neither is worth anything until it has been restored once.",
      source: {
        title: "PostgreSQL: backup and restore",
        url: "https://www.postgresql.org/docs/current/backup.html",
      },
      failing: shop("volume: orders", disk),
      passing: shop("source: /data/orders", disk),
    }
  },
}

function isOnDisk(service: Service): boolean {
  return writableMounts(service).some((mount) => mount.kind === "bind" && mount.disk !== undefined)
}
