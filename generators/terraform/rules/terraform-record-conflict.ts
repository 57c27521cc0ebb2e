import { type DnsRecord, dnsOf } from "../../../core/dns.js"
import type { Rule } from "../../../core/rule.js"
import { cloudExample } from "../example.js"

/** A name that is proxied, or an alias, has one record. A name that is served twice on one port is told by `routes/duplicate_host`. */
export const terraformRecordConflict: Rule = {
  code: "terraform/record_conflict",
  severity: "error",
  summary: "One host name leads to two places.",
  *check(estate) {
    for (const { record, earlier } of dnsOf(estate).conflicts) {
      if (isServedTwice(record, earlier)) continue
      yield {
        message: `The host name ${record.hostname} leads to two places: routes ${earlier.route.name} of ${earlier.environment} and ${record.route.name} of ${record.environment}.`,
        path: record.origin,
        found: record.hostname,
        notes: [{ message: `${earlier.route.name} of ${earlier.environment}`, path: earlier.origin }],
        help: "Give one of them another host name.",
        environments: [record.environment],
      }
    }
  },
  explain: () => {
    const two = (host: string) =>
      cloudExample({
        host: "machine: e2-small\naddress: 10.10.0.2",
        service: "image: oven\nports: { http: 80 }\nproxy: {}\nresources: { memory: 256 MiB }",
        clouds: `cloudflare: { purpose: Names, zone: bakery.example }
vercel: { purpose: Frontends, team: bakery, projects: { window: { repository: bakery/window } } }`,
        more: `routes:
  window: { host: www.bakery.example, to: vercel.window }
  closed: { host: ${host}, tls: "off", handle: [{ respond: Closed }] }`,
      })
    return {
      why: "A name that Cloudflare answers for itself, or that is an alias, has one record and no other (RFC 1034). With a second one, either the zone is refused or visitors reach one place or the other by chance.",
      source: {
        title: "RFC 1034, section 3.6.2: aliases and canonical names",
        url: "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2",
      },
      failing: two("www.bakery.example"),
      passing: two("closed.bakery.example"),
    }
  },
}

/** Whether both serve the name on one port. */
function isServedTwice(record: DnsRecord, earlier: DnsRecord): boolean {
  const ports = portsOf(earlier)
  return portsOf(record).some((port) => ports.includes(port))
}

function portsOf({ route, hostname }: DnsRecord): readonly number[] {
  return route.sites.flatMap((site) => (site.hostname === hostname ? [site.port] : []))
}
