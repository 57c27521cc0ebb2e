import { describe, expect, it } from "vitest"
import { routesListener } from "../../core/rules/routes-listener.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("routes/listener", () => {
  it("refuses a route on a port that its proxy does not have", () => {
    const topology = library()
    delete topology.hosts.desk.services.caddy.ports.https
    expect(findings(routesListener, topology)).toEqual([
      {
        message: "The route catalogue is served on stage.library.example:443, but desk.caddy does not listen on 443.",
        path: "/routes/catalogue/host/stage",
        found: "stage.library.example",
        notes: [{ message: "the proxy is declared there", path: "/hosts/desk/services/caddy" }],
        help: "Add `https: 443` to the ports of desk.caddy.",
        environments: ["stage"],
      },
      expect.objectContaining({ path: "/routes/catalogue/host/live" }),
    ])
  })

  it("refuses a port that fewer may reach than the route is for", () => {
    const topology = library()
    topology.hosts.desk.services.caddy.ports.https = { port: 443, exposure: { default: "cdn", live: "host" } }
    topology.routes.catalogue.exposure = "cdn"
    expect(findings(routesListener, topology)).toEqual([
      {
        message: "The route catalogue is `cdn`, but port https of desk.caddy, which serves it, is `host`.",
        path: "/hosts/desk/services/caddy/ports/https/exposure/live",
        found: "host",
        allowed: "cdn",
        notes: [{ message: "the route is served there", path: "/routes/catalogue/host/live" }],
        help: "Leave the port's exposure out, so that it follows its routes, or narrow that of the route.",
        environments: ["live"],
      },
    ])
  })

  it("keeps quiet when the port follows its routes", () => {
    const topology = library()

    expect(findings(routesListener, topology)).toEqual([])
  })

  it("keeps quiet about routes on localhost, which get a port of their own", () => {
    const topology = library()
    topology.routes.catalogue.host = { stage: "localhost:8080", live: "library.example" }
    expect(findings(routesListener, topology)).toEqual([])
  })
})
