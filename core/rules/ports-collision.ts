import { comparableAddress } from "../addresses.js"
import type { Environment, Host, Port, Service } from "../estate.js"
import { example } from "../example.js"
import type { Origin } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** Two services can't be published on the same address, port and protocol of one machine; nor one where the machine answers SSH. */
export const portsCollision: Rule = {
  code: "ports/collision",
  severity: "error",
  summary: "Two services are published on the same address, port and protocol of one machine.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { where, claims } of machinesOf(environment)) yield* collisions(claims, where, environment.name)
    }
  },
  explain: () => ({
    why: `A port of a machine is one process's. The second container that asks for it does not start: "port is already allocated". 0.0.0.0 and ::
are every address of the machine, so they overlap any other one; TCP and UDP don't meet.

In the cloud each host is a machine of its own, on which SSH has a port too. On a laptop, hosts share one: two databases that keep to
their own VMs there meet.`,
    source: {
      title: "Docker: publishing ports",
      url: "https://docs.docker.com/engine/network/port-publishing/",
    },
    failing: shop(8000),
    passing: shop(8001),
  }),
}

interface Claim {
  /** Who has the port: `shop.api`. */
  readonly id: string
  /** The name of the service's port; undefined where the machine itself has it. */
  readonly name: string | undefined
  /** `8000/tcp`: on the machine, and inside the container. */
  readonly key: string
  readonly inside: string
  /** As addresses are compared; {@link EVERY} overlaps each of them. */
  readonly address: string
  readonly origin: Origin
}

/** In the cloud each host is a machine; on a laptop all hosts share one, where only what stays on loopback is published. */
function machinesOf(
  environment: Environment,
): readonly { readonly where: string; readonly claims: readonly Claim[] }[] {
  return environment.placements.flatMap((placement) => {
    if (placement === "cloud")
      return environment.hosts.map((host) => ({ where: host.name, claims: [sshClaim(host), ...claimsOf(host, EVERY)] }))
    return [{ where: "one laptop", claims: environment.hosts.flatMap((host) => claimsOf(host, LOOPBACK)) }]
  })
}

const EVERY = "every address"
const LOOPBACK = "127.0.0.1"

function sshClaim(host: Host): Claim {
  const key = `${host.sshPort}/tcp`
  const origin = host.sources.sshPort ?? host.path
  return { id: "SSH", name: undefined, key, inside: key, address: EVERY, origin }
}

function claimsOf(host: Host, open: string): readonly Claim[] {
  return host.services.flatMap((service) =>
    service.ports.flatMap((port): readonly Claim[] => {
      const onlyInCloud = open === LOOPBACK && port.exposure === "private" && !isMachines(service)
      if (port.published === undefined || onlyInCloud) return []
      return [
        {
          id: service.id,
          name: port.name,
          key: `${port.published}/${port.transport}`,
          inside: `${port.port}/${port.transport}`,
          address: addressOf(service, port, open),
          origin: port.sources.publish ?? port.sources.port ?? port.path,
        },
      ]
    }),
  )
}

/** A service of the machine's own network listens wherever it likes; a stated address is that of a VM, unless a variable holds it. */
function addressOf(service: Service, { exposure, address }: Port, open: string): string {
  if (isMachines(service)) return EVERY
  const [stated] = address ?? []
  if (typeof stated === "object") return `$${stated.name}`
  if (open === EVERY && stated !== undefined) return comparable(stated)
  return exposure === "host" ? LOOPBACK : open
}

function isMachines({ networkMode }: Service): boolean {
  return networkMode === "host"
}

/** `::` takes IPv4 too, as Docker and most systems have it. */
function comparable(address: string): string {
  const short = comparableAddress(address)
  return short === "0.0.0.0" || short === "::" ? EVERY : short
}

function* collisions(claims: readonly Claim[], where: string, environment: string): Iterable<Finding> {
  const groups = new Map<string, Claim[]>()
  for (const claim of claims) {
    const group = groups.get(claim.key)
    if (group === undefined) {
      groups.set(claim.key, [claim])
      continue
    }
    const earlier = group.find(({ address }) => overlap(address, claim.address))
    group.push(claim)
    if (earlier !== undefined && !isOnePort(claim, earlier)) yield finding(claim, earlier, { where, environment })
  }
}

function overlap(one: string, other: string): boolean {
  return one === other || one === EVERY || other === EVERY
}

/** A port that a service declares under two names is told as that. */
function isOnePort(one: Claim, other: Claim): boolean {
  return one.id === other.id && one.inside === other.inside
}

function finding(
  claim: Claim,
  earlier: Claim,
  { where, environment }: { readonly where: string; readonly environment: string },
): Finding {
  const { id, name, key, origin } = claim
  const said =
    earlier.name === undefined
      ? `${id} is published on ${key} of ${where}, where the machine answers SSH.`
      : id === earlier.id
        ? `The ports ${earlier.name} and ${name} of ${id} are both published on ${key} of ${where}.`
        : `${id} and ${earlier.id} are both published on ${key} of ${where}.`
  const there =
    earlier.name === undefined
      ? "the host has SSH there"
      : `${id === earlier.id ? earlier.name : earlier.id} is published there too`
  return {
    message: said,
    path: origin,
    found: key.slice(0, key.indexOf("/")),
    notes: [{ message: there, path: earlier.origin }],
    help:
      earlier.name === undefined
        ? "Publish it on another port, or move SSH with `sshPort`."
        : "Publish one of them on another port, or make it `internal`.",
    environments: [environment],
  }
}

function shop(publish: number): string {
  return example({
    services: {
      orders: "ports: { http: { port: 8000, exposure: host } }",
      ovens: `ports: { http: { port: 8000, publish: ${publish}, exposure: host } }`,
    },
  })
}
