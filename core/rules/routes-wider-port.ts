import type { Port, Route, Service } from "../estate.js"
import { example } from "../example.js"
import { isWider } from "../exposure.js"
import type { Finding, Rule } from "../rule.js"
import { servicesById } from "../services.js"

/** A host name keeps nobody out: who reaches the port asks for any of them. */
export const routesWiderPort: Rule = {
  code: "routes/wider_port",
  severity: "error",
  summary: "A route is for fewer people than may reach the port that serves it.",
  *check({ environments }) {
    for (const { name, hosts, routes } of environments) {
      const services = servicesById({ hosts })
      for (const route of routes) {
        const proxy = route.proxy === undefined ? undefined : services.get(route.proxy.id)
        const port = proxy === undefined ? undefined : widerPort(route, proxy)
        if (proxy !== undefined && port !== undefined) yield finding({ route, proxy, port }, routes, name)
      }
    }
  },
  explain: () => ({
    why: `A proxy picks the site by the host name that the client sends, and a client may send any. Where \`admin.example.com\` is \`private\` and \`www.example.com\` is \`public\` on the same port 443, the firewall lets everybody in, and everybody may ask for the first one: the name is in certificate logs within minutes, whether DNS has it or not. What is for fewer people needs a proxy, or a port, of its own.\n\nThat a route is \`cdn\` and its port \`public\` is a warning: the site is as public as meant, but whoever knows the machine's address walks around the CDN and its limits.`,
    source: {
      title: "RFC 9110, section 7.2: Host and :authority",
      url: "https://www.rfc-editor.org/rfc/rfc9110#section-7.2",
    },
    failing: shop("private"),
    passing: shop("public"),
  }),
}

/** The port of a site that more may reach than the route is for. A site on localhost has a port of its own. */
function widerPort({ sites, exposure }: Route, { ports }: Service): Port | undefined {
  return ports.find(
    (port) =>
      port.transport === "tcp" &&
      isWider(port.exposure, exposure) &&
      sites.some((site) => site.hostname !== "localhost" && site.port === port.port),
  )
}

function finding(
  { route, proxy, port }: { readonly route: Route; readonly proxy: Service; readonly port: Port },
  routes: readonly Route[],
  environment: string,
): Finding {
  const others = routes.filter((other) => other.proxy?.id === proxy.id && other.exposure === port.exposure)
  const [other] = others.filter(({ sites }) => sites.some((site) => site.port === port.port))
  return {
    ...(route.exposure === "cdn" ? { severity: "warning" as const } : {}),
    message: `The route ${route.name} is \`${route.exposure}\`, but port ${port.name} of ${proxy.id}, which serves it, is \`${port.exposure}\`.`,
    path: route.sources.exposure?.startsWith("/") ? route.sources.exposure : route.path,
    found: route.exposure,
    allowed: port.exposure,
    notes: [
      other === undefined
        ? { message: "the port is declared there", path: port.path }
        : { message: `the route ${other.name} opens it`, path: other.path },
    ],
    help: "Serve it on a proxy or a port of its own, or give both the same exposure.",
    environments: [environment],
  }
}

function shop(exposure: string): string {
  return example({
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: {
      orders: "host: orders.bakery.example\nto: shop.orders",
      admin: `host: admin.bakery.example\nto: shop.orders\nexposure: ${exposure}`,
    },
  })
}
