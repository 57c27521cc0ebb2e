import { describe, expect, it } from "vitest"
import { portsCollision } from "../../core/rules/ports-collision.js"
import { routesDuplicateHost } from "../../core/rules/routes-duplicate-host.js"
import { findings } from "../support/findings.js"

const library = (host: unknown) => ({
  name: "library",
  environments: { staging: {}, production: {} },
  images: { caddy: { repository: "caddy" }, catalogue: { repository: "catalogue" } },
  hosts: {
    hall: {
      stacks: { main: { directory: "hall-{environment}", project: "hall" } },
      services: {
        caddy: { image: "caddy", ports: { http: 80, https: 443 }, proxy: {} },
        catalogue: { image: "catalogue", ports: { http: 8000 } },
      },
    },
  },
  routes: {
    catalogue: { host: { staging: "staging.library.example", production: "library.example" }, to: "hall.catalogue" },
    loans: { host, to: "hall.catalogue" },
  },
})

describe("routes/duplicate_host", () => {
  it("refuses a host name that two routes are served on", () => {
    expect(
      findings(routesDuplicateHost, library({ production: ["loans.library.example", "library.example"] })),
    ).toEqual([
      {
        message: "The routes loans and catalogue are both served on library.example:443.",
        path: "/routes/loans/host/production/1",
        found: "library.example",
        notes: [{ message: "catalogue is served there too, in production", path: "/routes/catalogue/host/production" }],
        help: "Give one of them another host name, or make them handlers of one route.",
        environments: ["production"],
      },
    ])
  })

  it("refuses a host name that two environments share", () => {
    expect(findings(routesDuplicateHost, library({ production: "staging.library.example" }))).toHaveLength(1)
  })

  it("lets every environment have its own localhost", () => {
    expect(findings(routesDuplicateHost, library({ staging: "localhost:8000", production: "localhost:8000" }))).toEqual(
      [],
    )
  })

  it("leaves to ports/collision a localhost of two proxies, which one machine can't have twice", () => {
    const found = (placements: readonly string[], host: unknown) => {
      const hall = library({}).hosts.hall
      const stacks = { main: { directory: "annex-{environment}", project: "annex" } }
      const topology = {
        ...library({}),
        environments: { staging: { placements } },
        hosts: { hall, annex: { ...hall, stacks } },
        routes: {
          catalogue: { host, to: "hall.catalogue", proxy: "hall.caddy" },
          loans: { host, to: "annex.catalogue", proxy: "annex.caddy" },
        },
      }
      return [routesDuplicateHost, portsCollision].map((rule) => findings(rule, topology).map(({ message }) => message))
    }
    const local = "annex.caddy and hall.caddy are both published on 8000/tcp of one laptop."
    const name = "The routes loans and catalogue are both served on staging.library.example:443."
    expect(found(["cloud"], "localhost:8000")).toEqual([[], []])
    expect(found(["local"], "localhost:8000")).toEqual([[], [local]])
    expect(found(["cloud", "local"], "localhost:8000")).toEqual([[], [local]])
    expect(found(["local"], "staging.library.example")[0]).toEqual([name])
    // A name is the same one wherever it is served, and told of once.
    expect(found(["cloud", "local"], "staging.library.example")[0]).toEqual([name])
  })
})
