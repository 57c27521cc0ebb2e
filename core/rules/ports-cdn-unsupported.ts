import type { Port } from "../estate.js"
import { example } from "../example.js"
import { CLOUDFLARE_PORTS } from "../port-facts.js"
import type { Rule } from "../rule.js"

/** A CDN answers on few ports, and comes to the machine on the same ones: on any other, nobody ever does. */
export const portsCdnUnsupported: Rule = {
  code: "ports/cdn_unsupported",
  severity: "error",
  summary: "A port is exposed to the CDN, which does not use it.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const { services } of hosts) {
        for (const { ports, id, path } of services) {
          for (const port of ports) {
            // A route's own port, on localhost, is told of as that.
            if (port.exposure !== "cdn" || !port.path.startsWith(path) || isSupported(port)) continue
            yield {
              message: `Port ${port.name} of ${id} is exposed to the CDN on ${port.published}/${port.transport}, which Cloudflare does not use.`,
              path: port.sources.publish ?? port.sources.port ?? port.path,
              found: `${port.published}/${port.transport}`,
              allowed: [...CLOUDFLARE_PORTS.http, ...CLOUDFLARE_PORTS.https].join(", "),
              help: "Publish it on one of those, or choose another exposure.",
              environments: [name],
            }
          }
        }
      }
    }
  },
  explain: () => ({
    why: `For a name that it proxies, Cloudflare listens on seven ports for HTTP and on six for HTTPS, and connects to the machine behind it
on the port that it was asked on. A port beside those is opened in the firewall for requests that never come. Where an origin rule of
yours changes the port, accept the finding and name the rule.`,
    source: {
      title: "Cloudflare: network ports",
      url: "https://developers.cloudflare.com/fundamentals/reference/network-ports/",
    },
    failing: shop(9443),
    passing: shop(8443),
  }),
}

const SUPPORTED: ReadonlySet<number> = new Set([...CLOUDFLARE_PORTS.http, ...CLOUDFLARE_PORTS.https])

/** HTTP/3 ends at the CDN; where a proxy has a port for it beside its HTTPS one, it only lies idle. */
function isSupported({ published, transport, protocol }: Port): boolean {
  return protocol === "quic" || (transport === "tcp" && SUPPORTED.has(published!))
}

function shop(publish: number): string {
  return example({
    services: { orders: `ports: { https: { port: 8443, publish: ${publish}, exposure: cdn } }` },
  })
}
