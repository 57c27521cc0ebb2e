import { describe, expect, it } from "vitest"
import { edgesExposure } from "../../core/rules/edges-exposure.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("edges/exposure", () => {
  it("refuses an edge to a port that its host keeps to itself", () => {
    const topology = library()
    topology.hosts.archive.services.search.ports.http = { port: 9200, exposure: "host" }
    expect(findings(edgesExposure, topology)).toEqual([
      {
        message: "desk.catalogue reaches archive.search from another host, but its port http is `host`.",
        path: "/hosts/archive/services/search/ports/http/exposure",
        found: "host",
        allowed: "private, cdn or public",
        notes: [{ message: "the edge is declared there", path: "/hosts/desk/services/catalogue/uses/1" }],
        help: "Make the port `private`, or leave its exposure out: the edge asks for it.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet when the edge decides", () => {
    const topology = library()

    expect(findings(edgesExposure, topology)).toEqual([])
  })

  it("keeps quiet when the port is wide enough", () => {
    const topology = library()
    topology.hosts.archive.services.search.ports.http = { port: 9200, exposure: "private" }
    expect(findings(edgesExposure, topology)).toEqual([])
  })

  it("shows the name, where the edge says more", () => {
    const topology = library()
    topology.hosts.archive.services.search.ports.http = { port: 9200, exposure: "host" }
    topology.hosts.desk.services.catalogue.uses[1] = { to: "archive.search", access: "read" }
    expect(findings(edgesExposure, topology)[0]?.notes).toMatchObject([
      { path: "/hosts/desk/services/catalogue/uses/1/to" },
    ])
  })
})
