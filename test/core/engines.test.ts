import { describe, expect, it } from "vitest"
import { dataPlaces, engineOf, isSameMajor, majorOf } from "../../core/engines.js"
import type { Family, Image } from "../../core/estate.js"
import { familyOf } from "../../core/families.js"

function image(repository: string, more: Partial<Image> = {}): Image {
  const family: Family = familyOf(repository)
  const named = {
    name: "db",
    repository,
    shortRepository: repository,
    purpose: undefined,
    secretsAsVariables: undefined,
  }
  return { noun: "image", path: "/images/db", sources: {}, ...named, private: false, releases: {}, family, ...more }
}

describe("engineOf", () => {
  it.each([
    ["postgres", "postgres"],
    ["docker.io/library/postgres", "postgres"],
    ["postgis/postgis", "postgres"],
    ["timescale/timescaledb-ha", "postgres"],
    ["bitnami/postgresql", "postgres"],
    ["registry.bakery.example:5000/mirror/mysql", "mysql"],
    ["percona/percona-server", "mysql"],
    ["bitnamilegacy/mariadb-galera", "mariadb"],
    ["mcr.microsoft.com/mssql/server", "mssql"],
    ["mongodb/mongodb-community-server", "mongo"],
    ["percona/percona-server-mongodb", "mongo"],
    ["valkey/valkey", "valkey"],
    ["eqalpha/keydb", "keydb"],
    ["redis/redis-stack-server", "redis"],
    ["docker.elastic.co/elasticsearch/elasticsearch", "elasticsearch"],
    ["rabbitmq", "rabbitmq"],
    ["memcached", "memcached"],
  ])("of %s is %s", (repository, name) => {
    expect(engineOf(image(repository))?.name).toBe(name)
  })

  it.each(["mongo-express", "bitnami/redis-exporter", "phpmyadmin", "prom/mysqld-exporter", "caddy", "bakery/server"])(
    "of %s is none",
    (repository) => {
      expect(engineOf(image(repository))).toBeUndefined()
    },
  )

  it("is what the topology says", () => {
    const sources = { family: "/images/db/family" }
    expect(engineOf(image("bakery/orders", { family: "redis", sources }))?.name).toBe("redis")
    expect(engineOf(image("mysql", { family: "other", sources }))).toBeUndefined()
    expect(engineOf(undefined)).toBeUndefined()
  })
})

describe("dataPlaces", () => {
  it("follows PostgreSQL from version to version", () => {
    const before = { folder: "/var/lib/postgresql/data", volume: "/var/lib/postgresql/data" }
    const since = { folder: "/var/lib/postgresql/18/docker", volume: "/var/lib/postgresql" }
    expect(dataPlaces(image("postgres"), "17.6-alpine")).toEqual([before])
    expect(dataPlaces(image("postgres"), "18")).toEqual([since])
    expect(dataPlaces(image("postgres"), "19.1")).toEqual([{ ...since, folder: "/var/lib/postgresql/19/docker" }])
    expect(dataPlaces(image("pgvector/pgvector"), "pg18")).toEqual([since])
    expect(dataPlaces(image("postgres"), undefined)).toEqual([since, before])
  })

  it("knows the folders of Bitnami, and none of what others made", () => {
    expect(dataPlaces(image("docker.io/bitnami/redis"), "8")).toEqual([
      { folder: "/bitnami/redis/data", volume: undefined },
    ])
    expect(dataPlaces(image("registry.bakery.example/mysql"), "8.4")).toEqual([
      { folder: "/var/lib/mysql", volume: "/var/lib/mysql" },
    ])
    for (const repository of ["bakery/mysql", "linuxserver/mariadb", "memcached", "caddy"])
      expect(dataPlaces(image(repository), "1"), repository).toEqual([])
    expect(dataPlaces(image("mysql", { private: true }), "8.4")).toEqual([])
  })
})

describe("majorOf", () => {
  it.each<readonly [string, string, readonly number[] | undefined]>([
    ["postgres", "17.6-alpine", [17]],
    ["timescale/timescaledb", "2.17.2-pg16", [16]],
    ["timescale/timescaledb", "latest-pg16", [16]],
    ["timescale/timescaledb", "2.17.2-pg16@sha256:0a", [16]],
    ["postgis/postgis", "16-3.4-alpine", [16]],
    ["mysql", "8.4.3", [8, 4]],
    ["mariadb", "11", [11]],
    ["mongo", "7.0.2", [7]],
    ["bakery/orders", "3.2.1", [3]],
    ["mysql", "lts", undefined],
  ])("of %s:%s is %j", (repository, pin, major) => {
    expect(majorOf(image(repository), pin)).toEqual(major)
  })

  it("compares as far as both are told", () => {
    expect(isSameMajor([8], [8, 4])).toBe(true)
    expect(isSameMajor([8, 0], [8, 4])).toBe(false)
    expect(isSameMajor([8, 4], [9])).toBe(false)
  })
})
