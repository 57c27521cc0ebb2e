import type { Service } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"

/** Without a Docker network of its own, a service can't have what only such a network gives. */
export const servicesNetworkMode: Rule = {
  code: "services/network_mode",
  severity: "error",
  summary: "A service without a Docker network of its own publishes ports or joins networks.",
  *check({ environments }) {
    for (const { hosts } of environments)
      for (const service of hosts.flatMap(({ services }) => services))
        for (const { path, what } of contradictions(service)) yield finding(service, path, what)
  },
  explain: () => ({
    why: `With \`networkMode: host\` a process listens on the machine itself: nothing is published, under another number or at an address, and
no Docker network is joined. With \`none\` nobody comes to it at all. Compose refuses \`networks\` beside \`network_mode\`, and ignores or
refuses published ports.`,
    source: {
      title: "Compose Specification: network_mode",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#network_mode",
    },
    failing: shop("{ port: 8000, publish: 8080, exposure: host }"),
    passing: shop("8000"),
  }),
}

function* contradictions(service: Service): Iterable<{ readonly path: string; readonly what: string }> {
  const { networkMode, ports, sources } = service
  if (networkMode === undefined) return
  if (sources.networks !== undefined) yield { path: sources.networks, what: "joins networks" }
  if (sources.aliases !== undefined) yield { path: sources.aliases, what: "has further names on its network" }
  for (const port of ports) {
    const { publish, address, port: number } = port.sources
    if (networkMode === "none" && port.published !== undefined) yield { path: port.path, what: "publishes a port" }
    else if (address !== undefined) yield { path: address, what: "publishes a port at an address" }
    // A route on localhost asks for a port by one place; a port of the service's own has two.
    else if (publish !== undefined && publish !== number)
      yield { path: publish, what: "publishes a port under a number" }
  }
}

function finding({ id, networkMode, environment, sources, path: own }: Service, path: string, what: string): Finding {
  return {
    message: `${id} ${what}, but has the network mode ${JSON.stringify(networkMode)}.`,
    path,
    notes: [{ message: "the network mode is stated there", path: sources.networkMode ?? own }],
    help: "Remove one of the two.",
    environments: [environment],
  }
}

function shop(port: string): string {
  return example({ services: { orders: `networkMode: host\nports: { http: ${port} }` } })
}
