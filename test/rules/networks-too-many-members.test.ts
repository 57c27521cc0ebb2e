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
    topology.hosts.desk.services.catalogue.uses = ["archive.search", "isbn", "scans"]
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

  it("counts together those of all stacks of a host, and those of all hosts on a laptop", () => {
    const topology = library()
    const { desk } = topology.hosts
    desk.stacks.side = { directory: "side-{short}", project: "side" }
    for (const name of Object.keys(desk.services)) desk.services[name].stack = "main"
    desk.services.notices = { image: "catalogue", stack: "side", uses: ["postgres"], replicas: 40 }
    desk.services.reminders = { image: "catalogue", stack: "main", uses: ["postgres"], replicas: 20 }
    expect(findings(networksTooManyMembers, topology)).toMatchObject([
      { message: "The network postgres of desk has 64 containers, and addresses for 61.", environments: ["stage"] },
      { environments: ["live"] },
    ])
  })

  it("counts those of all hosts on a laptop", () => {
    const found = (replicas: number) => {
      const topology = library()
      topology.environments = { live: { placements: ["local"] } }
      topology.clouds.cloudflare.buckets.scans.name = "library-scans"
      for (const name of ["desk", "archive"]) topology.hosts[name].address = undefined
      topology.routes.catalogue.host = "localhost:8000"
      topology.hosts.desk.services.catalogue.environment.LEVEL = "info"
      topology.hosts.desk.services.loans = { image: "catalogue", uses: ["archive.search"], replicas }
      return findings(networksTooManyMembers, topology).filter(({ message }) => message.includes("laptop"))
    }
    expect(found(60)).toEqual([
      {
        message: "The network remote.archive.search of a laptop has 62 containers, and addresses for 61.",
        path: "/hosts/archive/services/search",
        found: "62",
        allowed: "at most 61",
        help: "Let fewer services of other hosts use archive.search.",
        environments: ["live"],
      },
    ])
    expect(found(59)).toEqual([])
  })
})
