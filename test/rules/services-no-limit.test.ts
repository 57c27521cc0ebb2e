import { describe, expect, it } from "vitest"
import { servicesNoLimit } from "../../core/rules/services-no-limit.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("services/no_limit", () => {
  const found = (service: object, machine: string | undefined = "e2-small") => {
    const topology = bakery({ oven: service })
    topology.hosts.shop.machine = machine
    return findings(servicesNoLimit, topology)
  }

  it("warns of a service that may take all there is", () => {
    expect(found({})).toEqual([
      {
        message: "shop.oven may take all the memory of shop (e2-small).",
        path: "/hosts/shop/services/oven",
        found: "no memory limit",
        help: "Add `resources.memory`, somewhat more than it takes at its peak.",
        environments: ["staging"],
      },
    ])
  })

  it("stands at the resources where some are stated", () => {
    expect(found({ resources: { cpus: 1 } }).map(({ path }) => path)).toEqual(["/hosts/shop/services/oven/resources"])
  })

  it("keeps quiet about limits, jobs, and machines of which nothing is known", () => {
    expect(found({ resources: { memory: "64 MiB" } })).toEqual([])
    expect(found({ job: true })).toEqual([])
    expect(found({}, "x9-small")).toEqual([])
  })
})
