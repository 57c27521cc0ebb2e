import { describe, expect, it } from "vitest"
import { storesNoMount } from "../../core/rules/stores-no-mount.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("stores/no_mount", () => {
  const found = (service: object, environment: object = {}) =>
    findings(storesNoMount, bakery({ store: service }, { environments: { staging: environment } }))
  const help = "Mount a folder of a disk, or a named volume, where it keeps its data."

  it("refuses a datastore that keeps its data in its container", () => {
    expect(found({ store: { contents: "Orders" } })).toEqual([
      {
        message: "The datastore shop.store writes to nothing that outlives its container.",
        path: "/hosts/shop/services/store/store",
        help,
        environments: ["staging"],
      },
    ])
  })

  it("asks every PostgreSQL, at the service where nothing says that it is a store", () => {
    const topology = bakery({ postgres: { mounts: [{ source: "/seed", target: "/seed", readOnly: true }] } })
    expect(findings(storesNoMount, topology)).toEqual([
      expect.objectContaining({ path: "/hosts/shop/services/postgres" }),
    ])
  })

  it("asks every database that is known by its image, and warns of an index or a broker that says nothing", () => {
    const of = (repository: string, service: object = {}) =>
      findings(
        storesNoMount,
        bakery({ store: { ports: { tcp: 7000 }, ...service } }, { images: { store: { repository } } }),
      ).map(({ severity }) => severity ?? "error")
    for (const image of ["mysql", "percona", "docker.io/bitnami/mariadb", "mongo", "mcr.microsoft.com/mssql/server"])
      expect(of(image), image).toEqual(["error"])
    for (const image of [
      "postgis/postgis",
      "mirror.bakery.example/timescale/timescaledb",
      "clickhouse/clickhouse-server",
    ])
      expect(of(image), image).toEqual(["error"])
    for (const image of ["elasticsearch", "rabbitmq", "getmeili/meilisearch"]) {
      expect(of(image), image).toEqual(["warning"])
      expect(of(image, { store: { usage: "Search" } }), image).toEqual([])
      expect(of(image, { store: { contents: "Recipes" } }), image).toEqual(["error"])
    }
    for (const image of ["redis", "valkey/valkey", "eqalpha/keydb", "memcached", "prom/mysqld-exporter"])
      expect(of(image), image).toEqual([])
    expect(of("mysql", { command: ["mysqldump", "orders"] })).toEqual([])
    expect(of("mysql", { command: ["mysqld", "--character-set-server=utf8mb4"] })).toEqual(["error"])
  })

  it("believes what the topology calls an image", () => {
    const image = { repository: "bakery/orders-db", family: "postgres" }
    expect(findings(storesNoMount, bakery({ store: {} }, { images: { store: image } }))).toHaveLength(1)
    const other = { repository: "mysql", family: "other" }
    expect(findings(storesNoMount, bakery({ store: {} }, { images: { store: other } }))).toEqual([])
  })

  it("takes what runs another program of a datastore's image for none", () => {
    const of = (service: object) => findings(storesNoMount, bakery({ postgres: service }))
    for (const service of [
      { job: true, command: ["psql", "--file=/seed.sql"] },
      { job: true },
      { command: ["pg_dump"] },
      { command: "pg_receivewal -D /wal" },
      { entrypoint: ["/usr/bin/sleep"] },
      { command: ["sh", "-c", "psql -f /seed.sql"] },
    ])
      expect(of(service), JSON.stringify(service)).toEqual([])
    for (const service of [
      { command: ["-c", "max_connections=200"] },
      { command: ["postgres", "-c", "fsync=off"] },
      { command: "/usr/local/bin/docker-entrypoint.sh postgres" },
      { entrypoint: ["docker-entrypoint.sh"] },
      { command: ["sh", "-c", "exec postgres -c fsync=off"] },
    ])
      expect(of(service), JSON.stringify(service)).toHaveLength(1)
  })

  it("does not take a volume without a name for one that lasts", () => {
    expect(found({ store: { contents: "Orders" }, anonymousVolumes: ["/data"] })).toEqual([
      {
        message:
          "The datastore shop.store writes to /data, a volume without a name, which is left behind when its container is replaced.",
        path: "/hosts/shop/services/store/anonymousVolumes",
        help,
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet about caches, mounts, laptops, and what is no store", () => {
    expect(found({ store: { usage: "Cache" } })).toEqual([])
    expect(found({ store: { contents: "Orders" }, mounts: [{ volume: "orders", target: "/data" }] })).toEqual([])
    expect(found({ store: { contents: "Orders" }, mounts: [{ source: "/data/orders", target: "/data" }] })).toEqual([])
    expect(found({ store: { contents: "Orders" } }, { placements: ["local"] })).toEqual([])
    expect(found({})).toEqual([])
  })
})
