import type { Environment, Route } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** A route that all environments have but one was most likely forgotten there; whoever leaves it out on purpose says so with `only`. */
export const routesMissingEnvironment: Rule = {
  code: "routes/missing_environment",
  severity: "warning",
  summary: "One environment lacks a route that all the others have.",
  *check({ environments }) {
    if (environments.length < ENOUGH) return
    for (const [name, routes] of byName(environments)) {
      const route = routes[0]!
      if (routes.length !== environments.length - 1 || route.sources.only !== undefined) continue
      const present = new Set(routes.map(({ environment }) => environment))
      const missing = environments.find((environment) => !present.has(environment.name))!
      if (!couldServe(route, missing)) continue
      yield {
        message: `The route ${name} has no host in ${missing.name}, and one in every other environment.`,
        path: route.path,
        allowed: "a host in every environment, or `only`",
        help: `Add a host for ${missing.name}, or name the other environments with \`only\`.`,
        environments: [missing.name],
      }
    }
  },
  explain: () => ({
    why: `An environment predicts another one as far as both are alike. A host name that was added to all of them but one is found missing on
the day when somebody looks for it there. With two environments nothing tells which of them is right, so nothing is said; a route to a
service that the environment does not have, or one that says \`only\`, is left out on purpose.`,
    source: { title: "The Twelve-Factor App: dev/prod parity", url: "https://12factor.net/dev-prod-parity" },
    failing: shop(""),
    passing: shop("\n  staging: staging.bakery.example"),
  }),
}

/** Of two environments it can't be told which one is the exception. */
const ENOUGH = 3

function byName(environments: readonly Environment[]): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>()
  for (const { routes } of environments) {
    for (const route of routes) {
      const known = groups.get(route.name)
      if (known === undefined) groups.set(route.name, [route])
      else known.push(route)
    }
  }
  return groups
}

/** Whether what answers, and what serves, is there too. */
function couldServe({ handlers, proxy }: Route, { hosts, name }: Environment): boolean {
  const ids = new Set(hosts.flatMap(({ services }) => services.map(({ id }) => id)))
  if (proxy !== undefined && !ids.has(proxy.id)) return false
  return handlers.every(({ answer }) => {
    if (answer.kind === "service") return ids.has(answer.service.id)
    if (answer.kind === "vercel") return answer.project.environments.includes(name)
    return answer.kind === "bucket" ? answer.bucket.environments.includes(name) : true
  })
}

function shop(staging: string): string {
  return example({
    environments: { testing: "{}", staging: "{}", demo: "{}" },
    hosts: {
      shop: {
        lines: "stacks: { main: { directory: 'shop-{environment}', project: shop } }",
        services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
      },
    },
    routes: {
      orders: `host:\n  testing: testing.bakery.example${staging}\n  demo: demo.bakery.example\nto: shop.orders`,
    },
  })
}
