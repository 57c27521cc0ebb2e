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
    const handle = [{ respond: "a" }, { match: { path: ["/x/b"] }, respond: "b" }]
    topology.routes.catalogue.handle = [{ match: { path: ["/x/*"] }, handle }]
    expect(findings(routesUnreachable, topology)).toEqual([
      expect.objectContaining({ path: "/routes/catalogue/handle/0/handle/1", environments: ["stage"] }),
      expect.objectContaining({ path: "/routes/catalogue/handle/0/handle/1", environments: ["live"] }),
    ])
  })

  it("refuses a handler whose requests an earlier one takes", () => {
    expect(unreachable({ path: ["/loans/*"] }, { path: ["/loans/new"], method: ["POST"] })[0]).toEqual({
      message: "A handler of the route catalogue is never asked: those before it take every request that it would.",
      path: "/routes/catalogue/handle/1",
      notes: [{ message: "a handler that takes what it would", path: "/routes/catalogue/handle/0" }],
      help: "Put it first, or remove it.",
      environments: ["stage"],
    })
  })

  it("refuses one whose requests several earlier ones share out, and names each", () => {
    const found = unreachable(
      { path: ["/a/*"] },
      { path: ["/b/*"] },
      { path: ["/b/c", "/a/b"], method: ["GET", "PUT"] },
    )
    expect(found[0]?.notes?.map(({ path }) => path)).toEqual([
      "/routes/catalogue/handle/1",
      "/routes/catalogue/handle/0",
    ])
    expect(unreachable({ path: ["/a/*"] }, { path: ["/b/c", "/a/b"] })).toEqual([])
  })

  it("takes a matcher without conditions, and one of every path, to take every request", () => {
    for (const match of [{}, { path: ["/*"] }])
      expect(unreachable(match, { path: ["/a"] })).toMatchObject([
        { help: "Put it first, or say with `match` what the other one takes." },
        {},
      ])
  })

  it("does not tell of what stands in a handler that is never asked itself", () => {
    const topology = library()
    const handle = [{ respond: "a" }, { respond: "b" }]
    topology.routes.catalogue.handle = [
      { match: { path: ["/x/*"] }, respond: "x" },
      { match: { path: ["/x/y"] }, handle },
    ]
    expect(findings(routesUnreachable, topology).map(({ path }) => path)).toEqual([
      "/routes/catalogue/handle/1",
      "/routes/catalogue/handle/1",
    ])
  })

  it("refuses a handler that takes nothing of what the one around it does", () => {
    const within = (outer: object, inner: object, more: object = {}) => {
      const topology = library()
      topology.routes.catalogue.handle = [{ match: outer, handle: [{ match: inner, respond: "here" }], ...more }]
      return findings(routesUnreachable, topology)
    }
    expect(within({ path: ["/loans/*"] }, { path: ["/books"] })[0]).toEqual({
      message: "A handler of the route catalogue is never asked: the handler around it takes nothing of what it would.",
      path: "/routes/catalogue/handle/0/handle/0/match",
      notes: [{ message: "the handler around it takes this", path: "/routes/catalogue/handle/0/match" }],
      help: "Move it out, or correct one of the two matchers.",
      environments: ["stage"],
    })
    expect(within({ method: ["GET"] }, { method: ["POST"] })).toHaveLength(2)
    expect(within({ not: { path: ["/loans/*"] } }, { path: ["/loans/new"] })).toHaveLength(2)
    expect(within({ remote: ["fd00::/8"] }, { remote: ["10.0.0.0/8"] })).toHaveLength(2)
    expect(within({ path: ["/loans/*"] }, { path: ["/loans/new"] })).toEqual([])
    // The path is another one by then.
    expect(within({ path: ["/loans/*"] }, { path: ["/books"] }, { strip: "/loans" })).toEqual([])
    expect(within({ path: ["/loans"] }, { path: ["/books"] }, { rewrite: "/books" })).toEqual([])
  })

  it("refuses a handler that excludes all that it takes", () => {
    expect(unreachable({ path: ["/loans/new"], not: { path: ["/loans/*"] } })[0]).toEqual({
      message: "A handler of the route catalogue is never asked: what it takes, its `not` excludes.",
      path: "/routes/catalogue/handle/0/match",
      help: "Remove the condition that excludes it.",
      environments: ["stage"],
    })
    expect(unreachable({ path: ["/loans/*"], not: { path: ["/loans/new"] } })).toEqual([])
  })

  it("compares IPv6 ranges", () => {
    expect(unreachable({ remote: ["2001:db8::/32"] }, { remote: ["2001:db8:1::/48"] })).toHaveLength(2)
    expect(unreachable({ remote: ["2001:db8:1::/48"] }, { remote: ["2001:db8::/32"] })).toEqual([])
  })

  it("keeps quiet when the last one takes the rest", () => {
    const topology = library()
    topology.routes.catalogue.handle = [{ match: { path: ["/menu"] }, respond: "closed" }]
    expect(findings(routesUnreachable, topology)).toEqual([])
  })

  it("keeps quiet about what is asked where an earlier one is not", () => {
    const topology = library()
    topology.routes.catalogue.handle = [
      { only: ["stage"], respond: "closed" },
      { match: { path: ["/a"] }, handle: [{ only: ["live"], respond: "b" }, { respond: "c" }] },
    ]
    expect(findings(routesUnreachable, topology)).toEqual([])
  })

  it("refuses what is in fewer environments than the one that takes it", () => {
    const topology = library()
    topology.routes.catalogue.handle = [
      { only: ["stage", "live"], respond: "closed" },
      { only: ["stage"], respond: "b" },
    ]
    expect(findings(routesUnreachable, topology)).toMatchObject([
      { path: "/routes/catalogue/handle/1", environments: ["stage"] },
      { path: "/routes/catalogue/to", environments: ["stage"] },
      { path: "/routes/catalogue/to", environments: ["live"] },
    ])
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

/** What is found in a route with a handler for each matcher. */
function unreachable(...matches: readonly object[]) {
  const topology = library()
  topology.routes.catalogue.handle = matches.map((match) => ({ match, respond: "here" }))
  delete topology.routes.catalogue.to
  return findings(routesUnreachable, topology)
}
