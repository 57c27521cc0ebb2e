import type { Environment, Estate, Host, Placement, Port, Service } from "../../core/estate.js"
import { type FirewallGrant, grantsOf } from "../../core/grants.js"
import { incidentalReach, leavingServices } from "../../core/incidental.js"
import { overlaps } from "../../core/networks.js"
import { OUTSIDERS, type Outsider } from "./network.js"

/** Who opens a connection. */
export type Party =
  | { readonly kind: "outsider"; readonly outsider: Outsider }
  | { readonly kind: "host"; readonly host: Host }
  | { readonly kind: "service"; readonly service: Service }

/** Where a connection leads. */
export type Destination =
  /** A container's address on a network, by the network's real name. */
  | { readonly kind: "container"; readonly service: Service; readonly network: string }
  /** A host's own address, an address of it that the internet knows, or its end of one of its bridges. */
  | { readonly kind: "internal" | "external"; readonly host: Host }
  | { readonly kind: "gateway"; readonly host: Host; readonly network: string }
  /** Whoever listens out there. */
  | { readonly kind: "internet" }

/** One port of a destination. */
export interface Target {
  readonly to: Destination
  readonly port: number
  readonly transport: "tcp" | "udp"
}

/**
 * Why a connection may open: an edge, its other direction or another port of its pair (a bridge knows neither), what an edge grants
 * beside itself, an exposure, an operator's way in, a host to what runs on it, a container to its own host, a way out.
 */
export type Reason =
  | "edge"
  | "edge, the other way"
  | "edge, another port"
  | "incidental, by a network"
  | "incidental, by the firewall"
  | "exposure"
  | "operator"
  | "own host"
  | "gateway"
  | "way out"

/** Answers, for one environment in one placement, what the model grants: core/grants and core/incidental, and nothing else. */
export function grantedBy(
  environment: Environment,
  placement: Placement,
  { shared }: Estate,
): (from: Party, target: Target) => Reason | undefined {
  const firewall = placement === "cloud" ? grantsOf(environment, shared) : []
  const networks = networksOf(environment, placement)
  const leaving = new Set(environment.hosts.flatMap((host) => leavingServices(host).map(({ service }) => service.id)))
  const beside = new Map(
    [...incidentalReach(environment, () => true)].map((reach) => {
      const to = reach.kind === "network" ? reach.to.service : reach.to
      return [`${reach.kind} ${reach.from.service.id} ${to.id}`, reach] as const
    }),
  )
  const edges = new Map(
    environment.edges.flatMap((edge) =>
      edge.to.kind === "service" ? [[`${edge.from.id} ${edge.to.service.id}`, edge] as const] : [],
    ),
  )
  const sameMachine = (one: string, other: string): boolean => placement === "local" || one === other

  const betweenContainers = (from: Service, target: Target, to: Service, network: string): Reason | undefined => {
    const known = networks.get(network)
    const isShared = known?.members.has(from.id) === true && known.members.has(to.id)
    if (!isShared || !known.talks || !listens(to, target)) return undefined
    const edge = edges.get(`${from.id} ${to.id}`)
    if (edge !== undefined)
      return edge.port === undefined || edge.port.port === target.port ? "edge" : "edge, another port"
    if (edges.has(`${to.id} ${from.id}`)) return "edge, the other way"
    return beside.has(`network ${from.id} ${to.id}`) ? "incidental, by a network" : undefined
  }

  const byFirewall = (
    host: Host,
    target: Target,
    admits: (grant: FirewallGrant) => boolean,
  ): FirewallGrant | undefined =>
    firewall.find(
      (grant) =>
        grant.target === host && grant.port === target.port && grant.transport === target.transport && admits(grant),
    )
  const reasonOf = ({ source }: FirewallGrant): Reason =>
    source.kind === "iap" ? "operator" : source.kind === "host" ? "edge" : "exposure"
  const fromRange = (host: Host, target: Target, address: string): Reason | undefined => {
    const grant = byFirewall(
      host,
      target,
      ({ source }) => "ranges" in source && source.ranges.some((range) => overlaps(range, address)),
    )
    return grant === undefined ? undefined : reasonOf(grant)
  }
  const fromHost = (from: Host, host: Host, target: Target): Reason | undefined =>
    byFirewall(host, target, ({ source }) => source.kind === "host" && source.host === from) === undefined
      ? from.address === undefined
        ? undefined
        : fromRange(host, target, from.address)
      : "edge"

  /** A container that reaches another host: it must leave its own, and the firewall knows only which host it is on. */
  const abroad = (from: Service, host: Host, target: Target): Reason | undefined => {
    const source = environment.hosts.find(({ name }) => name === from.host)!
    if (!leaving.has(from.id) || fromHost(source, host, target) === undefined) return undefined
    const service = publisherOf(host, target)
    if (service === undefined) return fromHost(source, host, target)
    if (edges.has(`${from.id} ${service.id}`)) return "edge"
    return beside.has(`opening ${from.id} ${service.id}`)
      ? "incidental, by the firewall"
      : fromRange(host, target, source.address!)
  }

  /**
   * A container that reaches its own host, by a bridge's end or by any other address of the host, which is the same. What listens on
   * the host itself is to be had; of what is published, as much as the engine's rules let through: that differs by its version.
   */
  const home = (host: Host, target: Target): Reason | undefined => {
    const port = publishedPort(host, target)
    const isOpen =
      port === undefined
        ? target.transport === "tcp" && placement === "cloud" && target.port === host.sshPort
        : port.exposure !== "host"
    return isOpen ? "gateway" : undefined
  }

  return (from, target) => {
    const { to } = target
    switch (to.kind) {
      case "container":
        if (from.kind === "service") return betweenContainers(from.service, target, to.service, to.network)
        return from.kind === "host" && sameMachine(from.host.name, to.service.host) && listens(to.service, target)
          ? "own host"
          : undefined
      case "internal":
      case "gateway":
        if (from.kind === "outsider") return undefined
        if (from.kind === "host") {
          if (!sameMachine(from.host.name, to.host.name))
            return to.kind === "internal" ? fromHost(from.host, to.host, target) : undefined
          const port = publishedPort(to.host, target)
          const isOpen =
            port === undefined
              ? target.transport === "tcp" && placement === "cloud" && target.port === to.host.sshPort
              : port.exposure !== "host"
          return isOpen ? "own host" : undefined
        }
        if (sameMachine(from.service.host, to.host.name)) return home(to.host, target)
        return to.kind === "internal" ? abroad(from.service, to.host, target) : undefined
      case "external":
        if (from.kind === "outsider") return fromRange(to.host, target, OUTSIDERS[from.outsider].address)
        if (from.kind === "service" && !leaving.has(from.service.id)) return undefined
        // Whoever of ours calls it comes back in as anybody.
        return fromRange(to.host, target, OUTSIDERS.internet.address)
      case "internet":
        if (from.kind === "outsider") return undefined
        return from.kind === "host" || leaving.has(from.service.id) ? "way out" : undefined
    }
  }
}

interface Bridge {
  readonly members: ReadonlySet<string>
  readonly talks: boolean
}

/** Docker networks by their real names: who is on each, and whether its members talk to each other. */
function networksOf(environment: Environment, placement: Placement): ReadonlyMap<string, Bridge> {
  const found = new Map<string, Bridge & { readonly members: Set<string> }>()
  for (const { stacks } of environment.hosts) {
    for (const { services, networks } of stacks) {
      for (const { key, name, kind } of networks) {
        const known = found.get(name) ?? {
          members: new Set<string>(),
          talks: kind === "edge" || kind === "shared",
        }
        found.set(name, known)
        for (const service of services)
          if (service.networks.some((own) => own.key === key)) known.members.add(service.id)
      }
    }
  }
  if (placement === "local")
    for (const { name, target, consumers } of environment.localNetworks)
      found.set(name, {
        members: new Set([target.id, ...consumers.map(({ service }) => service.id)]),
        talks: true,
      })
  return found
}

function listens({ ports, proxy }: Service, { port, transport }: Target): boolean {
  // A proxy listens for the sites that it has: where they are all on ports of localhost, on no other.
  const sites = proxy?.routes.flatMap((route) => route.sites) ?? []
  if (sites.length > 0 && sites.every(({ hostname }) => hostname === "localhost"))
    return transport === "tcp" && sites.some((site) => site.port === port)
  return ports.some((own) => own.port === port && own.transport === transport)
}

function publisherOf({ services }: Host, { port, transport }: Target): Service | undefined {
  return services.find(({ ports }) => ports.some((own) => own.published === port && own.transport === transport))
}

function publishedPort(host: Host, target: Target): Port | undefined {
  return publisherOf(host, target)?.ports.find(
    (own) => own.published === target.port && own.transport === target.transport,
  )
}
