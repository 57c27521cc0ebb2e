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
    return [{ where: "one laptop", claims: claims.filter(({ port }) => port.exposure !== "private") }]
  })
}

function claimsOf(host: Host, open: string): readonly Claim[] {
  return host.services.flatMap((service) =>
    service.ports.flatMap((port): readonly Claim[] => {
      if (port.published === undefined) return []
      return [{ service, port, address: port.exposure === "host" ? "127.0.0.1" : open }]
    }),
  )
}

function* collisions(claims: readonly Claim[], where: string, environment: string): Iterable<Finding> {
  const groups = new Map<string, Claim[]>()
  for (const claim of claims) {
    const key = `${claim.port.published}/${claim.port.transport}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [claim])
    else known.push(claim)
  }
  for (const [key, group] of groups) {
    for (const [index, claim] of group.entries()) {
      const earlier = group
        .slice(0, index)
        .find(({ address }) => address === claim.address || address === "0.0.0.0" || claim.address === "0.0.0.0")
      if (earlier === undefined) continue
      yield {
        message: `${claim.service.id} and ${earlier.service.id} are both published on ${key} of ${where}.`,
        path: claim.port.sources.publish ?? claim.port.sources.port ?? claim.port.path,
        found: String(claim.port.published),
        notes: [
          {
            message: `${earlier.service.id} is published there too`,
            path: earlier.port.sources.publish ?? earlier.port.sources.port ?? earlier.port.path,
          },
        ],
        help: "Publish one of them on another port, or make it `internal`.",
        environments: [environment],
      }
    }
  }
}
