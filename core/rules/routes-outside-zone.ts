import type { Route, Site } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** Records are kept in the declared zone: nobody makes one for a name outside it. */
export const routesOutsideZone: Rule = {
  code: "routes/outside_zone",
  severity: "warning",
  summary: "A host name lies outside the declared DNS zone.",
  *check({ shared, environments }) {
    const { cloudflare } = shared
    if (cloudflare === undefined) return
    const { zone } = cloudflare
    for (const { name, routes } of environments) {
      for (const route of routes) {
        if (route.exposure !== "public" && route.exposure !== "cdn") continue
        for (const site of route.sites) {
          if (!isOutside(site, route, zone)) continue
          yield {
            message: `The route ${route.name} is served on ${site.hostname}, which lies outside the zone ${zone}.`,
            path: site.origin,
            found: site.hostname,
            allowed: `${zone}, or a name that ends with .${zone}`,
            notes: [{ message: "the zone is declared there", path: originOf(cloudflare, "zone") }],
            help: "Correct the host name, or accept this and make its record by hand.",
            environments: [name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: `The zone says which domain's DNS records are kept here. A host name outside it gets no record: most often it is a slip, such as
\`bakery.exmaple\`, that everything else would take for a site to serve and to ask a certificate for.`,
    source: {
      title: "RFC 1034, section 4.2: how the database is divided into zones",
      url: "https://www.rfc-editor.org/rfc/rfc1034#section-4.2",
    },
    failing: shop("staging.bakery.exmaple"),
    passing: shop("staging.bakery.example"),
  }),
}

/** A bucket's name is held against the zone where the bucket's domain is made. */
function isOutside({ hostname }: Site, { proxy, handlers }: Route, zone: string): boolean {
  if (hostname === "localhost" || INTERNAL.some((ending) => hostname.endsWith(ending))) return false
  if (proxy === undefined && handlers[0]?.answer.kind === "bucket") return false
  return hostname !== zone && !hostname.endsWith(`.${zone}`)
}

/** Names that no public zone holds: RFC 6761, RFC 6762, RFC 8375, and `internal`, which ICANN reserved in 2024. */
const INTERNAL = [".localhost", ".local", ".home.arpa", ".internal"]

function shop(host: string): string {
  return example({
    more: "clouds: { cloudflare: { purpose: DNS, zone: bakery.example } }",
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: { orders: `host: ${host}\nto: shop.orders` },
  })
}
