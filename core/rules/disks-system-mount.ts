import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** What a disk is mounted over is no longer seen: over a folder of the system that is the system. */
export const disksSystemMount: Rule = {
  code: "disks/system_mount",
  severity: "error",
  summary: "A disk is mounted over a folder of the system.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const host of hosts) {
        for (const disk of host.disks) {
          if (!SYSTEM.test(disk.mount)) continue
          yield {
            message: `The disk ${disk.name} of ${host.name} is mounted over ${disk.mount}, a folder of the system.`,
            path: originOf(disk, "mount"),
            found: disk.mount,
            allowed: "a folder of its own, such as /data",
            help: "Mount it at a folder that nothing else needs.",
            environments: [name],
          }
        }
      }
    }
  },
  explain: () => {
    const shop = (mount: string) =>
      example({
        hosts: {
          shop: { lines: `disks: { data: { size: 20 GiB, mount: ${mount} } }`, services: { oven: "" } },
        },
      })
    return {
      why: "A mount hides what its folder held. Over `/etc` or `/usr` that is how the machine starts, who may log in, and the programs that would mount anything: it does not come back after the next restart, and there is no way in to mend it.",
      source: {
        title: "Filesystem Hierarchy Standard 3.0",
        url: "https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html",
      },
      failing: shop("/etc"),
      passing: shop("/data"),
    }
  },
}

/** `/var/lib/docker`, `/srv`, `/opt`, `/home` and `/mnt` are places at which people do mount disks. */
const SYSTEM = /^\/(?:(?:bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var)(?:\/(?!lib\/).*)?)?$/
