import { describe, expect, it } from "vitest"
import { routesUnreachable } from "../../core/rules/routes-unreachable.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("routes/unreachable", () => {
  it("refuses a handler that is never asked", () => {
    const topology = library()
    topology.routes.catalogue.handle = [{ respond: "closed" }]
    expect(findings(routesUnreachable, topology)).toEqual([
      {
        message: "A handler of the route catalogue is never asked: the one before it takes every request.",
        path: "/routes/catalogue/to",
        notes: [{ message: "the handler that takes every request", path: "/routes/catalogue/handle/0" }],
        help: "Put it first, or say with `match` what the other one takes.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("looks into handlers of handlers", () => {
    const topology = library()
    const handle = [{ respond: "a" }, { match: { path: ["/b"] }, respond: "b" }]
    topology.routes.catalogue.handle = [{ match: { path: ["/x"] }, handle }]
    expect(findings(routesUnreachable, topology)).toEqual([
      expect.objectContaining({ path: "/routes/catalogue/handle/0/handle/1", environments: ["stage"] }),
      expect.objectContaining({ path: "/routes/catalogue/handle/0/handle/1", environments: ["live"] }),
    ])
  })

  it("keeps quiet when the last one takes the rest", () => {
    const topology = library()
    topology.routes.catalogue.handle = [{ match: { path: ["/menu"] }, respond: "closed" }]
    expect(findings(routesUnreachable, topology)).toEqual([])
  })

  it("keeps quiet when the two are in different environments", () => {
    const topology = library()
    topology.routes.catalogue.handle = [
      { only: ["stage"], respond: "closed" },
      { only: ["live"], to: "desk.catalogue" },
    ]
    delete topology.routes.catalogue.to
    expect(findings(routesUnreachable, topology)).toEqual([])
  })
})
