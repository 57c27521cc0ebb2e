import type { ResolvedText, Secret, Service } from "./estate.js"
import { localAlias } from "./resolve/addresses.js"

/** How a PostgreSQL service names its superuser and its first database, and which secret is the superuser's password. */
export interface Database {
  /** The PostgreSQL service. */
  readonly store: Service
  /** `POSTGRES_USER`, by default `postgres`. */
  readonly user: string
  /** `POSTGRES_DB`, by default the user's name. */
  readonly database: string
  /** Undefined where no secret is handed over as `POSTGRES_PASSWORD`. */
  readonly password: Secret | undefined
}

/** What a service is as a database; undefined where it is no PostgreSQL, or its names are known at run time only. */
export function databaseOf(store: Service): Database | undefined {
  if (store.image?.family !== "postgres") return undefined
  const values = new Map(store.variables.map(({ name, value }) => [name, value]))
  const user = literal(values.get("POSTGRES_USER"), "postgres")
  const database = user === undefined ? undefined : literal(values.get("POSTGRES_DB"), user)
  if (user === undefined || database === undefined) return undefined
  const password = store.secrets.find(({ variable }) => variable === "POSTGRES_PASSWORD")?.secret
  return { store, user, database, password }
}

function literal(value: ResolvedText | undefined, fallback: string): string | undefined {
  if (value === undefined) return fallback
  return value.every((part) => typeof part === "string") ? value.join("") : undefined
}

/**
 * The databases that secrets of the form `url` lead to, by the secrets' names.
 *
 * Nothing states it; it is known where every service that takes the secret uses one PostgreSQL only, the same one on its own host,
 * and takes no other URL.
 */
export function databasesByUrl(services: readonly Service[]): ReadonlyMap<string, Database> {
  const byId = new Map(services.map((service) => [service.id, service]))
  const found = new Map<string, Database | undefined>()
  for (const service of services) {
    const urls = new Set(service.secrets.flatMap(({ secret }) => (secret.form === "url" ? [secret.name] : [])))
    if (urls.size === 0) continue
    const database = urls.size > 1 ? undefined : onlyDatabase(service, byId)
    for (const name of urls) {
      const known = found.get(name)
      found.set(name, found.has(name) && known?.store !== database?.store ? undefined : database)
    }
  }
  return new Map([...found].flatMap(([name, database]) => (database === undefined ? [] : [[name, database] as const])))
}

function onlyDatabase({ edges }: Service, services: ReadonlyMap<string, Service>): Database | undefined {
  const stores = new Map<string, Database>()
  for (const { to, reach } of edges) {
    const store = to.kind === "service" ? services.get(to.service.id) : undefined
    const database = store === undefined ? undefined : databaseOf(store)
    if (database === undefined) continue
    if (reach !== "local") return undefined
    stores.set(database.store.id, database)
  }
  const [only] = stores.values()
  return stores.size === 1 ? only : undefined
}

/** How an application reaches a database, with a place for its password: `postgresql://shop:PASSWORD@db:5432/shop`. */
export function databaseUrl({ store, user, database }: Database): string {
  const port = store.ports.find(({ name }) => name === "postgres") ?? store.ports[0]
  const [name, path] = [user, database].map(encodeURIComponent)
  return `postgresql://${name}:PASSWORD@${localAlias({ host: store.host, name: store.name })}:${port?.port ?? 5432}/${path}`
}
