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

  describe("of other images", () => {
    const of = (services: Record<string, object>, images: Record<string, string>, pins: Record<string, object>) =>
      findings(
        imagesEngineVersions,
        bakery(services, {
          environments: { staging: {}, production: {} },
          images: Object.fromEntries(Object.entries(images).map(([name, repository]) => [name, { repository }])),
        }),
        pins as Record<string, Record<string, string>>,
      )
    const one = (repository: string, staging: string, production: string) =>
      of({ db: { image: "db" } }, { db: repository }, { db: { staging, production } }).map(({ message }) => message)

    it("tells the version of PostgreSQL from that of an extension", () => {
      expect(one("timescale/timescaledb", "2.17.2-pg16", "2.18.0-pg17")).toEqual([
        "staging runs db 16, and production runs 17.",
      ])
      expect(one("timescale/timescaledb", "2.17.2-pg16", "3.0.0-pg16")).toEqual([])
      expect(one("postgis/postgis", "16-3.4", "17-3.5")).toHaveLength(1)
      expect(one("pgvector/pgvector", "pg16", "0.8.0-pg16")).toEqual([])
    })

    it("counts two parts of the versions of MySQL and MariaDB, and one of others", () => {
      expect(one("mysql", "8.0.40", "8.4.3")).toEqual(["staging runs db 8.0, and production runs 8.4."])
      expect(one("mariadb", "10.11", "10.6")).toHaveLength(1)
      expect(one("mysql", "8", "8.4.3")).toEqual([])
      expect(one("mongo", "7.0", "8.0")).toHaveLength(1)
      expect(one("mongo", "7.0.2", "7.2.1")).toEqual([])
    })

    it("looks at every service of an image, not at the first one alone", () => {
      const services = { seed: { image: "db", job: true }, db: { image: "db" } }
      const found = of(services, { db: "postgres" }, { db: { staging: "16.4", production: "17.2" } })
      expect(found).toMatchObject([{ path: "images:/db/staging" }])
    })

    const keyed = (services: Record<string, object>, live = "library/postgres") =>
      of(services, { old: "postgres", new: live }, { old: { default: "16.4" }, new: { default: "17.2" } })
    const [staging, production] = [{ only: ["staging"] }, { only: ["production"] }]

    it("compares the only two of one engine, where they are run under two keys", () => {
      expect(keyed({ old: staging, new: production })).toEqual([
        {
          message: "staging runs old 16, and production runs new 17.",
          path: "images:/old/default",
          found: '"16.4"',
          allowed: "version 17",
          notes: [{ message: "the version of production", path: "images:/new/default" }],
          help: "Pin the same major version in both, unless an upgrade is being tried: then accept it until its day.",
          environments: ["staging", "production"],
        },
      ])
    })

    it("does not guess which of two is meant, and compares no two engines", () => {
      expect(keyed({ old: staging, new: {} })).toEqual([])
      expect(keyed({ old: staging, new: production }, "mysql")).toEqual([])
    })
  })
})
