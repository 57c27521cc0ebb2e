import type { Image } from "./estate.js"
import { tagOf, versionOf } from "./pinned.js"

/** The datastores that are known by their images. */
export type EngineName =
  | "postgres"
  | "mysql"
  | "mariadb"
  | "mssql"
  | "mongo"
  | "cassandra"
  | "couchdb"
  | "neo4j"
  | "clickhouse"
  | "redis"
  | "valkey"
  | "keydb"
  | "memcached"
  | "elasticsearch"
  | "opensearch"
  | "meilisearch"
  | "qdrant"
  | "rabbitmq"

/** What is known of a datastore by its image alone. */
export interface Engine {
  /** Which it is; images of others that are made of it, such as PostGIS of PostgreSQL, have the same. */
  readonly name: EngineName
  /** Its name for people: `PostgreSQL`. */
  readonly title: string
  /** A `database` keeps what would be missed, a `search` index or a `broker` does unless somebody says otherwise, a `cache` does not. */
  readonly kind: "database" | "search" | "broker" | "cache"
  /** The port that it listens on by default. */
  readonly port: number
  /** How many parts of its version tell one major version from another: 17.2 and 17.6 are one, 8.0 and 8.4 of MySQL are two. */
  readonly parts: 1 | 2
  /** Where its server keeps its files by default, in the image that its makers publish; undefined where it keeps none. */
  readonly folder: string | undefined
  /** The folder for which that image asks for a volume, so that a mount over it does not hold it; undefined where it asks for none. */
  readonly volume: string | undefined
  /** What says in a variable or a command that its files lie elsewhere. */
  readonly moved: RegExp
}

interface Facts extends Omit<Engine, "name" | "moved"> {
  /** Default: never, in any way that a topology shows. */
  readonly moved?: RegExp
}

/**
 * Each engine as its official image documents it, 2026-11: https://hub.docker.com/_/NAME, and for those that are no official image
 * https://hub.docker.com/r/microsoft/mssql-server, https://docs.keydb.dev/docs/docker-basics, https://www.meilisearch.com/docs/guides/docker,
 * https://qdrant.tech/documentation/guides/installation/, https://docs.opensearch.org/latest/install-and-configure/install-opensearch/docker/.
 *
 * PostgreSQL moved its folder with version 18: see {@link dataPlaces}.
 */
const FACTS: Readonly<Record<EngineName, Facts>> = {
  postgres: { ...database("PostgreSQL", 5432, "/var/lib/postgresql/data"), moved: /data_directory|(?:^|\s)-D\s?\S/ },
  mysql: { ...database("MySQL", 3306, "/var/lib/mysql"), parts: 2, moved: /datadir/i },
  mariadb: { ...database("MariaDB", 3306, "/var/lib/mysql"), parts: 2, moved: /datadir/i },
  mssql: {
    ...database("SQL Server", 1433, "/var/opt/mssql/data"),
    volume: undefined,
    moved: /MSSQL_(?:DATA|LOG|MASTER)/,
  },
  mongo: { ...database("MongoDB", 27017, "/data/db"), moved: /dbpath|(?:^|\s)(?:--config|-f)\s/i },
  cassandra: { ...database("Cassandra", 9042, "/var/lib/cassandra/data"), volume: "/var/lib/cassandra" },
  couchdb: database("CouchDB", 5984, "/opt/couchdb/data"),
  neo4j: { ...database("Neo4j", 7687, "/data"), moved: /server[._]+directories[._]+data/i },
  clickhouse: database("ClickHouse", 8123, "/var/lib/clickhouse"),
  redis: cache("Redis"),
  valkey: cache("Valkey"),
  keydb: cache("KeyDB"),
  memcached: { ...cache("Memcached"), port: 11211, folder: undefined, volume: undefined },
  elasticsearch: search("Elasticsearch", 9200, "/usr/share/elasticsearch/data"),
  opensearch: search("OpenSearch", 9200, "/usr/share/opensearch/data"),
  meilisearch: search("Meilisearch", 7700, "/meili_data"),
  qdrant: search("Qdrant", 6333, "/qdrant/storage"),
  rabbitmq: {
    ...database("RabbitMQ", 5672, "/var/lib/rabbitmq/mnesia"),
    kind: "broker",
    volume: "/var/lib/rabbitmq",
    moved: /RABBITMQ_MNESIA_(?:BASE|DIR)/,
  },
}

function database(title: string, port: number, folder: string): Facts {
  return { title, kind: "database", port, parts: 1, folder, volume: folder }
}

/** One that stands beside a database: it keeps what would be missed only where the topology says so. */
function cache(title: string): Facts {
  const moved = /(?:^|\s)--dir\s|\.conf(?:\s|$)/
  return { title, kind: "cache", port: 6379, parts: 1, folder: "/data", volume: "/data", moved }
}

function search(title: string, port: number, folder: string): Facts {
  const moved = /path[._]data|MEILI_DB_PATH|--db-path|STORAGE_PATH/i
  return { title, kind: "search", port, parts: 1, folder, volume: undefined, moved }
}

const NEVER = /(?!)/

const ENGINES: Readonly<Record<EngineName, Engine>> = Object.fromEntries(
  Object.entries(FACTS).map(([name, facts]) => [name, { moved: NEVER, ...facts, name }]),
) as unknown as Readonly<Record<EngineName, Engine>>

/** Images by the last part of their repository, which mirrors and private registries keep. */
const IMAGES: ReadonlyMap<string, EngineName> = new Map(
  Object.entries({
    postgres: "postgres postgresql postgis timescaledb timescaledb-ha pgvector postgresql-repmgr",
    mysql: "mysql mysql-server percona percona-server percona-xtradb-cluster",
    mariadb: "mariadb mariadb-galera",
    mssql: "mssql-server azure-sql-edge",
    mongo: "mongo mongodb mongodb-community-server mongodb-enterprise-server percona-server-mongodb",
    cassandra: "cassandra",
    couchdb: "couchdb",
    neo4j: "neo4j",
    clickhouse: "clickhouse clickhouse-server",
    redis: "redis redis-stack redis-stack-server redis-cluster",
    valkey: "valkey valkey-bundle valkey-cluster",
    keydb: "keydb",
    memcached: "memcached",
    elasticsearch: "elasticsearch elasticsearch-oss",
    opensearch: "opensearch",
    meilisearch: "meilisearch",
    qdrant: "qdrant",
    rabbitmq: "rabbitmq",
  }).flatMap(([name, images]) => images.split(" ").map((image) => [image, name as EngineName] as const)),
)

/** The datastore of an image, by what the topology calls it, else by the last part of its repository; undefined for any other image. */
export function engineOf(image: Image | undefined): Engine | undefined {
  if (image === undefined) return undefined
  const { family, shortRepository, sources } = image
  if (family === "postgres" || family === "redis") return ENGINES[family]
  if (family !== "other" || sources.family !== undefined) return undefined
  const name = shortRepository.endsWith("mssql/server") ? "mssql" : IMAGES.get(lastPart(shortRepository))
  return name === undefined ? undefined : ENGINES[name]
}

/** Those that publish an engine's image as its makers document it, by the part of a repository before the last one. */
const MAKERS: ReadonlySet<string> = new Set([
  ...["library", "postgis", "timescale", "pgvector", "percona", "mongodb", "valkey", "eqalpha", "elasticsearch"],
  ...["opensearchproject", "clickhouse", "mssql", "getmeili", "qdrant"],
])

/** Where the files of a datastore lie in its image, and the folder for which the image asks for a volume. */
export interface DataPlace {
  /** Where the server writes: an absolute path in the container. */
  readonly folder: string
  /** Undefined where the image asks for no volume. */
  readonly volume: string | undefined
}

/**
 * Where the server of an image keeps its files unless it is told otherwise; several where the pin does not tell which of them. Empty where
 * it is not known: for an image that somebody else made of an engine's.
 */
export function dataPlaces(image: Image, pin: string | undefined): readonly DataPlace[] {
  const engine = engineOf(image)
  if (engine?.folder === undefined) return []
  const { folder, volume } = engine
  const [last, maker] = [lastPart(image.shortRepository), makerOf(image.shortRepository)]
  if (maker?.startsWith("bitnami") === true)
    return [{ folder: `/bitnami/${last}/${engine.name === "rabbitmq" ? "mnesia" : "data"}`, volume: undefined }]
  if (last === "timescaledb-ha" || image.private) return []
  const isKnown = image.family !== "other" || maker === undefined || MAKERS.has(maker)
  if (!isKnown) return []
  return engine.name === "postgres" ? postgresPlaces(pin) : [{ folder, volume }]
}

/**
 * Since version 18 each major version has a folder of its own below the one for which the image asks for a volume.
 *
 * https://github.com/docker-library/postgres/pull/1259
 */
function postgresPlaces(pin: string | undefined): readonly DataPlace[] {
  const before = { folder: "/var/lib/postgresql/data", volume: "/var/lib/postgresql/data" }
  const [major] = (pin === undefined ? undefined : postgresVersion(pin)) ?? []
  const since = { folder: `/var/lib/postgresql/${major ?? 18}/docker`, volume: "/var/lib/postgresql" }
  return major === undefined ? [since, before] : [major < 18 ? before : since]
}

/**
 * The parts of a pin that tell one major version of a datastore from another: `17.2-alpine` → [17], `8.4.3` of MySQL → [8, 4]. Of an
 * image with an extension of PostgreSQL, that of PostgreSQL: `2.17.2-pg16` → [16]. Undefined where they can't be told.
 */
export function majorOf(image: Image, pin: string): readonly number[] | undefined {
  const engine = engineOf(image)
  const version = engine?.name === "postgres" ? postgresVersion(pin) : versionOf(pin)
  return version?.slice(0, engine?.parts ?? 1)
}

/** Whether two of {@link majorOf} are one as far as both are told: `8` and `8.4` may be. */
export function isSameMajor(one: readonly number[], other: readonly number[]): boolean {
  return one.every((part, index) => other[index] === undefined || other[index] === part)
}

function postgresVersion(pin: string): readonly number[] | undefined {
  const extended = /(?:^|[-_])pg(\d{2})(?![0-9])/.exec(tagOf(pin) ?? "")
  return extended === null ? versionOf(pin) : [Number(extended[1])]
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1)
}

/** `docker.io/bitnami/redis` → `bitnami`; undefined for `redis`, and where only the name of a registry stands before it. */
function makerOf(repository: string): string | undefined {
  const parts = repository.split("/")
  const maker = parts.at(-2)
  return parts.length === 2 && maker !== undefined && /[.:]/.test(maker) ? undefined : maker
}
