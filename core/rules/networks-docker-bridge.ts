import type { Environment, Host } from "../estate.js"
import { example } from "../example.js"
import { DOCKER_BRIDGE, overlaps, sparePool } from "../networks.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** Docker's own bridge is there before any network of ours: what has the same addresses is not reached from the machine. */
export const networksDockerBridge: Rule = {
  code: "networks/docker_bridge",
  severity: "error",
  summary: "A network has the addresses of the bridge that Docker makes by itself.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const host of environment.hosts) yield* meeting(host, environment)
    }
  },
  explain: () => {
    const shop = (network: string) =>
      example({
        environments: { staging: `{ network: ${network} }` },
        hosts: { shop: { lines: "address: ADDRESS", services: { oven: "" } } },
      })
    return {
      why: `Docker's daemon makes the bridge \`docker0\` with ${DOCKER_BRIDGE} when it starts, and the machine then sends whatever goes to these addresses into the bridge. Another VM, a managed database or a VPN with an address among them is not reached, from the containers nor from the machine itself; and a network of ours with the same range can't be made.\n\nA machine that Terraform makes is told to use another range where there is one; the rule asks machines that are kept by hand, and those for which no range is left.`,
      source: {
        title: "Docker: default address pools",
        url: "https://docs.docker.com/engine/network/#automatic-subnet-allocation",
      },
      failing: shop("172.17.0.0/24").replace("ADDRESS", "172.17.0.2"),
      passing: shop("10.10.0.0/24").replace("ADDRESS", "10.10.0.2"),
    }
  },
}

function* meeting(host: Host, environment: Environment): Iterable<Finding> {
  const { dockerPool, address } = host
  const { network, name } = environment
  // A daemon of ours is told of a range that is clear of both.
  if (host.generate.has("terraform") && sparePool(dockerPool, network) !== undefined) return
  const taken = [
    { what: `The network of ${name}`, range: network, path: originOf(environment, "network") },
    {
      what: `The address of ${host.name}`,
      range: network === undefined ? address : undefined,
      path: originOf(host, "address"),
    },
    { what: `The Docker networks of ${host.name}`, range: dockerPool, path: host.sources.dockerPool ?? host.path },
  ].find(({ range }) => range !== undefined && overlaps(range, DOCKER_BRIDGE))
  if (taken === undefined) return
  yield {
    message: `${taken.what}, ${taken.range}, lies in ${DOCKER_BRIDGE}, which Docker takes for its own bridge on ${host.name}.`,
    path: taken.path,
    found: taken.range!,
    help: "Choose a range that is clear of it, such as one of 10.0.0.0/8.",
    environments: [name],
  }
}
