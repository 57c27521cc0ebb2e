import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** The firewall that is generated speaks of IPv4: what listens on IPv6 passes it by. */
export const portsBesideFirewall: Rule = {
  code: "ports/beside_firewall",
  severity: "error",
  summary: "A port that is not public is published on an IPv6 address that anyone can reach.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const { services } of environment.hosts) {
        for (const { id, ports } of services) {
          for (const port of ports) {
            const [address] = port.address ?? []
            if (typeof address !== "string" || port.exposure === "public" || !isOpen(address)) continue
            yield {
              message: `Port ${port.name} of ${id} is \`${port.exposure}\` but published on ${address}, which no firewall rule of IPv4 closes.`,
              path: originOf(port, "address"),
              found: address,
              allowed: "an IPv4 address, ::1, or an address of a private network (fc00::/7)",
              help: "Publish it on an IPv4 address, or on one of the private network that is meant.",
              environments: [environment.name],
            }
          }
        }
      }
    }
  },
  explain: () => {
    const shop = (address: string) =>
      example({ services: { oven: `ports: { http: { port: 8000, exposure: private, address: "${address}" } }` } })
    return {
      why: "Exposure becomes firewall rules and addresses of IPv4, and the networks that are generated carry no IPv6. A machine that has an IPv6 address all the same, at another provider or by hand, answers there whatever the rules say: closed on one protocol, open on the other. That is why every port is published with an address (Docker would take all of both), and why one that is stated must not undo it.",
      source: {
        title: "Docker: port publishing and mapping, IPv6",
        url: "https://docs.docker.com/engine/network/port-publishing/",
      },
      failing: shop("::"),
      passing: shop("fd00::7"),
    }
  },
}

/** Any IPv6 address but loopback (::1), unique local (fc00::/7) and link local (fe80::/10) ones. */
function isOpen(address: string): boolean {
  return address.includes(":") && !/^(?:(?:0*:)+:?0*1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address)
}
