import { describe, expect, it } from "vitest"
import { servicesContainerName } from "../../core/rules/services-container-name.js"
import { findings } from "../support/findings.js"
import { type Loose, library } from "../support/library.js"

describe("services/container_name", () => {
  it("refuses one name for two containers of a host", () => {
    const topology = library()
    name(topology, "desk", "catalogue", "books-{short}")
    name(topology, "desk", "postgres", "books-live")
    expect(findings(servicesContainerName, topology)).toEqual([
      {
        message: 'desk.catalogue and desk.postgres both have the container name "books-live".',
        path: "/hosts/desk/services/postgres/containerName",
        found: "books-live",
        notes: [{ message: "the other one is stated there", path: "/hosts/desk/services/catalogue/containerName" }],
        help: "Give one of them another name; whichever runs already keeps its own.",
        environments: ["live"],
      },
    ])
  })

  it("refuses one name for two containers of a laptop", () => {
    const topology = library()
    topology.environments.live.placements = ["local"]
    name(topology, "desk", "catalogue", "books")
    name(topology, "archive", "search", "books")
    expect(findings(servicesContainerName, topology)).toEqual([
      expect.objectContaining({
        message: 'desk.catalogue and archive.search both have the container name "books", on one laptop.',
      }),
    ])
  })

  it("keeps quiet when two hosts use one name", () => {
    const topology = library()
    name(topology, "desk", "catalogue", "books")
    name(topology, "archive", "search", "books")
    expect(findings(servicesContainerName, topology)).toEqual([])
  })
})

function name(topology: Loose, host: string, service: string, containerName: string): void {
  topology.hosts[host].services[service].containerName = containerName
}
