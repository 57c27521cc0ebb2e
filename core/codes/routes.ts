import { type ExampleParts, example } from "../example.js"
import type { ListedCode } from "./listed.js"

/** Routes that nothing can answer, or that say what means nothing. */
export const routeCodes = {
  "routes/answer": {
    summary: "A handler says nothing that answers, or several things.",
    explain: () => ({
      why: `Each handler of a route becomes one \`handle\` block of the Caddyfile, in which exactly one thing answers. With several, the order of
Caddy's directives would decide, which is not the order in which they are written.`,
      source: {
        title: "Caddyfile directives: sorting",
        url: "https://caddyserver.com/docs/caddyfile/directives#sorting-algorithm",
      },
      failing: shop({ route: "handle:\n  - { to: shop.orders, respond: closed }" }),
      passing: shop({ route: "handle:\n  - { to: shop.orders }" }),
    }),
  },
  "routes/no_answer": {
    summary: "A route or a handler has nothing that answers in an environment that it is in.",
    explain: () => ({
      why: "Caddy serves an empty page with status 200 for a site that nothing answers, which looks like a service that is up.",
      source: {
        title: "Caddyfile: respond, and what answers where nothing does",
        url: "https://caddyserver.com/docs/caddyfile/directives",
      },
      failing: shop({ route: "purpose: Orders" }),
      passing: shop({ route: "purpose: Orders\nto: shop.orders" }),
    }),
  },
  "routes/no_host": {
    summary: "A route is said to be in an environment that it has no host for.",
    explain: () => ({
      why: `A route whose host varies is in the environments that have one; an \`only\` that names another contradicts it, and one of both is a
slip.`,
      failing: shop({
        host: "{ staging: staging.bakery.example }",
        route: "only: [staging, live]\nto: shop.orders",
        live: true,
      }),
      passing: shop({
        host: "{ staging: staging.bakery.example, live: bakery.example }",
        route: "only: [staging, live]\nto: shop.orders",
        live: true,
      }),
    }),
  },
  "routes/no_port": {
    summary: "Which port of a service serves a route can't be told.",
    explain: () => ({
      why: "An upstream is a name and a port. Where a service has several ports that speak HTTP, the route says which with `port`.",
      failing: shop({ route: "to: shop.orders", ports: "{}" }),
      passing: shop({ route: "to: shop.orders" }),
    }),
  },
  "routes/no_proxy": {
    summary: "No proxy serves a route, or which one does can't be told.",
    explain: () => ({
      why: `A service with \`proxy\` is a Caddy that serves routes. Where a topology has one, every route that leads to its host is its own; where
there are several that could be meant, the route names one with \`proxy\`.`,
      failing: shop({ route: "to: shop.orders" }).replace("        proxy: {}\n", ""),
      passing: shop({ route: "to: shop.orders" }),
    }),
  },
  "routes/no_url": {
    summary: "The URL of a route is used that has only wildcards for hosts.",
    explain: () => ({
      why: "`*.bakery.example` stands for many names, and none of them is the route's own: there is no URL to write.",
      failing: shop({
        host: '"*.bakery.example"',
        route: "to: shop.orders\ntls: internal",
        own: "environment: { OWN: { url: orders } }",
      }),
      passing: shop({ route: "to: shop.orders", own: "environment: { OWN: { url: orders } }" }),
    }),
  },
  "routes/proxy": {
    summary: "A route names a service as its proxy that is none.",
    explain: () => ({
      why: "Only a Caddy is handed the Caddyfile in which the route stands. Give the service a `proxy`, if only an empty one, or name one that has it.",
      failing: shop({ route: "proxy: shop.orders\nto: shop.orders" }),
      passing: shop({ route: "proxy: shop.caddy\nto: shop.orders" }),
    }),
  },
  "routes/target": {
    summary: "A route leads to something that answers no requests.",
    explain: () => ({
      why: "A host, the CDN and a provider as a whole are ends of edges, but no upstreams: name the service, project, bucket or external that answers.",
      failing: shop({ route: "to: shop" }),
      passing: shop({ route: "to: shop.orders" }),
    }),
  },
  "routes/uneven_hosts": {
    summary: "A route has not as many hosts on a laptop as in the cloud.",
    explain: () => ({
      why: `Where an environment runs in the cloud and on a laptop, its files are the same and the names of hosts are variables: the first of
\`local\` takes the place of the first of \`cloud\`, the second of the second.`,
      failing: shop({ host: placed("[bakery.localhost, www.localhost]"), route: "to: shop.orders", placements: true }),
      passing: shop({ host: placed("[bakery.localhost]"), route: "to: shop.orders", placements: true }),
    }),
  },
  "routes/unused": {
    summary: "A route or a handler says something that means nothing there.",
    explain: () => ({
      why: "`status` goes with `redirect` and `respond`, `port` with `to`. Beside anything else they would be read by nobody.",
      failing: shop({ route: "handle:\n  - { to: shop.orders, status: 404 }" }),
      passing: shop({ route: "handle:\n  - { to: shop.orders }" }),
    }),
  },
} as const satisfies Readonly<Record<string, ListedCode>>

function placed(local: string): string {
  return `{ staging: { cloud: [staging.bakery.example], local: ${local} } }`
}

function shop(parts: {
  readonly route: string
  readonly host?: string
  readonly ports?: string
  readonly own?: string
  readonly live?: boolean
  readonly placements?: boolean
}): string {
  const { route, host = "staging.bakery.example", ports = "{ http: 8000 }", own = "", live, placements } = parts
  const services: ExampleParts["services"] = {
    caddy: "ports: { http: 80, https: 443 }\nproxy: {}",
    orders: `ports: ${ports}\n${own}`,
  }
  const staging = placements === true ? "{ placements: [cloud, local] }" : "{}"
  return example({
    environments: { staging, ...(live === true ? { live: "{}" } : {}) },
    services,
    routes: { orders: `host: ${host}\n${route}` },
  })
}
