import type { Port, Route, Service, Site } from "../estate.js"
import { example } from "../example.js"
import { isWider } from "../exposure.js"
import type { Finding, Rule } from "../rule.js"
import { servicesById } from "../services.js"

/** A host name leads to a port of its proxy: there must be one, and whoever the route is for must get through to it. */
export const routesListener: Rule = {
  code: "routes/listener",
  severity: "error",
  summary: "A route is served on a port that its proxy does not have, or that fewer may reach than the route is for.",
  *check({ environments }) {
    for (const environment of environments) {
      const services = servicesById(environment)
      for (const route of environment.routes) {
        const proxy = route.proxy === undefined ? undefined : services.get(route.proxy.id)
        if (proxy === undefined) continue
        const site = route.sites.find((one) => listener(proxy, one) === undefined)
        if (site !== undefined) yield noListener(route, site, proxy)
        else yield* tooNarrow(route, proxy)
      }
    }
  },
  explain: () => ({
    why: `A host name is served on 443, on 80 without TLS, or on the port that stands behind \`localhost\`. The proxy has to listen there, and
whoever the route is for has to get through to it: a public route behind a port for 127.0.0.1 answers nobody.`,
    source: {
      title: "Caddy: automatic HTTPS, which needs the ports 80 and 443",
      url: "https://caddyserver.com/docs/automatic-https",
    },
    failing: shop("{ http: 80 }"),
    passing: shop("{ http: 80, https: 443 }"),
  }),
}

function listener({ ports }: Service, { port: number }: Site): Port | undefined {
  return ports.find(({ port, transport }) => port === number && transport === "tcp")
}

function noListener(route: Route, { port, hostname, scheme, origin }: Site, proxy: Service): Finding {
  return {
    message: `The route ${route.name} is served on ${hostname}:${port}, but ${proxy.id} does not listen on ${port}.`,
    path: origin,
    found: hostname,
    notes: [{ message: "the proxy is declared there", path: proxy.path }],
    help: `Add \`${scheme}: ${port}\` to the ports of ${proxy.id}.`,
    environments: [route.environment],
  }
}

function* tooNarrow(route: Route, proxy: Service): Iterable<Finding> {
  for (const site of route.sites) {
    const port = listener(proxy, site)!
    if (!isWider(route.exposure, port.exposure)) continue
    yield {
      message: `The route ${route.name} is \`${route.exposure}\`, but port ${port.name} of ${proxy.id}, which serves it, is \`${port.exposure}\`.`,
      path: port.sources.exposure ?? port.path,
      found: port.exposure,
      allowed: route.exposure,
      notes: [{ message: "the route is served there", path: site.origin }],
      help: "Leave the port's exposure out, so that it follows its routes, or narrow that of the route.",
      environments: [route.environment],
    }
  }
}

function shop(ports: string): string {
  return example({
    services: { caddy: `ports: ${ports}\nproxy: {}`, orders: "ports: { http: 8000 }" },
    routes: { orders: "host: staging.bakery.example\nto: shop.orders" },
  })
}
