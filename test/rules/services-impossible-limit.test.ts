import { describe, expect, it } from "vitest"
import { servicesImpossibleLimit } from "../../core/rules/services-impossible-limit.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("services/impossible_limit", () => {
  const found = (resources: object, machine?: string) => {
    const topology = bakery({ oven: { resources } })
    if (machine !== undefined) topology.hosts.shop.machine = machine
    return findings(servicesImpossibleLimit, topology)
  }
  const at = "/hosts/shop/services/oven/resources"
  const environments = ["staging"]

  it("refuses a reservation above the limit", () => {
    expect(found({ memory: "256 MiB", reserve: { memory: "512 MiB" } })).toEqual([
      {
        message: "shop.oven reserves 512 MiB of memory, and may take 256 MiB.",
        path: `${at}/reserve/memory`,
        found: "512 MiB",
        allowed: "at most 256 MiB",
        notes: [{ message: "the limit is stated there", path: `${at}/memory` }],
        help: "Reserve less than the limit.",
        environments,
      },
    ])
    expect(found({ cpus: 0.5, reserve: { cpus: 1 } })).toEqual([
      {
        message: "shop.oven reserves 1 CPUs, and may take 0.5.",
        path: `${at}/reserve/cpus`,
        found: "1",
        allowed: "at most 0.5",
        notes: [{ message: "the limit is stated there", path: `${at}/cpus` }],
        help: "Reserve less than the limit.",
        environments,
      },
    ])
  })

  it("refuses less memory than a container needs", () => {
    expect(found({ memory: "5 MiB" })).toEqual([
      {
        message: "shop.oven may take 5 MiB of memory, and Docker creates no container with less than 6 MiB.",
        path: `${at}/memory`,
        found: "5 MiB",
        allowed: "at least 6 MiB",
        help: "Raise the limit.",
        environments,
      },
    ])
  })

  it("refuses more CPUs than the machine has", () => {
    expect(found({ cpus: 2.5 }, "e2-small")).toEqual([
      {
        message: "shop.oven may take 2.5 CPUs, and e2-small has 2.",
        path: `${at}/cpus`,
        found: "2.5",
        allowed: "at most 2",
        notes: [{ message: "the machine is stated there", path: "/hosts/shop/machine" }],
        help: "Lower the limit, or choose a larger machine.",
        environments,
      },
    ])
  })

  it("keeps quiet about limits that are met exactly, reservations without a limit, and unknown machines", () => {
    expect(found({ memory: "256 MiB", cpus: 2, reserve: { memory: "256 MiB", cpus: 2 } }, "e2-small")).toEqual([])
    expect(found({ memory: "6 MiB", reserve: { cpus: 4 } })).toEqual([])
    expect(found({ reserve: { memory: "4 GiB" } })).toEqual([])
    expect(found({ cpus: 64 }, "x9-small")).toEqual([])
    expect(found({ cpus: 64 })).toEqual([])
  })
})
