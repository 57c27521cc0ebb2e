import type { Edge, Environment, Estate, Port, Service } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"
import { servicesById } from "../services.js"

/** A published port is one more way in: where no edge, route or exposure asks for it, it is there for nobody. */
export const portsUnneeded: Rule = {
  code: "ports/unneeded",
  severity: "warning",
  summary: "A port is published that no edge, route or exposure needs.",
  *check(estate) {
    const needed = neededPorts(estate)
    for (const environment of estate.environments) {
      for (const service of environment.hosts.flatMap(({ services }) => services)) {
        if (service.networkMode === "host") continue
        for (const port of service.ports) if (!needed.has(port.path)) yield* unneeded(port, service, environment)
      }
    }
  },
  explain: () => ({
    why: `A port is published by its exposure, by an edge from another host, or by a route. \`private\` says that services of other hosts
come to it; without such an edge the firewall lets nobody through, and the port only stands open on the machine. \`publish\` without an
exposure or an edge opens 127.0.0.1, and nothing says for whom: \`exposure: host\` does.

An edge in any environment is reason enough.`,
    source: {
      title: "Docker: publishing ports",
      url: "https://docs.docker.com/engine/network/port-publishing/",
    },
    failing: shop("{ port: 8000, exposure: private }"),
    passing: shop("8000"),
  }),
}

/** The ports, by their place, that an edge from another host, the machine's own network or a route comes to in some environment. */
function neededPorts({ environments }: Estate): ReadonlySet<string> {
  const needed = new Set<string>()
  for (const { hosts, edges, routes } of environments) {
    const services = servicesById({ hosts })
    for (const edge of edges) {
      const port = publishedFor(edge, services)
      if (port !== undefined) needed.add(port.path)
    }
    for (const { proxy } of routes) {
      const ports = proxy === undefined ? undefined : services.get(proxy.id)?.ports
      for (const port of ports ?? []) needed.add(port.path)
    }
  }
  return needed
}

function publishedFor({ from, to, reach, port }: Edge, services: ReadonlyMap<string, Service>): Port | undefined {
  if (to.kind !== "service") return undefined
  if (reach !== "remote" && services.get(from.id)?.networkMode !== "host") return undefined
  return services.get(to.service.id)?.ports.find(({ name }) => name === port?.name)
}

function* unneeded(port: Port, service: Service, { name }: Environment): Iterable<Finding> {
  const { exposure, publish, address } = port.sources
  // Whoever states an address, such as that of a VPN, says for whom.
  if (address !== undefined || (port.exposure !== "private" && (exposure ?? publish) === undefined)) return
  if (exposure !== undefined && port.exposure !== "private") return
  yield {
    message:
      exposure === undefined
        ? `Port ${port.name} of ${service.id} is published, and nothing says for whom.`
        : `Port ${port.name} of ${service.id} is \`private\`, but no service of another host comes to it.`,
    path: exposure ?? publish ?? port.path,
    found: exposure === undefined ? String(port.published) : "private",
    help:
      exposure === undefined
        ? "Say so with `exposure`, such as `host` for people on the machine, or leave it unpublished."
        : "Leave the exposure out: an edge from another host asks for it.",
    environments: [name],
  }
}

function shop(port: string): string {
  return example({ services: { orders: `ports: { http: ${port} }` } })
}
