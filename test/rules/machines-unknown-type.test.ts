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
    expect(found("x9-ultramem-32")).toEqual([
      {
        message:
          "How much memory and how many CPUs x9-ultramem-32 has is not known, so nothing says whether the services of shop fit.",
        path: "/hosts/shop/machine",
        found: "x9-ultramem-32",
        help: "Check the name; where it is right, compare the limits of the services with it by hand.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses a type that its series does not have", () => {
    expect(found("e2-standard-6")).toEqual([
      {
        severity: "error",
        message: "There is no machine type e2-standard-6: the series e2 has none of that name.",
        path: "/hosts/shop/machine",
        found: "e2-standard-6",
        help: 'Did you mean "e2-standard-2"?',
        environments: ["staging"],
      },
    ])
    expect(found("n2-standrad-8")).toMatchObject([{ severity: "error", help: 'Did you mean "n2-standard-8"?' }])
    expect(found("c3-standard-8-ssd")).toMatchObject([{ help: 'Did you mean "c3-standard-8-lssd"?' }])
    expect(found("h3-tiny")).toMatchObject([
      { severity: "error", help: "Name one of its types, such as h3-standard-88." },
    ])
  })

  it("does not judge custom types of series of which it knows none", () => {
    expect(found("g2-custom-4-32768")).toMatchObject([{ help: expect.stringContaining("Check the name") }])
  })

  it("keeps quiet about known types, custom ones, hosts without, and laptops", () => {
    expect(found("e2-small")).toEqual([])
    expect(found("m3-ultramem-32")).toEqual([])
    expect(found("n2-custom-4-8192")).toEqual([])
    expect(found(undefined)).toEqual([])
    expect(found("x9-ultramem-32", { placements: ["local"] })).toEqual([])
  })
})
