import { describe, expect, it } from "vitest"
import { machinesOvercommitted } from "../../core/rules/machines-overcommitted.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("machines/overcommitted", () => {
  const found = (services: object, host: object = {}) => {
    const topology = bakery(services, { environments: { staging: {}, live: {} } })
    topology.hosts.shop.stacks.main.project = "shop-{environment}"
    Object.assign(topology.hosts.shop, { machine: { staging: "e2-small", live: "e2-medium" }, ...host })
    return findings(machinesOvercommitted, topology)
  }
  const limit = (memory: string, more: object = {}) => ({ resources: { memory }, ...more })

  it("warns with the ratio, at the machine of the environment in which it is so", () => {
    expect(
      found({ a: limit("512 MiB"), b: limit("1 GiB", { replicas: 2 }), c: limit("64 MiB"), d: limit("128 MiB") }),
    ).toEqual([
      {
        message: "The memory limits of shop and its system add up to 3.19 GiB, 1.6 times what e2-small has.",
        path: "/hosts/shop/machine/staging",
        found: "e2-small",
        allowed: "2 GiB or less",
        notes: [
          { message: "shop.b may take 2 GiB", path: "/hosts/shop/services/b/resources/memory" },
          { message: "shop.a may take 512 MiB", path: "/hosts/shop/services/a/resources/memory" },
          { message: "shop.d may take 128 MiB", path: "/hosts/shop/services/d/resources/memory" },
        ],
        help: "Choose a larger machine, or lower limits; accept it where the services never peak together.",
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet where all fits, without limits, and where reservations alone are too much", () => {
    expect(found({ a: limit("1536 MiB") })).toEqual([])
    expect(found({ a: limit("1537 MiB") })).toHaveLength(1)
    expect(found({ a: {}, b: limit("4 GiB", { profiles: ["load"] }) })).toEqual([])
    expect(found({ a: { resources: { memory: "3 GiB", reserve: { memory: "1537 MiB" } } } })).toEqual([])
    expect(found({ a: { resources: { memory: "3 GiB", reserve: { memory: "1536 MiB" } } } })).toHaveLength(1)
  })
})
