import { describe, expect, it } from "vitest"
import { disksNestedMount } from "../../core/rules/disks-nested-mount.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("disks/nested_mount", () => {
  const found = (disks: object) => {
    const topology = bakery({ oven: {} })
    topology.hosts.shop.disks = disks
    return findings(disksNestedMount, topology)
  }
  const disk = (mount: string, more: object = {}) => ({ size: "20 GiB", mount, ...more })

  it("warns of a disk inside another one", () => {
    expect(found({ orders: disk("/data/shop/orders"), data: disk("/data") })).toEqual([
      {
        message: "The disk orders of shop is mounted at /data/shop/orders, inside the disk data.",
        path: "/hosts/shop/disks/orders/mount",
        found: "/data/shop/orders",
        notes: [{ message: "the other disk is mounted there", path: "/hosts/shop/disks/data/mount" }],
        help: "Mount it beside the other disk.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses one that hides what the other one holds", () => {
    const data = disk("/data", { holds: { "/data/orders/old": { contents: "Old orders" } } })
    expect(found({ data, orders: disk("/data/orders") })).toEqual([
      {
        severity: "error",
        message: "The disk orders of shop is mounted at /data/orders, and hides /data/orders/old of the disk data.",
        path: "/hosts/shop/disks/orders/mount",
        found: "/data/orders",
        notes: [
          { message: "what is hidden is stated there", path: "/hosts/shop/disks/data/holds/~1data~1orders~1old" },
        ],
        help: "Mount it beside the other disk.",
        environments: ["staging"],
      },
    ])
  })

  it("finds a disk at the root", () => {
    expect(found({ all: disk("/"), data: disk("/data") })).toHaveLength(1)
  })

  it("keeps quiet about disks beside each other, and about what lies beside the inner one", () => {
    expect(found({ data: disk("/data"), photos: disk("/data-photos"), orders: disk("/orders") })).toEqual([])
    const data = disk("/data", { holds: { "/data/ordersold": { contents: "Old orders" } } })
    expect(found({ data, orders: disk("/data/orders") })).toEqual([expect.not.objectContaining({ severity: "error" })])
  })
})
