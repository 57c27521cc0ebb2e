import type { Disk } from "../estate.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** What is said to live on a disk, but lies elsewhere, lives on the boot disk and goes with it. */
export const disksFolderOutside: Rule = {
  code: "disks/folder_outside",
  severity: "warning",
  summary: "A folder is said to lie on a disk, but lies outside its mount point.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const disk of hosts.flatMap(({ disks }) => disks)) {
        for (const { folder, path } of disk.holds) {
          if (isOn(disk, folder)) continue
          yield {
            message: `The folder ${folder} does not lie on the disk ${disk.name}, which is mounted at ${disk.mount}.`,
            path,
            found: folder,
            allowed: `a folder below ${disk.mount}`,
            notes: [{ message: "the disk is mounted there", path: originOf(disk, "mount") }],
            help: "Name the folder as it is found on the disk.",
            environments: [name],
          }
        }
      }
    }
  },
}

function isOn({ mount }: Disk, folder: string): boolean {
  return folder === mount || folder.startsWith(mount === "/" ? mount : `${mount}/`)
}
