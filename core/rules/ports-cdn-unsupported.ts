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
            const use =
              port.protocol === "http" || port.protocol === "https" ? ` for ${port.protocol.toUpperCase()}` : ""
            yield {
              message: `Port ${port.name} of ${id} is exposed to the CDN on ${port.published}/${port.transport}, which Cloudflare does not use${use}.`,
              path: port.sources.publish ?? port.sources.port ?? port.path,
              found: `${port.published}/${port.transport}`,
              allowed: supportedOf(port).join(", "),
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

/** Cloudflare speaks TLS on the one list and none on the other; what only says that it is TCP may be either. */
function supportedOf({ protocol }: Port): readonly number[] {
  if (protocol === "http" || protocol === "https") return CLOUDFLARE_PORTS[protocol]
  return [...CLOUDFLARE_PORTS.http, ...CLOUDFLARE_PORTS.https]
}

/** HTTP/3 ends at the CDN; where a proxy has a port for it beside its HTTPS one, it only lies idle. */
function isSupported(port: Port): boolean {
  return port.protocol === "quic" || (port.transport === "tcp" && supportedOf(port).includes(port.published!))
}

function shop(publish: number): string {
  return example({
    services: { orders: `ports: { https: { port: 8443, publish: ${publish}, exposure: cdn } }` },
  })
}
