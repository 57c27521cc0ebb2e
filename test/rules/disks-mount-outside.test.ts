import { describe, expect, it } from "vitest"
import { disksMountOutside } from "../../core/rules/disks-mount-outside.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const GCP = {
  purpose: "Machines",
  region: "europe-west8",
  zone: "europe-west8-b",
  operations: { project: "bakery-ops", purpose: "Shared by all", stateBucket: "bakery-state" },
}

describe("disks/mount_outside", () => {
  const shop = (service: object, disks: object = { data: { size: "20 GiB", mount: "/data" } }, more: object = {}) => {
    const topology = bakery({ oven: service }, more)
    topology.hosts.shop.disks = disks
    return topology
  }
  const mount = (source: unknown, more: object = {}) => ({ mounts: [{ source, target: "/photos", ...more }] })

  it("warns of what is written beside the disks", () => {
    expect(findings(disksMountOutside, shop(mount("/date/photos")))).toEqual([
      {
        message: "shop.oven writes to /date/photos, which lies on no disk of shop.",
        path: "/hosts/shop/services/oven/mounts/0/source",
        found: "/date/photos",
        allowed: "a folder below /data",
        notes: [{ message: "a disk is mounted there", path: "/hosts/shop/disks/data/mount" }],
        help: "Keep it on a disk, or mount it `readOnly`.",
        environments: ["staging"],
      },
    ])
  })

  it("asks a VM without disks too", () => {
    const topology = shop({ ...mount("/data/orders"), store: {} }, {}, { clouds: { gcp: GCP } })
    expect(findings(disksMountOutside, topology)).toEqual([
      {
        message: "shop.oven writes to /data/orders, which lies on no disk of shop.",
        path: "/hosts/shop/services/oven/mounts/0/source",
        found: "/data/orders",
        help: "Declare a disk for it under `disks`.",
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["a folder of a disk", mount("/data/photos")],
    ["the disk itself", mount("/data")],
    ["what is only read", mount("/photos", { readOnly: true })],
    ["a folder of the system", mount("/var/run/docker.sock")],
    ["logs", mount("/var/log/oven")],
    ["somebody else's file system", mount("/nas", { propagation: "rslave" })],
    ["a path that a variable holds", mount({ env: "PHOTOS" })],
    ["a path beside the compose file", mount("./photos")],
    ["a volume", { mounts: [{ volume: "photos", target: "/photos" }] }],
  ])("keeps quiet about %s", (_, service) => {
    expect(findings(disksMountOutside, shop(service))).toEqual([])
  })

  it("keeps quiet about hosts that are kept by hand and say nothing of disks, and about laptops", () => {
    const byHand = { generate: ["compose"], clouds: { gcp: GCP } }
    expect(findings(disksMountOutside, shop(mount("/photos"), {}, byHand))).toEqual([])
    expect(findings(disksMountOutside, shop(mount("/photos"), {}))).toEqual([])
    const local = { environments: { staging: { placements: ["local"] } } }
    expect(findings(disksMountOutside, shop(mount("/photos"), undefined, local))).toEqual([])
  })
})
