import { describe, expect, it } from "vitest"
import { portsDuplicate } from "../../core/rules/ports-duplicate.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("ports/duplicate", () => {
  it("refuses one port under two names", () => {
    const topology = library()
    topology.hosts.archive.services.search.ports = { http: 9200, web: 9200 }
    topology.hosts.desk.services.catalogue.uses[1] = { to: "archive.search", port: "http" }
    expect(findings(portsDuplicate, topology)).toEqual([
      {
        message: "The ports http and web of archive.search are both 9200/tcp.",
        path: "/hosts/archive/services/search/ports/web",
        found: "9200/tcp",
        notes: [{ message: "http is declared there", path: "/hosts/archive/services/search/ports/http" }],
        help: "Remove one of them, or say which `protocol` it speaks: `udp` and `quic` are ports of their own.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet about HTTP/3 on the port of HTTPS", () => {
    const topology = library()
    topology.hosts.desk.services.caddy.ports.quic = 443
    expect(findings(portsDuplicate, topology)).toEqual([])
  })

  it("stands at the number, where a port says more", () => {
    const topology = library()
    const ports = { http: { port: 9200 }, web: { port: 9200, protocol: "http" } }
    topology.hosts.archive.services.search.ports = ports
    topology.hosts.desk.services.catalogue.uses[1] = { to: "archive.search", port: "http" }
    expect(findings(portsDuplicate, topology)[0]).toMatchObject({
      path: "/hosts/archive/services/search/ports/web/port",
      notes: [{ path: "/hosts/archive/services/search/ports/http/port" }],
    })
  })
})
