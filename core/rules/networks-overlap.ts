import type { Environment, Host } from "../estate.js"
import { example } from "../example.js"
import { overlaps } from "../networks.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** Two networks with the same addresses: a container would look for the other network inside its own host, and in vain. */
export const networksOverlap: Rule = {
  code: "networks/overlap",
  severity: "error",
  summary:
    "The range of a host's Docker networks overlaps its environment's network, or that of another host on one laptop.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const host of environment.hosts) yield* overCloud(host, environment)
      if (environment.placements.includes("local")) yield* onLaptop(environment)
    }
  },
  explain: () => ({
    why: `A machine sends a packet to the narrowest network that holds its address. Where a Docker network has the addresses of the
environment's own network, containers look for other VMs inside their host, and in vain; on a laptop two pools that overlap hand out
the same range twice, and Docker refuses the second network.`,
    source: {
      title: "Docker: networks and their subnets must not overlap others",
      url: "https://docs.docker.com/reference/cli/docker/network/create/",
    },
    failing: shop("172.20.0.0/24"),
    passing: shop("10.10.0.0/24"),
  }),
}

function* overCloud(host: Host, environment: Environment): Iterable<Finding> {
  const { network } = environment
  if (network === undefined || !overlaps(host.dockerPool, network)) return
  yield {
    message: `The Docker networks of ${host.name} are taken from ${host.dockerPool}, which overlaps ${network}, the network of its environment.`,
    path: host.sources.dockerPool ?? originOf(environment, "network"),
    found: host.sources.dockerPool === undefined ? network : host.dockerPool,
    ...(host.sources.dockerPool === undefined
      ? {}
      : { notes: [{ message: "the environment's network is stated there", path: originOf(environment, "network") }] }),
    help: "Choose a range that is clear of the other one.",
    environments: [environment.name],
  }
}

/** Hosts with one pool share it; pools that only overlap would hand out the same range twice. */
function* onLaptop({ hosts, name }: Environment): Iterable<Finding> {
  const known: Host[] = []
  for (const host of hosts) {
    if (known.some(({ dockerPool }) => dockerPool === host.dockerPool)) continue
    const other = known.find(({ dockerPool }) => overlaps(dockerPool, host.dockerPool))
    known.push(host)
    if (other === undefined) continue
    yield {
      message: `On one laptop, the Docker networks of ${other.name} and ${host.name} are taken from ${other.dockerPool} and ${host.dockerPool}, which overlap.`,
      path: host.sources.dockerPool ?? host.path,
      found: host.dockerPool,
      notes: [{ message: "the other range is that of this host", path: other.sources.dockerPool ?? other.path }],
      help: "Give both hosts the same range, or ranges that are clear of each other.",
      environments: [name],
    }
  }
}

function shop(network: string): string {
  return example({
    environments: { staging: `{ network: ${network} }` },
    services: { orders: "ports: { http: 8000 }" },
  })
}
