import { describe, expect, it } from "vitest"
import { networksTooManyMembers } from "../../core/rules/networks-too-many-members.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("networks/too_many_members", () => {
  it("refuses more containers than a network has addresses for", () => {
    const topology = library()
    topology.hosts.desk.services.catalogue.replicas = { default: 1, live: 59 }
    expect(findings(networksTooManyMembers, topology)).toEqual([
      {
        message: "The network postgres of desk has 62 containers, and addresses for 61.",
        path: "/hosts/desk/services/postgres",
        found: "62",
        allowed: "at most 61",
        help: "Spread the services that use postgres over several hosts.",
        environments: ["live"],
      },
    ])
  })

  it("counts the containers that leave a host", () => {
    const topology = library()
    topology.hosts.desk.services.catalogue.uses = ["archive.search", "isbn"]
    topology.hosts.desk.services.migrate.uses = ["isbn"]
    topology.hosts.desk.services.catalogue.replicas = { default: 1, live: 60 }
    expect(findings(networksTooManyMembers, topology)).toEqual([
      expect.objectContaining({
        message: "The network egress of desk has 63 containers, and addresses for 61.",
        help: "Spread the services of the stack over several stacks.",
      }),
    ])
  })

  it("keeps quiet while there is room", () => {
    const topology = library()
    topology.hosts.desk.services.catalogue.replicas = { default: 1, live: 58 }
    expect(findings(networksTooManyMembers, topology)).toEqual([])
  })
})
