import { describe, expect, it } from "vitest"
import { networksOverlap } from "../../core/rules/networks-overlap.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("networks/overlap", () => {
  it("refuses Docker networks in the range of the environment's own", () => {
    const topology = library()
    topology.environments.live.network = "10.2.0.0/24"
    topology.hosts.desk.dockerPool = "10.2.0.0/16"
    expect(findings(networksOverlap, topology)).toEqual([
      {
        message:
          "The Docker networks of desk are taken from 10.2.0.0/16, which overlaps 10.2.0.0/24, the network of its environment.",
        path: "/hosts/desk/dockerPool",
        found: "10.2.0.0/16",
        notes: [{ message: "the environment's network is stated there", path: "/environments/live/network" }],
        help: "Choose a range that is clear of the other one.",
        environments: ["live"],
      },
    ])
  })

  it("refuses two hosts of one laptop whose ranges overlap without being one", () => {
    const topology = library()
    topology.environments.live.placements = ["local"]
    topology.hosts.desk.dockerPool = "10.8.0.0/16"
    topology.hosts.archive.dockerPool = "10.8.128.0/17"
    expect(findings(networksOverlap, topology)).toEqual([
      {
        message:
          "On one laptop, the Docker networks of desk and archive are taken from 10.8.0.0/16 and 10.8.128.0/17, which overlap.",
        path: "/hosts/archive/dockerPool",
        found: "10.8.128.0/17",
        notes: [{ message: "the other range is that of this host", path: "/hosts/desk/dockerPool" }],
        help: "Give both hosts the same range, or ranges that are clear of each other.",
        environments: ["live"],
      },
    ])
  })

  it("keeps quiet when VMs have overlapping ranges, each for itself", () => {
    const topology = library()
    topology.environments.live.network = "10.2.0.0/24"
    topology.hosts.desk.dockerPool = "10.8.0.0/16"
    topology.hosts.archive.dockerPool = "10.8.128.0/17"
    expect(findings(networksOverlap, topology)).toEqual([])
  })
})
