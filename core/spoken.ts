import { type EngineName, engineOf } from "./engines.js"
import type { Image, Port } from "./estate.js"
import { originOf } from "./origin.js"

/**
 * What a port speaks that is no HTTP, in words: `the protocol of PostgreSQL`; undefined where it is HTTP, or may be.
 *
 * TCP is the default for a port of any name: only where it is stated, or the image, the name or the number of the port is known to mean
 * something else, is it believed.
 */
export function otherThanHttp({
  port,
  image,
}: {
  readonly port: Port
  readonly image: Image | undefined
}): string | undefined {
  if (port.protocol === "http" || port.protocol === "https") return undefined
  const engine = engineOf(image)
  if (
    engine !== undefined &&
    (WITHOUT_HTTP.has(engine.name) || (engine.port === port.port && engine.name === "rabbitmq"))
  )
    return `the protocol of ${engine.title}`
  if (port.transport === "udp" || originOf(port, "protocol").startsWith("/")) return port.protocol
  return NAMES.get(port.name.toLowerCase()) ?? NUMBERS.get(port.port)
}

/** Those that have no port on which they speak HTTP. */
const WITHOUT_HTTP: ReadonlySet<EngineName> = new Set<EngineName>([
  ...([
    "postgres",
    "mysql",
    "mariadb",
    "mssql",
    "mongo",
    "cassandra",
    "redis",
    "valkey",
    "keydb",
    "memcached",
  ] as const),
])

/** Names that people give to ports, each for one protocol. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["amqp", "AMQP"],
  ["amqps", "AMQP"],
  ["bolt", "the protocol of Neo4j"],
  ["grpc", "gRPC"],
  ["imap", "IMAP"],
  ["ldap", "LDAP"],
  ["mongo", "the protocol of MongoDB"],
  ["mongodb", "the protocol of MongoDB"],
  ["mqtt", "MQTT"],
  ["mqtts", "MQTT"],
  ["mysql", "the protocol of MySQL"],
  ["postgres", "the protocol of PostgreSQL"],
  ["postgresql", "the protocol of PostgreSQL"],
  ["redis", "the protocol of Redis"],
  ["smtp", "SMTP"],
  ["ssh", "SSH"],
])

/** https://www.iana.org/assignments/service-names-port-numbers, as of 2026-11, and 50051 as every guide of gRPC has it. */
const NUMBERS: ReadonlyMap<number, string> = new Map([
  [22, "SSH"],
  [25, "SMTP"],
  [389, "LDAP"],
  [587, "SMTP"],
  [1433, "the protocol of SQL Server"],
  [1521, "the protocol of Oracle"],
  [1883, "MQTT"],
  [3306, "the protocol of MySQL"],
  [5432, "the protocol of PostgreSQL"],
  [5671, "AMQP"],
  [5672, "AMQP"],
  [6379, "the protocol of Redis"],
  [7687, "the protocol of Neo4j"],
  [8883, "MQTT"],
  [9042, "the protocol of Cassandra"],
  [11211, "the protocol of Memcached"],
  [27017, "the protocol of MongoDB"],
  [50051, "gRPC"],
])
