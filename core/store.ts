import { engineOf } from "./engines.js"
import type { Command, Service } from "./estate.js"

/** Whether a service keeps data that others come for: it says what it holds, or runs the server of its datastore's image. */
export function isStore(service: Service): boolean {
  return service.store !== undefined || (engineOf(service.image) !== undefined && runsServer(service))
}

/** Whether it starts the server of its datastore: a job ends, and so does `pg_dump`; the images of datastores carry their clients too. */
export function runsServer({ job, command, entrypoint }: Service): boolean {
  return !job && startsServer(entrypoint) && startsServer(command)
}

/** The servers of the images, and what starts them. An option alone is the server's. */
const SERVERS: ReadonlySet<string> = new Set([
  ...["docker-entrypoint.sh", "entrypoint.sh", "run.sh", "eswrapper", "opensearch-docker-entrypoint.sh"],
  ...["postgres", "mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe", "sqlservr", "mongod", "cassandra", "couchdb"],
  ...[
    "neo4j",
    "clickhouse",
    "clickhouse-server",
    "redis-server",
    "redis-stack-server",
    "valkey-server",
    "keydb-server",
  ],
  ...["memcached", "elasticsearch", "opensearch", "meilisearch", "qdrant", "rabbitmq-server"],
])
const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"])

/** What is known at run time only is taken for the server's; a shell may start it with any of its words. */
function startsServer(command: Command | undefined): boolean {
  const [first, ...others] = command === undefined ? [] : wordsOf(command)
  if (first === undefined || first === "" || first.startsWith("-") || SERVERS.has(programOf(first))) return true
  const inShell = command!.kind === "shell" || SHELLS.has(programOf(first))
  return inShell && others.some((word) => word.split(/[\s;&|()]+/).some((part) => SERVERS.has(programOf(part))))
}

function programOf(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1)
}

/** The words of a command; one that is known at run time only is empty. */
function wordsOf(command: Command): readonly string[] {
  if (command.kind !== "list") return (command.kind === "shell" ? command.shell : command.words).trim().split(/\s+/)
  return command.list.map((word) => word.map((part) => (typeof part === "string" ? part : "")).join(""))
}
