import type { Disk, Host } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** A disk is mounted at a place of its own: a second one there would hide the first. */
export const disksDuplicateMount: Rule = {
  code: "disks/duplicate_mount",
  severity: "error",
  summary: "Two disks of a host are mounted at one place.",
  *check({ environments }) {
    for (const { hosts } of environments) for (const host of hosts) yield* twice(host)
  },
  explain: () => {
    const shop = (mount: string) =>
      example({
        hosts: {
          shop: {
            lines: `disks:\n  orders: { size: 20 GiB, mount: /data }\n  photos: { size: 50 GiB, mount: ${mount} }`,
            services: { oven: "" },
          },
        },
      })
    return {
      why: "The disk that is mounted last covers the other one: what services wrote before is gone from sight, and which of the two is last can change with every start of the machine.",
      source: {
        title: "mount(8): the previous contents of the directory become invisible",
        url: "https://man7.org/linux/man-pages/man8/mount.8.html",
      },
      failing: shop("/data"),
      passing: shop("/photos"),
    }
  },
}

function* twice({ disks, environment, name }: Host): Iterable<Finding> {
  const known = new Map<string, Disk>()
  for (const disk of disks) {
    const other = known.get(disk.mount)
    if (other === undefined) {
      known.set(disk.mount, disk)
      continue
    }
    yield {
      message: `The disks ${other.name} and ${disk.name} of ${name} are both mounted at ${disk.mount}.`,
      path: originOf(disk, "mount"),
      found: disk.mount,
      notes: [{ message: "the other one is mounted there", path: originOf(other, "mount") }],
      help: "Mount one of them elsewhere.",
      environments: [environment],
    }
  }
}
