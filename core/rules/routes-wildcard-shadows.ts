import type { Environment, Estate, Route, Site } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"

/** A wildcard answers for every name that nobody else answers for: also for those that somebody else was meant to answer. */
export const routesWildcardShadows: Rule = {
  code: "routes/wildcard_shadows",
  severity: "warning",
  summary: "A wildcard host takes requests that are meant for a name of another route.",
  *check(estate) {
    const wildcards = wildcardsOf(estate)
    if (wildcards.size === 0) return
    for (const environment of estate.environments) {
      const names = new Set(environment.routes.flatMap(({ sites }) => sites.map(placeOf)))
      for (const route of environment.routes) {
        for (const site of route.sites) {
          const shadow = shadowOf({ route, site, environment }, names, wildcards)
          if (shadow !== undefined) yield finding({ route, site, environment }, shadow)
        }
      }
    }
  },
  explain: () => ({
    why: `DNS and Caddy both prefer the exact name to the wildcard, but only where the exact name is: in another environment, its record
may be missing for a while, and production's \`*.bakery.example\` then answers for \`staging.bakery.example\` with production's data. On
one proxy, a wildcard on HTTPS answers \`https\` for a name that is served on plain HTTP only.`,
    source: {
      title: "RFC 4592: the role of wildcards in DNS",
      url: "https://www.rfc-editor.org/rfc/rfc4592",
    },
    failing: shop("*.bakery.example"),
    passing: shop("*.shops.bakery.example"),
  }),
}

interface Served {
  readonly route: Route
  readonly site: Site
  readonly environment: Environment
}

/** By the domain below which a wildcard takes every name of one label. */
function wildcardsOf({ environments }: Estate): ReadonlyMap<string, readonly Served[]> {
  const found = new Map<string, Served[]>()
  for (const environment of environments) {
    for (const route of environment.routes) {
      for (const site of route.sites) {
        if (!site.hostname.startsWith("*.")) continue
        const domain = site.hostname.slice(2)
        const known = found.get(domain)
        if (known === undefined) found.set(domain, [{ route, site, environment }])
        else known.push({ route, site, environment })
      }
    }
  }
  return found
}

/** The wildcard of another environment; or of the same one, on a port on which the name itself is not served. */
function shadowOf(
  { site, environment }: Served,
  names: ReadonlySet<string>,
  wildcards: ReadonlyMap<string, readonly Served[]>,
): Served | undefined {
  const { hostname } = site
  if (hostname.startsWith("*.")) return undefined
  const around = wildcards.get(hostname.slice(hostname.indexOf(".") + 1)) ?? []
  return around.find(
    (wildcard) =>
      wildcard.environment !== environment ||
      (wildcard.site.port === 443 && site.port === 80 && !names.has(`${hostname}:443`)),
  )
}

function placeOf({ hostname, port }: Site): string {
  return `${hostname}:${port}`
}

function finding({ route, site, environment }: Served, wildcard: Served): Finding {
  const elsewhere = wildcard.environment !== environment
  const where = elsewhere ? ` in ${wildcard.environment.name}` : ""
  return {
    message: `The route ${wildcard.route.name}${where} is served on ${wildcard.site.hostname}, which takes ${elsewhere ? "" : "https://"}${site.hostname} of the route ${route.name} too${elsewhere ? " where that has no record of its own" : ""}.`,
    path: site.origin,
    found: site.hostname,
    notes: [{ message: "the wildcard is stated there", path: wildcard.site.origin }],
    help: elsewhere
      ? "Give the wildcard a domain of its own, such as one label more, or list the names that it stands for."
      : "Serve the name over HTTPS too, or list the names that the wildcard stands for.",
    environments: [environment.name],
  }
}

function shop(wildcard: string): string {
  return example({
    environments: { staging: "{}", demo: "{}" },
    hosts: {
      shop: {
        lines: "stacks: { main: { directory: 'shop-{environment}', project: shop } }",
        services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
      },
    },
    routes: {
      orders: "host: { staging: staging.bakery.example }\nto: shop.orders",
      shops: `host: { demo: '${wildcard}' }\ntls: internal\nto: shop.orders`,
    },
  })
}
