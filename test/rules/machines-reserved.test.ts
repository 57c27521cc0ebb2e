import { describe, expect, it } from "vitest"
import { machinesReserved } from "../../core/rules/machines-reserved.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("machines/reserved", () => {
  const found = (services: object, host: object = {}, environment: object = {}) => {
    const topology = bakery(services, { environments: { staging: environment } })
    Object.assign(topology.hosts.shop, { machine: "e2-small", ...host })
    return findings(machinesReserved, topology)
  }
  const reserve = (memory: string, more: object = {}) => ({ resources: { reserve: { memory } }, ...more })

  it("refuses more memory than there is, and names the three largest", () => {
    const services = {
      a: reserve("64 MiB"),
      b: reserve("512 MiB"),
      c: reserve("256 MiB", { replicas: 3 }),
      d: reserve("256 MiB"),
    }
    expect(found(services)).toEqual([
      {
        message:
          "The services of shop reserve 1.56 GiB of memory and its system needs 512 MiB, but e2-small has 2 GiB.",
        path: "/hosts/shop/machine",
        found: "e2-small",
        notes: [
          { message: "shop.c reserves 768 MiB", path: "/hosts/shop/services/c/resources" },
          { message: "shop.b reserves 512 MiB", path: "/hosts/shop/services/b/resources" },
          { message: "shop.d reserves 256 MiB", path: "/hosts/shop/services/d/resources" },
        ],
        help: "Choose a larger machine, reserve less, or move services to another host.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses more CPUs than there are", () => {
    const services = { a: { resources: { reserve: { cpus: 1.5 } } }, b: { resources: { reserve: { cpus: 0.7 } } } }
    expect(found(services)).toEqual([
      {
        message: "The services of shop reserve 2.2 CPUs, but e2-small has 2.",
        path: "/hosts/shop/machine",
        found: "e2-small",
        notes: [
          { message: "shop.a reserves 1.5 CPUs", path: "/hosts/shop/services/a/resources" },
          { message: "shop.b reserves 0.7 CPUs", path: "/hosts/shop/services/b/resources" },
        ],
        help: "Choose a larger machine, reserve less, or move services to another host.",
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet where the last byte is used, and the last CPU", () => {
    expect(found({ a: reserve("1536 MiB") })).toEqual([])
    expect(found({ a: reserve("1537 MiB") })).toHaveLength(1)
    expect(found({ a: reserve("2047 MiB") }, { systemOverhead: "1 MiB" })).toEqual([])
    expect(found({ a: { resources: { reserve: { cpus: 2 } } } })).toEqual([])
  })

  it("keeps quiet about profiles, unknown machines, machines that are not stated, and laptops", () => {
    expect(found({ a: reserve("8 GiB", { profiles: ["load"] }) })).toEqual([])
    expect(found({ a: reserve("8 GiB") }, { machine: "x9-small" })).toEqual([])
    expect(found({ a: reserve("8 GiB") }, { machine: undefined })).toEqual([])
    expect(found({ a: reserve("8 GiB") }, {}, { placements: ["local"] })).toEqual([])
    expect(found({ a: {} }, { systemOverhead: "8 GiB" })).toEqual([])
  })
})
