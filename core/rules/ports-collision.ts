import type { Environment, Host, Port, Service } from "../estate.js"
import type { Finding, Rule } from "../rule.js"

/** Two services can't be published on the same address, port and protocol of one machine. */
export const portsCollision: Rule = {
  code: "ports/collision",
  severity: "error",
  summary: "Two services are published on the same address, port and protocol of one machine.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { where, claims } of machinesOf(environment)) yield* collisions(claims, where, environment.name)
    }
  },
}

interface Claim {
  readonly service: Service
  readonly port: Port
  /** 0.0.0.0 overlaps every address. */
  readonly address: string
}

/** In the cloud each host is a machine; on a laptop all hosts share one, where only what stays on loopback is published. */
function machinesOf(
  environment: Environment,
): readonly { readonly where: string; readonly claims: readonly Claim[] }[] {
  return environment.placements.flatMap((placement) => {
    if (placement === "cloud")
      return environment.hosts.map((host) => ({ where: host.name, claims: claimsOf(host, "0.0.0.0") }))
    const claims = environment.hosts.flatMap((host) => claimsOf(host, "127.0.0.1"))
    const published = claims.filter(({ port, service }) => port.exposure !== "private" || isMachines(service))
    return [{ where: "one laptop", claims: published }]
  })
}

function claimsOf(host: Host, open: string): readonly Claim[] {
  return host.services.flatMap((service) =>
    service.ports.flatMap((port): readonly Claim[] =>
      port.published === undefined ? [] : [{ service, port, address: addressOf(service, port, open) }],
    ),
  )
}

/** A service of the machine's own network listens wherever it likes; a stated address is that of a VM, unless a variable holds it. */
function addressOf(service: Service, { exposure, address }: Port, open: string): string {
  if (isMachines(service)) return "0.0.0.0"
  if (exposure === "host") return "127.0.0.1"
  const [stated] = address ?? []
  if (typeof stated === "object") return `$${stated.name}`
  return open === "0.0.0.0" ? (stated ?? open) : open
}

function isMachines({ networkMode }: Service): boolean {
  return networkMode === "host"
}

function* collisions(claims: readonly Claim[], where: string, environment: string): Iterable<Finding> {
  const groups = new Map<string, Claim[]>()
  for (const claim of claims) {
    const key = `${claim.port.published}/${claim.port.transport}`
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, [claim])
      continue
    }
    const earlier = group.find(({ address }) => overlap(address, claim.address))
    group.push(claim)
    if (earlier !== undefined) yield finding(claim, earlier, { key, where, environment })
  }
}

function overlap(one: string, other: string): boolean {
  return one === other || one === "0.0.0.0" || other === "0.0.0.0"
}

function finding(
  claim: Claim,
  earlier: Claim,
  { key, where, environment }: { readonly key: string; readonly where: string; readonly environment: string },
): Finding {
  return {
    message: `${claim.service.id} and ${earlier.service.id} are both published on ${key} of ${where}.`,
    path: placeOf(claim.port),
    found: String(claim.port.published),
    notes: [{ message: `${earlier.service.id} is published there too`, path: placeOf(earlier.port) }],
    help: "Publish one of them on another port, or make it `internal`.",
    environments: [environment],
  }
}

function placeOf({ sources, path }: Port): string {
  return sources.publish ?? sources.port ?? path
}
