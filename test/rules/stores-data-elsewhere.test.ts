import { describe, expect, it } from "vitest"
import { storesDataElsewhere } from "../../core/rules/stores-data-elsewhere.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("stores/data_elsewhere", () => {
  const found = (repository: string, service: object, pin = "17.2", environment: object = {}) =>
    findings(
      storesDataElsewhere,
      bakery(
        { store: { ports: { tcp: 7000 }, ...service } },
        { images: { store: { repository } }, environments: { staging: environment } },
      ),
      { store: { default: pin } },
    )
  const at = (target: string, more: object = {}) => ({ mounts: [{ volume: "orders", target }], ...more })

  it("refuses a mount over the folder for which the image asks for a volume", () => {
    expect(found("postgres", at("/var/lib/postgresql"))).toEqual([
      {
        message:
          "The datastore shop.store keeps its data in /var/lib/postgresql/data, for which Docker makes a volume without a name: /var/lib/postgresql does not hold it.",
        path: "/hosts/shop/services/store/mounts/0/target",
        found: "/var/lib/postgresql",
        allowed: "a mount at /var/lib/postgresql/data",
        help: "Mount it at /var/lib/postgresql/data.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses a mount beside the folder, where the image asks for no volume", () => {
    expect(found("elasticsearch", at("/data"))).toEqual([
      {
        message:
          "The datastore shop.store keeps its data in /usr/share/elasticsearch/data, which none of its mounts holds.",
        path: "/hosts/shop/services/store/mounts/0/target",
        found: "/data",
        allowed: "a mount at /usr/share/elasticsearch/data",
        help: "Mount it at /usr/share/elasticsearch/data.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses a folder that is kept in memory over the data", () => {
    const tmpfs = ["/var/lib/mysql:size=64m"]
    expect(found("mysql", { mounts: [{ volume: "orders", target: "/var/lib" }], tmpfs }, "8.4")).toEqual([
      {
        message:
          "The datastore shop.store keeps its data in /var/lib/mysql, and /var/lib/mysql is kept in memory: it is gone with every restart.",
        path: "/hosts/shop/services/store/tmpfs/0",
        found: "/var/lib/mysql",
        allowed: "a mount at /var/lib/mysql",
        help: "Mount a folder of a disk, or a named volume, at /var/lib/mysql, and keep nothing there in memory.",
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["postgres", "17.2", "/var/lib/postgresql/data/orders"],
    ["postgres", "18.0-alpine", "/var/lib/postgresql/data"],
    ["timescale/timescaledb", "2.17.2-pg16", "/var/lib/postgresql"],
    ["docker.io/library/mariadb", "11.4", "/var/lib"],
    ["mirror.bakery.example/library/mongo", "7.0", "/data"],
    ["percona/percona-server", "8.0", "/data"],
    ["mcr.microsoft.com/mssql/server", "2022-latest", "/data"],
    ["clickhouse/clickhouse-server", "25.3", "/data"],
    ["rabbitmq", "4.0-management", "/data"],
    ["bitnami/mysql", "8.4", "/var/lib/mysql"],
  ])("refuses %s:%s with a mount at %s", (repository, pin, target) => {
    expect(found(repository, at(target), pin)).toHaveLength(1)
  })

  it.each([
    ["postgres", "17.2", "/var/lib/postgresql/data"],
    ["postgres", "18.0", "/var/lib/postgresql"],
    ["postgres", "18.0", "/var/lib/postgresql/18/docker"],
    ["postgres", `sha256:${"0a".repeat(32)}`, "/var/lib/postgresql"],
    ["postgres", "alpine", "/var/lib/postgresql/data"],
    ["pgvector/pgvector", "pg17", "/var/lib/postgresql/data"],
    ["mcr.microsoft.com/mssql/server", "2022-latest", "/var/opt/mssql"],
    ["rabbitmq", "4.0", "/var/lib/rabbitmq"],
    ["rabbitmq", "4.0", "/var/lib/rabbitmq/mnesia"],
    ["docker.elastic.co/elasticsearch/elasticsearch", "8.17.0", "/usr/share/elasticsearch"],
    ["bitnami/postgresql", "17", "/bitnami/postgresql"],
    ["bitnami/rabbitmq", "4.0", "/bitnami/rabbitmq/mnesia"],
    // What others made of an engine's image is not known.
    ["bakery/mysql", "8.4", "/data"],
    ["linuxserver/mariadb", "11.4", "/config"],
    ["timescale/timescaledb-ha", "pg17", "/home/postgres/pgdata/data"],
    // A cache keeps nothing that would be missed.
    ["redis", "8", "/cache"],
    ["memcached", "1.6", "/cache"],
  ])("keeps quiet about %s:%s with a mount at %s", (repository, pin, target) => {
    expect(found(repository, at(target), pin)).toEqual([])
  })

  it("reads where PGDATA puts it", () => {
    const kept = (PGDATA: unknown) => found("postgres", at("/srv/orders", { environment: { PGDATA } }))
    expect(kept("/srv/orders/17")).toEqual([])
    expect(kept({ env: "PGDATA" })).toEqual([])
    expect(kept("/srv/bookings")).toMatchObject([
      { message: "The datastore shop.store keeps its data in /srv/bookings, which none of its mounts holds." },
    ])
  })

  it("keeps quiet where a command, a variable, an entrypoint or an env file may say otherwise", () => {
    expect(found("mysql", at("/srv", { command: ["--datadir=/srv"] }), "8.4")).toEqual([])
    expect(found("postgres", at("/srv", { command: "postgres -D /srv" }))).toEqual([])
    expect(found("postgres", at("/srv", { entrypoint: ["docker-entrypoint.sh"] }))).toEqual([])
    expect(found("postgres", at("/srv", { envFiles: ["./store.env"] }))).toEqual([])
    expect(found("elasticsearch", at("/srv", { environment: { ES_SETTING_PATH_DATA: "/srv" } }), "8.17")).toEqual([])
    expect(found("redis", at("/srv", { store: { contents: "Baskets" }, command: "redis-server --dir /srv" }))).toEqual(
      [],
    )
  })

  it("asks a cache that says what it holds, and an index unless it says only what it is used for", () => {
    expect(found("valkey/valkey", at("/srv", { store: { contents: "Baskets" } }), "8")).toHaveLength(1)
    expect(found("opensearchproject/opensearch", at("/srv", { store: { usage: "Search" } }), "2.19")).toEqual([])
  })

  it("leaves to others a datastore without any mount, and one on a laptop", () => {
    expect(found("postgres", { tmpfs: ["/var/lib/postgresql/data"] })).toEqual([])
    expect(found("postgres", { mounts: [{ volume: "orders", target: "/srv", readOnly: true }] })).toEqual([])
    expect(found("postgres", at("/srv"), "17.2", { placements: ["local"] })).toEqual([])
  })
})
