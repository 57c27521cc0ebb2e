import type { Environment, Host } from "../estate.js"
import { example } from "../example.js"
import { SUBNET_MEMBERS } from "../networks.js"
import type { Finding, Rule } from "../rule.js"

/** A derived network has few addresses, so that a host has room for many networks: a container too many would not start. */
export const networksTooManyMembers: Rule = {
  code: "networks/too_many_members",
  severity: "error",
  summary: "A Docker network has more containers than addresses.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const host of environment.hosts) yield* crowded(host, environment.name)
      yield* crowdedBetweenHosts(environment)
    }
  },
  explain: () => ({
    why: `Each derived network has 64 addresses, of which 61 are for containers, so that a host's range has room for many networks. The
container that finds no address left does not start: "no available IPv4 addresses on this network's address pools".`,
    source: {
      title: "RFC 4632, section 3.1: what a prefix of 26 bits has room for",
      url: "https://www.rfc-editor.org/rfc/rfc4632#section-3.1",
    },
    failing: shop(80),
    passing: shop(20),
  }),
}

function* crowded(host: Host, environment: string): Iterable<Finding> {
  const containers = new Map<string, number>()
  for (const { stack, networks, replicas } of host.services) {
    // `ingress` and `egress` are one for each stack, the others one for each host.
    for (const { key } of networks) {
      for (const id of [key, `${stack}/${key}`]) containers.set(id, (containers.get(id) ?? 0) + replicas)
    }
  }
  for (const stack of host.stacks) {
    for (const { key, kind, external, origin } of stack.networks) {
      if (external || kind === "shared") continue
      const count = containers.get(kind === "edge" ? key : `${stack.name}/${key}`) ?? 0
      if (count <= SUBNET_MEMBERS) continue
      yield finding({
        what: `The network ${key} of ${host.name}`,
        count,
        path: origin.startsWith("/") ? origin : stack.path,
        environment,
        help:
          kind === "edge"
            ? `Spread the services that use ${key} over several hosts.`
            : "Spread the services of the stack over several stacks.",
      })
    }
  }
}

function* crowdedBetweenHosts({ name, hosts, localNetworks }: Environment): Iterable<Finding> {
  const replicas = new Map(hosts.flatMap(({ services }) => services.map((service) => [service.id, service.replicas])))
  for (const { key, target, consumers, origin } of localNetworks) {
    const members = [target, ...consumers.map(({ service }) => service)]
    const count = members.reduce((total, { id }) => total + (replicas.get(id) ?? 1), 0)
    if (count <= SUBNET_MEMBERS) continue
    yield finding({
      what: `The network ${key} of a laptop`,
      count,
      path: origin,
      environment: name,
      help: `Let fewer services of other hosts use ${target.id}.`,
    })
  }
}

function finding(fact: {
  readonly what: string
  readonly count: number
  readonly path: string
  readonly environment: string
  readonly help: string
}): Finding {
  const { what, count, path, environment, help } = fact
  return {
    message: `${what} has ${count} containers, and addresses for ${SUBNET_MEMBERS}.`,
    path,
    found: String(count),
    allowed: `at most ${SUBNET_MEMBERS}`,
    help,
    environments: [environment],
  }
}

function shop(replicas: number): string {
  return example({
    services: {
      orders: "ports: { http: 8000 }",
      till: `replicas: ${replicas}\nuses: [orders]`,
    },
  })
}
