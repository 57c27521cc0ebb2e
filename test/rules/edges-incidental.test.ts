import { describe, expect, it } from "vitest"
import { edgesIncidental } from "../../core/rules/edges-incidental.js"
import { findings } from "../support/findings.js"
import { type Loose, library } from "../support/library.js"

describe("edges/incidental", () => {
  it("refuses a datastore among the neighbours on a network that it joins for something else", () => {
    const topology = library()
    topology.hosts.desk.services.loans = { image: "redis", uses: ["caddy"] }
    topology.hosts.desk.services.notices = { image: "catalogue", uses: ["caddy"] }
    expect(findings(edgesIncidental, topology)).toEqual([
      {
        message:
          "desk.notices reaches the datastore desk.loans without an edge to it: they meet on the network caddy, because desk.loans uses desk.caddy.",
        path: "/hosts/desk/services/loans/uses/0",
        notes: [
          {
            message: "desk.notices joins caddy because of this",
            path: "/hosts/desk/services/notices/uses/0",
          },
        ],
        help: "Add desk.loans to the `uses` of desk.notices if that may reach it, remove one of the edges to desk.caddy, or accept it with a reason under `rules.accept`.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("takes a job that runs a client of a datastore's image for no datastore", () => {
    const topology = library()
    topology.hosts.desk.services.seed = { image: "redis", job: true, command: ["redis-cli", "ping"], uses: ["caddy"] }
    topology.hosts.desk.services.notices = { image: "catalogue", uses: ["caddy"] }
    expect(findings(edgesIncidental, topology)).toEqual([])
  })

  it("refuses a datastore behind an opening of the firewall that others of its users' host can use", () => {
    const topology = remoteStore()
    const [first, ...others] = findings(edgesIncidental, topology)
    expect(first).toEqual({
      message:
        "desk.caddy reaches the datastore archive.search without an edge to it: the firewall opens port 9200 of archive to all that can leave desk, because desk.catalogue uses archive.search.",
      path: "/hosts/desk/services/catalogue/uses/1",
      notes: [{ message: "desk.caddy can leave its host because of this", path: "/hosts/desk/services/caddy" }],
      help: "Add archive.search to the `uses` of desk.caddy if that may reach it, keep archive.search on the host of those that use it, move desk.caddy to another host, or accept it with a reason under `rules.accept`.",
      environments: ["stage"],
    })
    expect(others.map(({ message, environments }) => [message.split(" ")[0], environments])).toEqual([
      ["desk.backup", ["stage"]],
      ["desk.caddy", ["live"]],
      ["desk.backup", ["live"]],
    ])
  })

  it("refuses a datastore among the neighbours on a laptop's network between hosts", () => {
    const topology = library()
    for (const environment of ["stage", "live"]) topology.environments[environment].placements = ["local"]
    topology.routes.catalogue.host = { stage: "localhost:8000", live: "localhost:8001" }
    topology.hosts.desk.services.postgres.uses = ["archive.search"]
    topology.hosts.desk.services.notices = { image: "catalogue", uses: ["archive.search"] }
    expect(findings(edgesIncidental, topology).map(({ message }) => message)).toContain(
      "desk.notices reaches the datastore desk.postgres without an edge to it: they meet on the network remote.archive.search, because desk.postgres uses archive.search.",
    )
  })

  it("keeps quiet about neighbours that are no datastores, and about those that use one", () => {
    const topology = library()
    expect(findings(edgesIncidental, topology)).toEqual([])

    topology.hosts.desk.services.postgres.uses = ["caddy"]
    topology.hosts.desk.services.catalogue.uses.push("caddy")
    expect(findings(edgesIncidental, topology)).toEqual([])
  })

  it("keeps quiet when all that can leave the host use the datastore, and when anyone may reach it", () => {
    const topology = remoteStore()
    for (const name of ["caddy", "backup"]) topology.hosts.desk.services[name].uses = ["archive.search"]
    expect(findings(edgesIncidental, topology)).toEqual([])

    const open = remoteStore()
    open.hosts.archive.services.search.ports.http = { port: 9200, exposure: "public", reason: "Readers search it" }
    expect(findings(edgesIncidental, open)).toEqual([])
  })

  it("refuses a datastore that is published for another host, to containers of its own that have no edge to it", () => {
    const topology = remoteStore()
    topology.hosts.desk.services.backup.uses = ["archive.search"]
    topology.hosts.desk.services.caddy.uses = ["archive.search"]
    topology.hosts.archive.services.binder = { image: "catalogue", uses: ["stamps"] }
    topology.hosts.archive.services.stamps = { image: "catalogue", ports: { http: 8100 } }
    const found = findings(edgesIncidental, topology).filter(({ environments }) => environments?.includes("live"))
    expect(found).toEqual([
      {
        message:
          "archive.binder reaches the datastore archive.search without an edge to it: archive.search is published on port 9200 of archive, which every container of archive reaches by the machine's own address.",
        path: "/hosts/archive/services/search/ports/http",
        notes: [
          { message: "archive.binder has a network because of this", path: "/hosts/archive/services/binder/uses/0" },
        ],
        help: "Add archive.search to the `uses` of archive.binder if that may reach it, move archive.binder to another host, or accept it with a reason under `rules.accept`.",
        environments: ["live"],
      },
      expect.objectContaining({ message: expect.stringMatching(/^archive\.stamps reaches/) }),
    ])
  })

  it("stands at the name, where the edge that opens the firewall says more", () => {
    const topology = remoteStore()
    topology.hosts.desk.services.catalogue.uses[1] = { to: "archive.search", access: "read" }
    expect(findings(edgesIncidental, topology)[0]?.path).toBe("/hosts/desk/services/catalogue/uses/1/to")
  })
})

/** A library whose search, on the other host, keeps data. */
function remoteStore(): Loose {
  const topology = library()
  topology.hosts.archive.services.search.store = { contents: "The index" }
  return topology
}
