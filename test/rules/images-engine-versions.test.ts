import { describe, expect, it } from "vitest"
import { imagesEngineVersions } from "../../core/rules/images-engine-versions.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("images/engine_versions", () => {
  const found = (pins: Record<string, string>, environments = ["test", "staging", "production"]) =>
    findings(
      imagesEngineVersions,
      bakery(
        { postgres: {}, copy: { image: "postgres" } },
        { environments: Object.fromEntries(environments.map((name) => [name, {}])) },
      ),
      { postgres: pins },
    )

  it("measures by production, and tells each environment once", () => {
    expect(found({ test: "15.4", staging: "16", production: "17.2-alpine" })).toEqual([
      {
        message: "test runs postgres 15, and production runs 17.",
        path: "images:/postgres/test",
        found: '"15.4"',
        allowed: "version 17",
        notes: [{ message: "the version of production", path: "images:/postgres/production" }],
        help: "Pin the same major version in both, unless an upgrade is being tried: then accept it until its day.",
        environments: ["test", "production"],
      },
      expect.objectContaining({ path: "images:/postgres/staging", environments: ["staging", "production"] }),
    ])
  })

  it("measures by the last environment where none is production", () => {
    expect(found({ test: "16", live: "17" }, ["test", "live"])).toEqual([
      expect.objectContaining({ message: "test runs postgres 16, and live runs 17.", path: "images:/postgres/test" }),
    ])
  })

  it("keeps quiet about minor versions, versions that can't be told, and images that keep nothing", () => {
    expect(found({ test: "17.2", staging: "v17", production: "17.6" })).toEqual([])
    expect(found({ test: "alpine", staging: `sha256:${"0a".repeat(32)}`, production: "17.6" })).toEqual([])
    const topology = bakery({ oven: {} }, { environments: { staging: {}, production: {} } })
    expect(findings(imagesEngineVersions, topology, { oven: { staging: "2.0", production: "1.0" } })).toEqual([])
  })
})
