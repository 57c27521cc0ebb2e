import type { Environment, Port, Service } from "../estate.js"
import { example } from "../example.js"
import { BROWSER_BLOCKED_PORTS } from "../port-facts.js"
import type { Rule } from "../rule.js"

/** Browsers refuse ports of protocols that a web page could be made to attack: whatever is served there, they never ask for it. */
export const portsBrowserBlocked: Rule = {
  code: "ports/browser_blocked",
  severity: "error",
  summary: "HTTP is served on a port that every browser refuses to open.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { service, port } of openPorts(environment)) {
        yield {
          message: `Port ${port.name} of ${service.id} serves ${port.protocol} on ${port.published}, which browsers refuse to open.`,
          path: port.sources.publish ?? port.sources.port ?? port.path,
          found: String(port.published),
          help: "Publish it on another port, such as 8080 or 8443.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: `A page can make a browser send requests to any port, and some old protocols take what an HTTP request says for commands. So browsers,
and every \`fetch\` that follows the standard, refuse those protocols' ports before they connect: Chrome says ERR_UNSAFE_PORT, and
\`curl\` works all the same, which makes it hard to find.

Ports that speak HTTP are looked at where a person's browser can come: on the machine itself, behind the CDN, and in public.`,
    source: { title: "Fetch Standard: port blocking", url: "https://fetch.spec.whatwg.org/#port-blocking" },
    failing: shop(6000),
    passing: shop(8080),
  }),
}

function* openPorts({ hosts }: Environment): Iterable<{ readonly service: Service; readonly port: Port }> {
  for (const { services } of hosts) {
    for (const service of services) {
      for (const port of service.ports) {
        if (port.published === undefined || !BROWSER_BLOCKED_PORTS.has(port.published) || !isForBrowsers(port)) continue
        yield { service, port }
      }
    }
  }
}

function isForBrowsers({ protocol, exposure }: Port): boolean {
  return (protocol === "http" || protocol === "https") && exposure !== "private" && exposure !== "internal"
}

function shop(publish: number): string {
  return example({ services: { orders: `ports: { http: { port: 8000, publish: ${publish}, exposure: host } }` } })
}
