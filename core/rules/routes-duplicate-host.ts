import type { Environment, Route, Site } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** A host name is served by one route only: the second would never be asked. */
export const routesDuplicateHost: Rule = {
  code: "routes/duplicate_host",
  severity: "error",
  summary: "Two routes are served on the same host name and port.",
  *check({ environments }) {
    const known = new Map<string, Served>()
    for (const environment of environments) {
      for (const { key, route, site } of servedIn(environment)) {
        const earlier = known.get(key)
        if (earlier === undefined) {
          known.set(key, { key, route, site })
          continue
        }
        // The same place of the same route, in two environments or on two machines, is told as one.
        const other = earlier.route.name === route.name ? "the same route" : earlier.route.name
        yield {
          message:
            earlier.route.name === route.name
              ? `The route ${route.name} is served on ${site.hostname}:${site.port} twice.`
              : `The routes ${route.name} and ${earlier.route.name} are both served on ${site.hostname}:${site.port}.`,
          path: site.origin,
          found: site.hostname,
          notes: [
            {
              message: `${other} is served there too, in ${earlier.route.environment}`,
              path: earlier.route.sources.host ?? earlier.route.path,
            },
          ],
          help: "Give one of them another host name, or make them handlers of one route.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: `A name leads to one place. Served by two routes of one proxy, Caddy refuses the file; by two proxies or two environments, the name's
records hold one of them, and the other route is never asked. Case, a final dot and international spelling make no difference: the
schema admits one spelling of each name.

\`localhost\` is each machine's own.`,
    source: {
      title: "Caddyfile: addresses of site blocks must be unique",
      url: "https://caddyserver.com/docs/caddyfile/concepts#addresses",
    },
    failing: shop("staging.bakery.example"),
    passing: shop("ovens.bakery.example"),
  }),
}

interface Served {
  /** What no two may share. */
  readonly key: string
  readonly route: Route
  readonly site: Site
}

/** Every name is the whole internet's, but localhost: there, two proxies that share a machine are told by ports/collision. */
function servedIn({ name, placements, routes }: Environment): readonly Served[] {
  return placements.flatMap((placement) =>
    routes.flatMap((route) => {
      const sites = placement === "cloud" ? route.sites : route.localSites
      return sites.flatMap((site): readonly Served[] => {
        const isLocal = site.hostname === "localhost"
        // A public name that is the same on a laptop is the same name, and counted once.
        if (!isLocal && placement === "local" && placements.length > 1) return []
        const proxy = route.proxy?.id ?? ""
        const key = isLocal ? `${name} ${placement} ${proxy} ${site.port}` : `${site.hostname}:${site.port}`
        return [{ key, route, site }]
      })
    }),
  )
}

function shop(host: string): string {
  return example({
    services: {
      caddy: "ports: { http: 80, https: 443 }\nproxy: {}",
      orders: "ports: { http: 8000 }",
      ovens: "ports: { http: 8001 }",
    },
    routes: {
      orders: "host: staging.bakery.example\nto: shop.orders",
      ovens: `host: ${host}\nto: shop.ovens`,
    },
  })
}
