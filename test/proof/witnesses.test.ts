import { describe, expect, it } from "vitest"
import type { Condition, Step } from "../../proof/network.js"
import { witnessesOf } from "../../proof/witnesses.js"

const nothing: Condition = { paths: [], methods: [], headers: [], ranges: [], query: [], not: [] }

function step(condition: Partial<Step>): Step {
  return { ...nothing, prefix: "", ...condition }
}

function asked(...steps: readonly Step[]) {
  return witnessesOf([steps], undefined)
}

describe("requests that tell conditions apart", () => {
  it("are one where nothing is asked", () => {
    expect(witnessesOf([[], [], []], undefined)).toHaveLength(1)
  })

  it("have a path that a pattern takes, the one where its wildcard is nothing, and others", () => {
    const paths = asked(step({ paths: ["/api/*", "/health"] })).map(({ path }) => path)
    expect(paths).toEqual(["/api/zq7", "/api/", "/health", "/", "/zq7"])
  })

  it("have the path from before a prefix was cut off", () => {
    const paths = asked(step({ paths: ["/shop*"] }), step({ paths: ["/bread"], prefix: "/shop" })).map(
      ({ path }) => path,
    )
    expect(paths).toContain("/shop/bread")
  })

  it("come from both ends of a range, and from a stranger", () => {
    const clients = asked(step({ ranges: ["10.0.0.0/8", "192.0.2.7"] })).map(({ client }) => client)
    expect(clients).toEqual(["10.0.0.0", "10.255.255.255", "192.0.2.7", "198.51.100.7"])
  })

  it("come by somebody who is trusted too, where addresses count", () => {
    const trust = { address: "172.16.0.1", header: "x-forwarded-for" }
    expect(witnessesOf([[step({ methods: ["POST"] })]], trust).every(({ remote }) => remote !== trust.address)).toBe(
      true,
    )
    expect(witnessesOf([[step({ ranges: ["10.0.0.1"] })]], trust)).toContainEqual(
      expect.objectContaining({ remote: "172.16.0.1", client: "10.0.0.1", headers: { "x-forwarded-for": "10.0.0.1" } }),
    )
  })

  it("lack each header once, and have another value of it once", () => {
    const headers = asked(step({ headers: [{ name: "x-kind", value: "rye*" }] })).map((one) => one.headers)
    expect(headers).toContainEqual({ "x-kind": "ryezq7" })
    expect(headers).toContainEqual({ "x-kind": "rye" })
    expect(headers).toContainEqual({ "x-kind": "zq7" })
    expect(headers).toContainEqual({})
  })

  it("have another method than those that are named", () => {
    const methods = asked(step({ methods: ["GET", "POST"] })).map(({ method }) => method)
    expect(methods).toEqual(["GET", "POST", "BREW"])
  })

  it("are what is excluded, and what is not", () => {
    const found = asked(
      step({ paths: ["/api/*"], not: [{ ...nothing, paths: ["/api/private/*"], methods: ["POST"] }] }),
    )
    expect(found).toContainEqual(expect.objectContaining({ path: "/api/private/zq7", method: "POST" }))
    expect(found).toContainEqual(expect.objectContaining({ path: "/api/zq7", method: "GET" }))
  })
})
