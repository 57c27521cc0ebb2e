import type { Disk, Host } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** A disk that is mounted inside another one hides what the other one has there, and depends on the order of mounting. */
export const disksNestedMount: Rule = {
  code: "disks/nested_mount",
  severity: "warning",
  summary: "A disk is mounted inside another one.",
  *check({ environments }) {
    for (const { hosts } of environments) for (const host of hosts) yield* nested(host)
  },
  explain: () => {
    const shop = (mount: string) =>
      example({
        hosts: {
          shop: {
            lines: `disks:\n  data: { size: 20 GiB, mount: /data }\n  orders: { size: 50 GiB, mount: ${mount} }`,
            services: { oven: "" },
          },
        },
      })
    return {
      why: "Whichever disk is mounted first decides what is seen: mounted in the wrong order, or when the inner disk fails to attach, services write to the outer one, and what they wrote is hidden as soon as the inner disk is back. A folder that the outer disk is said to hold there is never seen at all, which is an error.",
      source: {
        title: "mount(8): the previous contents of the directory become invisible",
        url: "https://man7.org/linux/man-pages/man8/mount.8.html",
      },
      failing: shop("/data/orders"),
      passing: shop("/orders"),
    }
  },
}

function* nested({ disks, environment, name }: Host): Iterable<Finding> {
  const byMount = new Map(disks.map((disk) => [disk.mount, disk]))
  for (const disk of disks) {
    const outer = placesAbove(disk.mount).flatMap((place) => byMount.get(place) ?? [])[0]
    if (outer === undefined) continue
    const hidden = outer.holds.find(({ folder }) => isWithin(folder, disk))
    yield {
      ...(hidden === undefined ? {} : { severity: "error" as const }),
      message:
        hidden === undefined
          ? `The disk ${disk.name} of ${name} is mounted at ${disk.mount}, inside the disk ${outer.name}.`
          : `The disk ${disk.name} of ${name} is mounted at ${disk.mount}, and hides ${hidden.folder} of the disk ${outer.name}.`,
      path: originOf(disk, "mount"),
      found: disk.mount,
      notes: [
        hidden === undefined
          ? { message: "the other disk is mounted there", path: originOf(outer, "mount") }
          : { message: "what is hidden is stated there", path: hidden.path },
      ],
      help: "Mount it beside the other disk.",
      environments: [environment],
    }
  }
}

function isWithin(folder: string, { mount }: Disk): boolean {
  return folder === mount || folder.startsWith(`${mount}/`)
}

/** `/data/a/b` → `/data/a`, `/data`, `/`. */
function placesAbove(path: string): readonly string[] {
  if (path === "/") return []
  const found: string[] = []
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) found.push(path.slice(0, end))
  return [...found, "/"]
}
