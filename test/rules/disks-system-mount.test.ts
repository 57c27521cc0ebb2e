import { describe, expect, it } from "vitest"
import { disksSystemMount } from "../../core/rules/disks-system-mount.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("disks/system_mount", () => {
  const found = (mount: string) => {
    const topology = bakery({ oven: {} })
    topology.hosts.shop.disks = { data: { size: "20 GiB", mount } }
    return findings(disksSystemMount, topology)
  }

  it("refuses a disk over a folder of the system", () => {
    expect(found("/etc")).toEqual([
      {
        message: "The disk data of shop is mounted over /etc, a folder of the system.",
        path: "/hosts/shop/disks/data/mount",
        found: "/etc",
        allowed: "a folder of its own, such as /data",
        help: "Mount it at a folder that nothing else needs.",
        environments: ["staging"],
      },
    ])
  })

  it.each(["/", "/usr/local", "/var", "/var/log", "/root", "/lib64"])("refuses %s", (mount) => {
    expect(found(mount)).toHaveLength(1)
  })

  it.each(["/data", "/etcetera", "/srv", "/opt/shop", "/home", "/mnt/data", "/var/lib/docker"])("takes %s", (mount) => {
    expect(found(mount)).toEqual([])
  })
})
