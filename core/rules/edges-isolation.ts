import type { Edge, Environment, Service } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** A datastore says whose it is: others ask the service that it belongs to. */
export const edgesIsolation: Rule = {
  code: "edges/isolation",
  severity: "error",
  summary: "A service uses a datastore that is not its own to use.",
  *check({ environments }) {
    for (const environment of environments) {
      const stores = isolatedStores(environment)
      if (stores.size === 0) continue
      const stacks = new Map(environment.hosts.flatMap(({ services }) => services.map(({ id, stack }) => [id, stack])))
      for (const edge of environment.edges) {
        const store = edge.to.kind === "service" ? stores.get(edge.to.service.id) : undefined
        if (store === undefined || mayUse(edge, store, stacks)) continue
        const { users } = store.store!
        yield {
          message: `${edge.from.id} uses the datastore ${store.id}, which is there for ${named(store)} only.`,
          path: edge.sources.to ?? edge.path,
          found: store.id,
          notes: [{ message: "whose it is stands there", path: store.store!.sources.usedBy ?? store.store!.path }],
          help:
            users.kind === "services"
              ? `Ask one of those services instead, or add ${edge.from.id} to \`usedBy\`.`
              : "Ask a service of its own instead, or widen `usedBy`.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: `\`store: { usedBy: … }\` says who may come to a datastore: services of its \`stack\`, of its \`host\`, or those that are named. It is
isolation written down: an edge that crosses it is refused on the day on which it is written, not found when two services have come to
depend on the same tables.

Where nothing is said, every service may; what else an edge opens on the way is told by \`edges/incidental\`.`,
    source: { title: "Database per service", url: "https://microservices.io/patterns/data/database-per-service.html" },
    failing: shop("catalogue"),
    passing: shop("orders"),
  }),
}

function isolatedStores({ hosts }: Environment): ReadonlyMap<string, Service> {
  return new Map(
    hosts.flatMap(({ services }) =>
      services.flatMap((one) =>
        one.store === undefined || one.store.users.kind === "anyone" ? [] : [[one.id, one] as const],
      ),
    ),
  )
}

function mayUse({ from }: Edge, { store, host, stack, id }: Service, stacks: ReadonlyMap<string, string>): boolean {
  const users = store!.users
  switch (users.kind) {
    case "anyone":
      return true
    case "host":
      return from.host === host
    case "stack":
      return from.host === host && stacks.get(from.id) === stack
    case "services":
      return users.ids.has(from.id) || from.id === id
  }
}

function named({ store, host, stack }: Service): string {
  const users = store!.users
  if (users.kind === "services") return [...users.ids].join(", ")
  return users.kind === "stack" ? `the stack ${stack} of ${host}` : `services of ${host}`
}

function shop(used: string): string {
  return example({
    services: {
      orders: "ports: { http: 8000 }\nuses: [catalogue]",
      ledger: `ports: { http: 8001 }\nuses: [${used}]`,
      catalogue: `ports: { search: 7700 }
store: { contents: Breads, usedBy: [orders] }
mounts: [{ volume: catalogue, target: /data }]`,
    },
  })
}
