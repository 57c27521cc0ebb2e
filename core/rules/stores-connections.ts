import type { Edge, Environment, Service } from "../estate.js"
import { example, POSTGRES_PASSWORD } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** When pools are larger than what a database accepts, the last to connect is refused: after a restart that can be anyone. */
export const storesConnections: Rule = {
  code: "stores/connections",
  severity: "error",
  summary: "The connection pools of its users are larger than what a datastore accepts.",
  *check({ environments }) {
    for (const environment of environments) {
      const pools = poolsByStore(environment)
      for (const store of environment.hosts.flatMap(({ services }) => services)) {
        const accepted = store.store?.connections
        const own = pools.get(store.id)
        if (accepted === undefined || own === undefined) continue
        const kept = store.image?.family === "postgres" ? SUPERUSERS : 0
        const held = own.reduce((sum, { held }) => sum + held, 0)
        if (held <= accepted - kept) continue
        const than = kept === 0 ? "" : `, ${kept} of them for superusers only`
        yield {
          message: `The services that use ${store.id} hold up to ${held} connections, and it accepts ${accepted}${than}.`,
          path: originOf(store.store!, "connections"),
          found: String(accepted),
          allowed: `at least ${held + kept}`,
          notes: own.slice(0, 5).map(({ edge, replicas, held: most }) => ({
            message: `${edge.from.id} holds up to ${most}${replicas === 1 ? "" : `, in ${replicas} containers`}`,
            path: originOf(edge, "connections"),
          })),
          help: "Make pools smaller, let the datastore accept more, or put a pooler such as PgBouncer between them.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => {
    const shop = (connections: number) =>
      example({
        services: {
          oven: `uses: [{ to: postgres, connections: ${connections} }]\nreplicas: 3`,
          postgres: `store: { contents: Orders, connections: 100 }\n${POSTGRES_PASSWORD.taken}\nmounts: [{ volume: orders, target: /var/lib/postgresql/data }]`,
        },
        more: POSTGRES_PASSWORD.declared,
      })
    return {
      why: "Each container opens its pool on its own, so a pool of 40 in three replicas is 120 connections. PostgreSQL answers the one too many with `FATAL: sorry, too many clients already`, and keeps three for superusers, so that somebody can look. Nobody notices while traffic is low; a deployment, which runs old and new containers side by side, finds out.\n\nThe rule counts what is stated: `connections` of the datastore's `store`, and of the edges that lead to it.",
      source: {
        title: "PostgreSQL: connections and authentication, max_connections",
        url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
      },
      failing: shop(40),
      passing: shop(30),
    }
  },
}

/** PostgreSQL keeps that many (`superuser_reserved_connections`). */
const SUPERUSERS = 3

interface Pool {
  readonly edge: Edge
  readonly replicas: number
  readonly held: number
}

/** The edges that say how many connections they hold, by the id of the service that they lead to. */
function poolsByStore({ edges, hosts }: Environment): ReadonlyMap<string, readonly Pool[]> {
  const stated = edges.filter(({ connections, to }) => connections !== undefined && to.kind === "service")
  if (stated.length === 0) return new Map()
  const services = new Map<string, Service>(hosts.flatMap((host) => host.services.map((one) => [one.id, one] as const)))
  const found = new Map<string, Pool[]>()
  for (const edge of stated) {
    if (edge.to.kind !== "service") continue
    const replicas = services.get(edge.from.id)?.replicas ?? 1
    const pool = { edge, replicas, held: (edge.connections ?? 0) * replicas }
    const known = found.get(edge.to.service.id)
    if (known === undefined) found.set(edge.to.service.id, [pool])
    else known.push(pool)
  }
  return found
}
