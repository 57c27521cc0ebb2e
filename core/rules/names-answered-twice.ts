import { type DnsScope, dnsScopes, type NameClaim, type Override } from "../dns-names.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"

/** A DNS name that two services answer to leads to either, by turns. */
export const namesAnsweredTwice: Rule = {
  code: "names/answered_twice",
  severity: "error",
  summary: "One DNS name leads to two places: two services answer to it, or a hosts file and a service.",
  *check({ environments }) {
    for (const environment of environments)
      for (const scope of dnsScopes(environment)) {
        for (const claims of scope.contested)
          for (const finding of clashes(claims, scope)) yield { ...finding, environments: [environment.name] }
        for (const override of scope.overridden) yield { ...overriding(override), environments: [environment.name] }
      }
  },
  explain: () => ({
    why: `On each network that it joins, a container answers to the name of its service, to its own and to its \`hostname\`, in capitals or
not; \`aliases\` are further names on the network named after the service. Docker's DNS server looks for a name on all networks of whoever asks, across all stacks of the machine,
and where two containers have it, it gives out the addresses of both: half of the queries go to the wrong database.

A line of \`extraHosts\` comes before all of them: where it has the name of a service that the container would come to, it never does.`,
    source: {
      title: "Compose issue 8223: a service's name is its alias on every network, shared ones too",
      url: "https://github.com/docker/compose/issues/8223",
    },
    failing: shop("catalogue"),
    passing: shop("breads"),
  }),
}

function* clashes(claims: readonly NameClaim[], scope: DnsScope): Iterable<Finding> {
  const known = new Map<string, NameClaim[]>()
  for (const claim of claims) {
    const meeting = meetingOf(claim, known, scope)
    for (const network of claim.networks) {
      const there = known.get(network)
      if (there === undefined) known.set(network, [claim])
      else there.push(claim)
    }
    if (meeting === undefined) continue
    const { rival, where } = meeting
    // The service's own name is what the others have to leave alone.
    const [later, earlier] = claim.as === "service" && rival.as !== "service" ? [rival, claim] : [claim, rival]
    yield {
      message: `${earlier.service.id} and ${later.service.id} both answer to the name ${JSON.stringify(claim.name)}: ${where}.`,
      path: later.origin,
      found: claim.name,
      notes: [{ message: `${earlier.service.id} has the name from there`, path: earlier.origin }],
      help: `Give one of them another ${NOUN[later.as]}.`,
    }
  }
}

const NOUN = {
  service: "name",
  container: "container name",
  hostname: "host name",
  alias: "further name",
} as const satisfies Record<NameClaim["as"], string>

function overriding({ service, line, claim }: Override): Finding {
  return {
    message: `The hosts file of ${service.id} sends the name ${JSON.stringify(line.name)} to ${line.address}, and not to ${claim.service.id}, which answers to it.`,
    path: line.origin,
    found: line.name,
    notes: [{ message: `${claim.service.id} has the name from there`, path: claim.origin }],
    help: `Remove the line, or give it or the service another name.`,
  }
}

/** Two containers of one name on one engine are refused by Docker itself, and told as that. */
function isClash(one: NameClaim, other: NameClaim): boolean {
  return one.service !== other.service && !(one.as === "container" && other.as === "container")
}

/** An earlier claim that is found where this one is: on one network with it, or on another one that somebody on its network is on. */
function meetingOf(
  claim: NameClaim,
  known: ReadonlyMap<string, readonly NameClaim[]>,
  { members, networks }: DnsScope,
): { readonly rival: NameClaim; readonly where: string } | undefined {
  const rivalOn = (network: string): NameClaim | undefined => known.get(network)?.find((one) => isClash(one, claim))
  for (const network of claim.networks) {
    const rival = rivalOn(network)
    if (rival !== undefined) return { rival, where: `they meet on the network ${shown(network)}` }
  }
  for (const asking of claim.networks.flatMap((network) => members.get(network) ?? [])) {
    for (const network of networks.get(asking)!) {
      const rival = rivalOn(network)
      if (rival !== undefined) return { rival, where: `${asking.id} is on networks of both` }
    }
  }
  return undefined
}

function shown(network: string): string {
  return network.slice(network.lastIndexOf("/") + 1)
}

function shop(alias: string): string {
  return example({
    services: {
      orders: "ports: { http: 8000 }\nuses: [catalogue, search]",
      catalogue: "ports: { http: 8001 }",
      search: `ports: { http: 8002 }\naliases: [${alias}]`,
    },
  })
}
