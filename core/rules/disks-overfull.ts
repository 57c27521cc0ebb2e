import type { Disk } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** A full disk stops every database on it at once. */
export const disksOverfull: Rule = {
  code: "disks/overfull",
  severity: "warning",
  summary: "What is expected to lie on a disk is larger than the disk.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const disk of hosts.flatMap(({ disks }) => disks)) {
        const sized = disk.holds.filter(({ size }) => size !== undefined)
        const expected = sized.reduce((total, { size = 0 }) => total + size, 0)
        if (expected <= roomOf(disk)) continue
        yield {
          message: `The folders of the disk ${disk.name} are expected to become ${gib(expected)} GiB, and it has ${disk.sizeGib}.`,
          path: originOf(disk, "size"),
          found: disk.sizeText,
          notes: sized.map((folder) => ({
            message: `${folder.folder} is expected to become ${gib(folder.size ?? 0)} GiB`,
            path: originOf(folder, "size"),
          })),
          help: "Make the disk larger: it grows without being made anew, but never shrinks.",
          environments: [name],
        }
      }
    }
  },
  explain: () => {
    const shop = (size: string) =>
      example({
        hosts: {
          shop: {
            lines: `disks:\n  data:\n    size: ${size}\n    mount: /data\n    holds:\n      /data/orders: { contents: Orders, size: 15 GiB }\n      /data/photos: { contents: Photos, size: 10 GiB }`,
            services: { oven: "" },
          },
        },
      })
    return {
      why: "A database that can't write its log stops, and several databases on one disk stop together. How large a folder is expected to become (`holds.*.size`) is known best by whoever declares it; Docker's volumes and folders have no limit of their own that would say so earlier.",
      source: {
        title: "PostgreSQL: disk full failure",
        url: "https://www.postgresql.org/docs/current/disk-full.html",
      },
      failing: shop("20 GiB"),
      passing: shop("30 GiB"),
    }
  },
}

function roomOf({ sizeGib }: Disk): number {
  return sizeGib * 2 ** 30
}

/** Rounded to tenths. */
function gib(bytes: number): number {
  return Math.round((bytes / 2 ** 30) * 10) / 10
}
