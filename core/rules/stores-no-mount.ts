import { engineOf } from "../engines.js"
import type { Service } from "../estate.js"
import { example, POSTGRES_PASSWORD } from "../example.js"
import type { Rule } from "../rule.js"
import { keepsData, lasts, writableMounts } from "../saved.js"

/** What a container writes beside its mounts goes with the container: the next deployment begins with an empty database. */
export const storesNoMount: Rule = {
  code: "stores/no_mount",
  severity: "error",
  summary: "A datastore keeps its data in its container, or in a volume that goes with it.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const service of environment.hosts.flatMap(({ services }) => services)) {
        if (!keepsData(service) || writableMounts(service).length > 0) continue
        const [anonymous] = service.anonymousVolumes
        yield {
          ...(isRebuilt(service) ? { severity: "warning" as const } : {}),
          message:
            anonymous === undefined
              ? `The datastore ${service.id} writes to nothing that outlives its container.`
              : `The datastore ${service.id} writes to ${anonymous}, a volume without a name, which is left behind when its container is replaced.`,
          path:
            anonymous === undefined
              ? (service.store?.path ?? service.path)
              : (service.sources.anonymousVolumes ?? service.path),
          help: "Mount a folder of a disk, or a named volume, where it keeps its data.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => {
    const store = (mounts: string) =>
      example({
        services: { postgres: `store: { contents: Orders }\n${POSTGRES_PASSWORD.taken}${mounts}` },
        more: POSTGRES_PASSWORD.declared,
      })
    return {
      why: "A container's own file system lasts as long as the container, and every change of its image, its variables or its networks replaces it. Images of databases declare a volume without a name for that reason; Compose starts the next container with a new one, and the data stays behind where nobody looks.\n\nA service is asked that says what it holds (`store.contents`), and every database that is known by its image: PostgreSQL, MySQL, MariaDB, SQL Server, MongoDB, Cassandra, CouchDB, Neo4j, ClickHouse. A search index or a broker (Elasticsearch, OpenSearch, Meilisearch, Qdrant, RabbitMQ) is a warning, and none where `store.usage` says what it is for and nothing says what it holds; a cache (Redis, Valkey, KeyDB, Memcached) may begin empty.",
      source: { title: "Docker: volumes", url: "https://docs.docker.com/engine/storage/volumes/" },
      failing: store(""),
      passing: store("\nmounts: [{ volume: orders, target: /var/lib/postgresql/data }]"),
    }
  },
}

/** An index can be made again, and a broker's queues may be meant to be lost: nobody has said. */
function isRebuilt({ store, image }: Service): boolean {
  return store === undefined && engineOf(image)?.kind !== "database"
}
