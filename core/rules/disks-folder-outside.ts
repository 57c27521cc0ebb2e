import type { Disk } from "../estate.js"
import { example } from "../example.js"
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
  explain: () => {
    const shop = (folder: string) =>
      example({
        hosts: {
          shop: {
            lines: `disks: { data: { size: 20 GiB, mount: /data, holds: { ${folder}: { contents: Photos } } } }`,
            services: { oven: "" },
          },
        },
      })
    return {
      why: "The folders that a disk `holds` are made before the first start, and are listed as what survives a new VM. One that lies outside the mount point is made on the boot disk instead: it is there, it works, and it goes with the machine, while the pages say that it is kept.",
      source: {
        title: "Google Cloud: about persistent disks",
        url: "https://cloud.google.com/compute/docs/disks/persistent-disks",
      },
      failing: shop("/photos"),
      passing: shop("/data/photos"),
    }
  },
}

function isOn({ mount }: Disk, folder: string): boolean {
  return folder === mount || folder.startsWith(mount === "/" ? mount : `${mount}/`)
}
