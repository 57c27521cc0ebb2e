import type { Route } from "../estate.js"
import type { Rule } from "../rule.js"

/** A host name is served by one route only: the second would never be asked. */
export const routesDuplicateHost: Rule = {
  code: "routes/duplicate_host",
  severity: "error",
  summary: "Two routes are served on the same host name and port.",
  *check({ environments }) {
    const known = new Map<string, Route>()
    for (const { name, routes } of environments) {
      for (const route of routes) {
        for (const site of route.sites) {
          const key = site.hostname === "localhost" ? `${name} localhost:${site.port}` : `${site.hostname}:${site.port}`
          const earlier = known.get(key)
          if (earlier === undefined) {
            known.set(key, route)
            continue
          }
          yield {
            message: `The routes ${route.name} and ${earlier.name} are both served on ${site.hostname}:${site.port}.`,
            path: site.origin,
            found: site.hostname,
            notes: [
              {
                message: `${earlier.name} is served there too, in ${earlier.environment}`,
                path: earlier.sources.host ?? earlier.path,
              },
            ],
            help: "Give one of them another host name, or make them handlers of one route.",
            environments: [name],
          }
        }
      }
    }
  },
}
