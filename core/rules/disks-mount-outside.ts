import type { Host, Mount, Service } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"
import { lasts, writableMounts } from "../saved.js"

/** What is written beside the disks is written to the boot disk, which is made anew with its VM. */
export const disksMountOutside: Rule = {
  code: "disks/mount_outside",
  severity: "warning",
  summary: "A service writes to a folder of its host that lies on none of the host's disks.",
  *check({ shared, environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const host of environment.hosts) {
        // Of a host that is kept by hand, and says nothing of disks, nothing is known.
        const isMade = shared.gcp !== undefined && host.generate.has("terraform")
        if (host.disks.length === 0 && !isMade) continue
        for (const service of host.services)
          for (const mount of writableMounts(service)) yield* outside(mount, service, host)
      }
    }
  },
  explain: () => {
    const shop = (source: string) =>
      example({
        hosts: {
          shop: {
            lines: "disks: { data: { size: 20 GiB, mount: /data } }",
            services: { oven: `mounts: [{ source: ${source}, target: /photos }]` },
          },
        },
      })
    return {
      why: "A persistent disk outlives its VM, has snapshots, and can be made larger; the boot disk has none of that, and a new boot image or machine begins with an empty one. A path that is one letter away from the mount point works for months, and is missed on the day that the VM is replaced.\n\nFolders of the system (`/etc`, `/run`, `/var/log` and the like), what is mounted `readOnly`, and mounts that say how they propagate, which are somebody else's file systems, are left alone.",
      source: {
        title: "Google Cloud: about persistent disks",
        url: "https://cloud.google.com/compute/docs/disks/persistent-disks",
      },
      failing: shop("/date/photos"),
      passing: shop("/data/photos"),
    }
  },
}

/** Folders that are the system's own, and never data of a service. */
const SYSTEM =
  /^\/(?:boot|dev|etc|lib|lib64|media|mnt|proc|root|run|sys|tmp|usr|var\/(?:cache|log|run|tmp|lib\/docker))(?:\/|$)/

function* outside(mount: Mount, service: Service, host: Host): Iterable<Finding> {
  if (mount.kind !== "bind" || mount.disk !== undefined || mount.propagation !== undefined) return
  const [path] = mount.from
  if (typeof path !== "string" || !path.startsWith("/") || SYSTEM.test(path)) return
  const [disk] = host.disks
  yield {
    message: `${service.id} writes to ${path}, which lies on no disk of ${host.name}.`,
    path: originOf(mount, "source"),
    found: path,
    ...(disk === undefined
      ? {}
      : {
          allowed: `a folder below ${host.disks.map(({ mount: place }) => place).join(" or ")}`,
          notes: [{ message: "a disk is mounted there", path: originOf(disk, "mount") }],
        }),
    help: disk === undefined ? "Declare a disk for it under `disks`." : "Keep it on a disk, or mount it `readOnly`.",
    environments: [host.environment],
  }
}
