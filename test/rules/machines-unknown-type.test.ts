import { describe, expect, it } from "vitest"
import { machinesUnknownType } from "../../core/rules/machines-unknown-type.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("machines/unknown_type", () => {
  const found = (machine: string | undefined, environment: object = {}) => {
    const topology = bakery({ oven: {} }, { environments: { staging: environment } })
    if (machine !== undefined) topology.hosts.shop.machine = machine
    return findings(machinesUnknownType, topology)
  }

  it("says that nothing was counted", () => {
    expect(found("m3-ultramem-32")).toEqual([
      {
        message:
          "How much memory and how many CPUs m3-ultramem-32 has is not known, so nothing says whether the services of shop fit.",
        path: "/hosts/shop/machine",
        found: "m3-ultramem-32",
        help: "Check the name; where it is right, compare the limits of the services with it by hand.",
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet about known types, custom ones, hosts without, and laptops", () => {
    expect(found("e2-small")).toEqual([])
    expect(found("n2-custom-4-8192")).toEqual([])
    expect(found(undefined)).toEqual([])
    expect(found("m3-ultramem-32", { placements: ["local"] })).toEqual([])
  })
})
