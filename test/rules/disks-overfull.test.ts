import { describe, expect, it } from "vitest"
import { disksOverfull } from "../../core/rules/disks-overfull.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("disks/overfull", () => {
  const found = (size: string, holds: object) => {
    const topology = bakery({ oven: {} }, { environments: { staging: {}, live: {} } })
    topology.hosts.shop.disks = { data: { size, mount: "/data", holds } }
    return findings(disksOverfull, topology)
  }

  it("warns where folders are expected to outgrow the disk, in the environments in which they do", () => {
    const holds = {
      "/data/orders": { contents: "Orders", size: { default: "5 GiB", live: "15.5 GiB" } },
      "/data/photos": { contents: "Photos", size: "10 GiB" },
      "/data/rest": { contents: "The rest" },
    }
    expect(found("25 GiB", holds)).toEqual([
      {
        message: "The folders of the disk data are expected to become 25.5 GiB, and it has 25.",
        path: "/hosts/shop/disks/data/size",
        found: "25 GiB",
        notes: [
          {
            message: "/data/orders is expected to become 15.5 GiB",
            path: "/hosts/shop/disks/data/holds/~1data~1orders/size/live",
          },
          {
            message: "/data/photos is expected to become 10 GiB",
            path: "/hosts/shop/disks/data/holds/~1data~1photos/size",
          },
        ],
        help: "Make the disk larger: it grows without being made anew, but never shrinks.",
        environments: ["live"],
      },
    ])
  })

  it("keeps quiet where all fits, to the last byte, and where nobody says how large anything is", () => {
    expect(found("15 GiB", { "/data/orders": { contents: "Orders", size: "15 GiB" } })).toEqual([])
    expect(found("1 GiB", { "/data/orders": { contents: "Orders" } })).toEqual([])
  })
})
