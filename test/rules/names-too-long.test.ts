import { describe, expect, it } from "vitest"
import { namesTooLong } from "../../core/rules/names-too-long.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const shop = (stated: object) => findings(namesTooLong, bakery({ orders: stated }))

/** Letters, with a dot where a label would be too long. */
const long = (count: number) => `${"a".repeat(40)}.${"b".repeat(count - 41)}`

describe("names/too_long", () => {
  it("refuses a host name with which no container starts", () => {
    expect(shop({ hostname: long(65) })).toEqual([
      {
        message: "The host name of shop.orders has 65 characters, and no container starts with more than 64.",
        path: "/hosts/shop/services/orders/hostname",
        found: long(65),
        allowed: "64 characters",
        help: "Choose a shorter one.",
        environments: ["staging"],
      },
    ])
  })

  it("tells of a container name that can't be looked up, as it is once it is filled in", () => {
    expect(shop({ containerName: `{environment}-${"a".repeat(56)}` })).toEqual([
      {
        severity: "warning",
        message:
          "The container name of shop.orders has 64 characters in staging, and can't be looked up: a DNS label has 63 at most.",
        path: "/hosts/shop/services/orders/containerName",
        found: `staging-${"a".repeat(56)}`,
        allowed: "63 characters",
        help: "Choose a shorter one.",
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet at the limit", () => {
    expect(shop({ hostname: long(64), containerName: "a".repeat(63) })).toEqual([])
  })
})
