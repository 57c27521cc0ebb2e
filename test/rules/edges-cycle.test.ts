import { describe, expect, it } from "vitest"
import { edgesCycle } from "../../core/rules/edges-cycle.js"
import { findings } from "../support/findings.js"
import { type Loose, library } from "../support/library.js"

describe("edges/cycle", () => {
  it("refuses services that wait for each other, and shows the way round", () => {
    const topology = library()
    topology.hosts.desk.services.postgres.uses = ["migrate"]
    expect(findings(edgesCycle, topology)).toEqual([
      {
        message: "The services of the stack main wait for each other in a circle: postgres → migrate → postgres.",
        path: "/hosts/desk/services/postgres/uses/0",
        found: "postgres → migrate → postgres",
        notes: [{ message: "desk.migrate waits for postgres", path: "/hosts/desk/services/migrate/uses/0" }],
        help: "Remove one of these edges, or move a service into another stack, where nobody waits for it.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("finds each of several circles once", () => {
    const topology = library()
    const { services } = topology.hosts.archive
    const redis = (...uses: readonly string[]) => ({ image: "redis", uses })
    Object.assign(services, { a: redis("b"), b: redis("a", "c"), c: redis("d"), d: redis("c", "a") })
    topology.environments = { live: {} }
    topology.clouds.cloudflare.buckets.scans.name = "library-scans"
    topology.hosts.desk.address = "10.1.0.2"
    topology.hosts.archive.address = "10.1.0.3"
    topology.routes.catalogue.host = "library.example"
    topology.hosts.desk.services.catalogue.environment.LEVEL = "info"
    expect(findings(edgesCycle, topology)).toEqual([
      expect.objectContaining({ found: "a → b → a" }),
      expect.objectContaining({ found: "c → d → c" }),
      expect.objectContaining({ found: "a → b → c → d → a" }),
    ])
  })

  it("keeps quiet about a service that uses itself, and about a proxy and its upstream", () => {
    const topology = library()
    topology.hosts.desk.services.catalogue.uses.push("catalogue", "caddy")
    expect(findings(edgesCycle, topology)).toEqual([])
  })

  it("keeps quiet about circles through another stack, which waits for nobody", () => {
    const topology = library()
    topology.hosts.desk.stacks.data = { directory: "data-{short}", project: "data" }
    for (const service of Object.values<Loose>(topology.hosts.desk.services)) service.stack = "main"
    topology.hosts.desk.services.postgres.stack = "data"
    topology.hosts.desk.services.postgres.uses = ["migrate"]
    expect(findings(edgesCycle, topology)).toEqual([])
  })

  it("stands at the name, where the edge says more", () => {
    const topology = library()
    topology.hosts.desk.services.postgres.uses = [{ to: "migrate", access: "read" }]
    expect(findings(edgesCycle, topology)[0]?.path).toBe("/hosts/desk/services/postgres/uses/0/to")
  })
})
