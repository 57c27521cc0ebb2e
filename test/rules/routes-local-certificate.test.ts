import { describe, expect, it } from "vitest"
import { routesLocalCertificate } from "../../core/rules/routes-local-certificate.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("routes/local_certificate", () => {
  const found = (host: unknown, route: object = {}) => {
    const topology = library()
    topology.environments.stage.placements = ["cloud", "local"]
    Object.assign(topology.routes.catalogue, { host: { stage: host, live: "catalogue.library.example" } }, route)
    return findings(routesLocalCertificate, topology)
  }

  it("warns of a public name on a laptop", () => {
    expect(found("stage.library.example")).toEqual([
      {
        message:
          "On a laptop, the route catalogue asks for a certificate of stage.library.example, which it can't get there.",
        path: "/routes/catalogue/host/stage",
        found: "stage.library.example",
        help: 'Give it a host for laptops: { cloud: …, local: "localhost:8443" }.',
        environments: ["stage"],
      },
    ])
  })

  it("keeps quiet about localhost, names that are internal, and other certificates", () => {
    expect(found({ cloud: "stage.library.example", local: "localhost:8080" })).toEqual([])
    expect(found({ cloud: "stage.library.example", local: "desk.localhost" })).toEqual([])
    expect(found("stage.library.example", { tls: "internal" })).toEqual([])
  })
})
