import type { Disk, Host } from "../estate.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** A disk is mounted at a place of its own, and what lives on it lies below that. */
export const disksMount: Rule = {
  code: "disk/mount",
  severity: "error",
  summary: "Two disks are mounted at one place, or a folder does not lie on its disk.",
  *check({ environments }) {
    for (const { hosts } of environments) for (const host of hosts) yield* misplaced(host)
  },
}

function* misplaced({ disks, environment, name }: Host): Iterable<Finding> {
  const known = new Map<string, Disk>()
  for (const disk of disks) {
    const other = known.get(disk.mount)
    known.set(disk.mount, other ?? disk)
    if (other !== undefined) {
      yield {
        message: `The disks ${other.name} and ${disk.name} of ${name} are both mounted at ${disk.mount}.`,
        path: originOf(disk, "mount"),
        found: disk.mount,
        notes: [{ message: "the other one is mounted there", path: originOf(other, "mount") }],
        help: "Mount one of them elsewhere.",
        environments: [environment],
      }
    }
    for (const { folder, path } of disk.holds) {
      if (folder === disk.mount || folder.startsWith(`${disk.mount === "/" ? "" : disk.mount}/`)) continue
      yield {
        message: `The folder ${folder} does not lie on the disk ${disk.name}, which is mounted at ${disk.mount}.`,
        path,
        found: folder,
        allowed: `a folder below ${disk.mount}`,
        notes: [{ message: "the disk is mounted there", path: originOf(disk, "mount") }],
        help: "Move it to the disk that holds it.",
        environments: [environment],
      }
    }
  }
}
