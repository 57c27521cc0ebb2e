import { isLoopback } from "../addresses.js"
import type { Environment, Port } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** Docker publishes a port on the address that is stated, whatever its exposure says: the two must agree. */
export const portsAddress: Rule = {
  code: "ports/address",
  severity: "error",
  summary: "A port is published on an address that says other than its exposure who may reach it.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const { services } of environment.hosts)
        for (const { ports, id } of services) for (const port of ports) yield* contradiction(port, id, environment)
    }
  },
  explain: () => ({
    why: `Where \`address\` is stated, Docker listens on that one, and \`exposure\` decides who is let through by the firewall and shown in the
diagrams. A port of exposure \`host\` on another address than loopback is open to whoever reaches that address, though everything says
that it stays on its machine; a \`private\`, \`cdn\` or \`public\` one on loopback is opened in the firewall, and nobody gets an answer.

Only addresses that the topology states as they are can be compared; those that a variable holds are not.`,
    source: {
      title: "Docker: publishing ports",
      url: "https://docs.docker.com/engine/network/port-publishing/#publishing-ports",
    },
    failing: shop("10.0.0.2"),
    passing: shop("127.0.0.1"),
  }),
}

function* contradiction(port: Port, id: string, { name }: Environment): Iterable<Finding> {
  const { exposure, address = [], hostIp, path, sources } = port
  const [stated] = address
  if (hostIp === undefined || typeof stated !== "string" || isLoopback(stated) === (exposure === "host")) return
  yield {
    message:
      exposure === "host"
        ? `Port ${port.name} of ${id} is for its own machine, and published on ${stated}, which others may reach.`
        : `Port ${port.name} of ${id} is ${exposure}, and published on ${stated}, which only its own machine reaches.`,
    path: sources.address ?? path,
    found: stated,
    ...(exposure === "host" ? { allowed: "127.0.0.1" } : {}),
    help:
      exposure === "host"
        ? "Remove `address`, or choose the exposure of those who are to reach it."
        : "Say `exposure: host`, or remove `address`.",
    environments: [name],
  }
}

function shop(address: string): string {
  return example({
    services: { orders: `ports: { http: { port: 8000, exposure: host, address: ${address} } }` },
  })
}
