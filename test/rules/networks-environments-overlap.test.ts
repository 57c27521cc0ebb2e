import { describe, expect, it } from "vitest"
import { networksEnvironmentsOverlap } from "../../core/rules/networks-environments-overlap.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("networks/environments_overlap", () => {
  const found = (networks: Record<string, string | undefined>, more: Record<string, object> = {}) => {
    const environments = Object.fromEntries(
      Object.entries(networks).map(([name, network]) => [
        name,
        { ...(network === undefined ? {} : { network }), ...more[name] },
      ]),
    )
    const topology = bakery({ oven: {} }, { environments })
    topology.hosts.shop.stacks.main.project = "shop-{environment}"
    return findings(networksEnvironmentsOverlap, topology)
  }

  it("warns of a range inside another one, and of the one after it", () => {
    expect(found({ live: "10.10.1.0/24", test: "10.10.0.0/16", staging: "10.10.200.0/24" })).toEqual([
      {
        message: "The networks of test (10.10.0.0/16) and live (10.10.1.0/24) overlap.",
        path: "/environments/live/network",
        found: "10.10.1.0/24",
        notes: [{ message: "the network of test is stated there", path: "/environments/test/network" }],
        help: "Give each environment a range of its own: a range can't be changed once machines are in it.",
        environments: ["test", "live"],
      },
      expect.objectContaining({ environments: ["test", "staging"] }),
    ])
  })

  it("warns of the same range", () => {
    expect(found({ staging: "10.10.0.0/24", live: "10.10.0.0/24" })).toHaveLength(1)
  })

  it("keeps quiet about neighbours, environments without one, and laptops", () => {
    expect(found({ staging: "10.10.0.0/24", live: "10.10.1.0/24", test: undefined })).toEqual([])
    expect(found({ staging: "10.10.0.0/24", live: "10.10.0.0/24" }, { live: { placements: ["local"] } })).toEqual([])
  })

  it("takes of two that begin alike the narrower one as the first, and keeps to the first that reaches as far", () => {
    expect(found({ staging: "10.10.0.0/16", live: "10.10.0.0/24" })).toMatchObject([
      { environments: ["live", "staging"] },
    ])
    expect(found({ staging: "10.10.0.0/24", live: "10.10.0.0/16" })).toMatchObject([
      { environments: ["staging", "live"] },
    ])
    const nested = found({ test: "10.10.0.0/16", staging: "10.10.255.0/24", live: "10.10.255.128/25" })
    expect(nested.map(({ environments }) => environments)).toEqual([
      ["test", "staging"],
      ["test", "live"],
    ])
  })
})
