import { engineOf } from "./engines.js"
import type { Environment, Mount, Service } from "./estate.js"
import { isStore } from "./store.js"

/**
 * Whether a service keeps what would be missed: it says what it holds, or is a database. A cache alone holds nothing of its own, and
 * neither does an index or a broker that says only what it is used for.
 */
export function keepsData(service: Service): boolean {
  const { store, image } = service
  if (!isStore(service)) return false
  if (store?.contents !== undefined) return true
  const kind = engineOf(image)?.kind
  return kind === "database" || (store === undefined && (kind === "search" || kind === "broker"))
}

/** The mounts that a service writes to. */
export function writableMounts({ mounts }: Service): readonly Mount[] {
  return mounts.filter(({ readOnly }) => !readOnly)
}

/** The ids of the services of which an environment takes backups. */
export function backedUp({ hosts }: Environment): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { services } of hosts) for (const { backup } of services) if (backup !== undefined) found.add(backup.of.id)
  return found
}

/** Whether an environment's machines, disks and data are to last: on a laptop they are not. */
export function lasts({ placements }: Environment): boolean {
  return placements.includes("cloud")
}
