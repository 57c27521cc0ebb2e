import type { Service } from "../estate.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** Without a Docker network of its own, a service can't have what only such a network gives. */
export const servicesNetworkMode: Rule = {
  code: "service/network_mode",
  severity: "error",
  summary: "A service without a Docker network of its own publishes ports or joins networks.",
  *check({ environments }) {
    for (const { hosts } of environments)
      for (const service of hosts.flatMap(({ services }) => services))
        for (const { path, what } of contradictions(service)) yield finding(service, path, what)
  },
}

function* contradictions(service: Service): Iterable<{ readonly path: string; readonly what: string }> {
  const { networkMode, ports, sources } = service
  if (networkMode === undefined) return
  if (sources.networks !== undefined) yield { path: sources.networks, what: "joins networks" }
  if (sources.aliases !== undefined) yield { path: sources.aliases, what: "has further names on its network" }
  for (const port of ports) {
    const { publish, address } = port.sources
    if (networkMode === "none" && port.published !== undefined) yield { path: port.path, what: "publishes a port" }
    else if (publish !== undefined && port.published !== undefined && originOf(port, "publish") === publish)
      yield* moved(port.port, publish, service)
    else if (address !== undefined) yield { path: address, what: "has a port at an address of its own" }
  }
}

/** In the machine's own network a port is what the process listens on. */
function* moved(_port: number, path: string, _service: Service): Iterable<{ readonly path: string; readonly what: string }> {
  yield { path, what: "publishes a port under another number" }
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
