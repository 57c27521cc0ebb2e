import { describe, expect, it } from "vitest"
import { servicesNetworkMode } from "../../core/rules/services-network-mode.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("services/network_mode", () => {
  it("refuses a published number in the machine's own network", () => {
    const topology = library()
    topology.hosts.archive.services.agent = {
      image: "redis",
      networkMode: "host",
      ports: { metrics: { port: 9100, publish: 9200, exposure: "host" } },
    }
    expect(findings(servicesNetworkMode, topology)).toEqual([
      {
        message: 'archive.agent publishes a port under a number, but has the network mode "host".',
        path: "/hosts/archive/services/agent/ports/metrics/publish",
        notes: [{ message: "the network mode is stated there", path: "/hosts/archive/services/agent/networkMode" }],
        help: "Remove one of the two.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("refuses a published port without any network", () => {
    const topology = library()
    topology.hosts.archive.services.agent = {
      image: "redis",
      networkMode: "none",
      ports: { metrics: { port: 9100, exposure: "host" } },
    }
    expect(findings(servicesNetworkMode, topology)).toEqual([
      expect.objectContaining({
        message: 'archive.agent publishes a port, but has the network mode "none".',
        path: "/hosts/archive/services/agent/ports/metrics",
      }),
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet about what listens on the machine", () => {
    const topology = library()
    topology.hosts.archive.services.agent = { image: "redis", networkMode: "host", ports: { metrics: 9100 } }
    expect(findings(servicesNetworkMode, topology)).toEqual([])
  })
})
