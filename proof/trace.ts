import { isLoopback } from "../core/claims.js"
import { append } from "../core/lists.js"
import type { Hop } from "../core/proof.js"
import { indexOf, type MachineIndex, rulesByMachine, type Source, verdict } from "./firewall.js"
import type {
  Bridge,
  Container,
  FirewallRule,
  Machine,
  Membership,
  Network,
  PublishedPort,
  Site,
  Transport,
} from "./network.js"

/** A path from one party to another, as far as the files let it go. */
export interface Trace {
  /** Whether a connection is opened. */
  readonly isOpen: boolean
  /** Step by step; the last one is closed where the path is. */
  readonly hops: readonly Hop[]
}

/** Looks up what a network holds. */
export interface Atlas {
  /** What people call a container: `host.service`. */
  readonly nameOf: (container: Container) => string
  /** What the artifacts say. */
  readonly network: Network
  /** Machines by name. */
  readonly machines: ReadonlyMap<string, Machine>
  /** Machines by their private addresses. */
  readonly byAddress: ReadonlyMap<string, Machine>
  /** Machines by what identifies their external addresses. */
  readonly byExternalAddress: ReadonlyMap<string, Machine>
  /** Machines, by what a firewall rule may name them by. */
  readonly index: MachineIndex
  /** The firewall rules that are about a machine, in order of priority. */
  readonly rulesOf: (machine: Machine) => readonly FirewallRule[]
  /** The sites of a container that have a host name. */
  readonly sitesOf: (container: Container, hostname: string) => readonly Site[]
  /** The bridges of a container, with how it is on each. */
  readonly bridgesOf: (container: Container) => readonly { readonly bridge: Bridge; readonly membership: Membership }[]
  /** Who answers a name that a container asks for: on every network that it is on. */
  readonly whoAnswers: (asking: Container, name: string) => readonly Container[]
  /**
   * The network of a container whose members can't reach each other, and on which a name is answered too; undefined where there is none.
   * Docker answers with the address on any network that both are on, and looks first at the one that leads out.
   */
  readonly deadEndOf: (asking: Container, name: string) => Bridge | undefined
}

/** Prepares a network for being asked. */
export function atlasOf(network: Network, nameOf: Atlas["nameOf"]): Atlas {
  const machines = new Map(network.machines.map((machine) => [machine.name, machine]))
  const names = new Map<Bridge, ReadonlyMap<string, readonly Container[]>>()
  const bridgesOf: Atlas["bridgesOf"] = (container) => {
    const owner = typeof container.mode === "object" ? network.containers.get(container.mode.of) : container
    const bridges = machines.get(container.machine)?.bridges
    return (owner?.memberships ?? []).flatMap((membership) => {
      const bridge = bridges?.get(membership.network)
      return bridge === undefined ? [] : [{ bridge, membership }]
    })
  }
  const namesOn = (bridge: Bridge): ReadonlyMap<string, readonly Container[]> => {
    const known = names.get(bridge)
    if (known !== undefined) return known
    const made = new Map<string, Container[]>()
    for (const { container, membership } of bridge.members)
      for (const name of membership.names) append(made, name, container)
    names.set(bridge, made)
    return made
  }
  const rules = rulesByMachine(network)
  const sites = new Map<string, Site[]>()
  for (const site of network.sites) append(sites, `${site.container.key} ${site.hostname}`, site)
  return {
    nameOf,
    network,
    machines,
    byAddress: new Map(
      network.machines.flatMap((machine) => (machine.address === undefined ? [] : [[machine.address.value, machine]])),
    ),
    byExternalAddress: new Map(
      network.machines.flatMap((machine) =>
        machine.externalAddress === undefined ? [] : [[machine.externalAddress.value, machine]],
      ),
    ),
    index: indexOf(network.machines),
    rulesOf: (machine) => rules.get(machine) ?? [],
    sitesOf: (container, hostname) => sites.get(`${container.key} ${hostname}`) ?? [],
    bridgesOf,
    deadEndOf: (asking, name) =>
      bridgesOf(asking).find(({ bridge }) => !bridge.reachesNeighbours && namesOn(bridge).has(name.toLowerCase()))
        ?.bridge,
    whoAnswers: (asking, name) => [
      ...new Set(bridgesOf(asking).flatMap(({ bridge }) => namesOn(bridge).get(name.toLowerCase()) ?? [])),
    ],
  }
}

/** What is reached: a port inside a container; undefined where any that listens will do. */
export interface Target {
  /** The container. */
  readonly container: Container
  /** Inside it. */
  readonly port: number | undefined
  /** What carries the connection. */
  readonly transport: Transport
}

/** The path from one container to another; without `overGateway`, not by what its machine publishes. Default: by that too. */
export function traceBetween(
  atlas: Atlas,
  from: Container,
  to: Target,
  { overGateway = true }: { readonly overGateway?: boolean } = {},
): Trace {
  return from.machine === to.container.machine
    ? onMachine(atlas, from, to, overGateway)
    : acrossMachines(atlas, from, to)
}

/** On one machine: over a network that both are on, else over the machine's own addresses. */
function onMachine(atlas: Atlas, from: Container, to: Target, overGateway: boolean): Trace {
  const start = hop(atlas.nameOf(from), from.position)
  if (from.mode === "none") return closed([start], `${atlas.nameOf(from)} has no network at all`, from.position)
  if (from.mode === "host")
    return opened(
      atlas,
      [start, hop(`the machine ${from.machine} reaches every container that it runs`, from.position)],
      to,
    )
  const shared = sharedBridges(atlas, from, to.container)
  const open = shared.find(({ bridge }) => bridge.reachesNeighbours)
  if (open !== undefined) {
    const hops = [start, hop(`is on the network ${open.bridge.name}`, open.from.position)]
    return opened(atlas, [...hops, hop(`${atlas.nameOf(to.container)} is on it too`, open.to.position)], to)
  }
  const gateway = overGateway ? gatewayHop(atlas, from, to) : undefined
  if (gateway !== undefined) return opened(atlas, [start, gateway.out, gateway.into], to)
  const [first] = shared
  if (first !== undefined)
    return closed(
      [start, hop(`is on the network ${first.bridge.name}`, first.from.position)],
      `members of ${first.bridge.name} can't reach each other`,
      first.bridge.position,
    )
  return closed(
    [start],
    `${atlas.nameOf(from)} and ${atlas.nameOf(to.container)} are on no network together`,
    from.position,
  )
}

function sharedBridges(
  atlas: Atlas,
  from: Container,
  to: Container,
): readonly { readonly bridge: Bridge; readonly from: Membership; readonly to: Membership }[] {
  const others = new Map(atlas.bridgesOf(to).map(({ bridge, membership }) => [bridge, membership]))
  return atlas.bridgesOf(from).flatMap(({ bridge, membership }) => {
    const other = others.get(bridge)
    return other === undefined ? [] : [{ bridge, from: membership, to: other }]
  })
}

/** A container reaches its machine through the gateway of any of its networks, and on it what is published beyond the loopback. */
function gatewayHop(atlas: Atlas, from: Container, to: Target): { readonly out: Hop; readonly into: Hop } | undefined {
  const [way] = atlas.bridgesOf(from)
  if (way === undefined) return undefined
  const out = hop(`reaches its machine through the gateway of ${way.bridge.name}`, way.membership.position)
  if (to.container.mode === "host")
    return { out, into: hop(`${atlas.nameOf(to.container)} has the machine's own network`, to.container.position) }
  const port = publishedFor(to).find(({ hostIp }) => !isLoopback(hostIp))
  return port === undefined ? undefined : { out, into: publishedHop(atlas, to.container, port) }
}

/** From one machine to another: out of the container, through the firewall, to a published port. */
function acrossMachines(atlas: Atlas, from: Container, to: Target): Trace {
  const out = traceOut(atlas, from)
  if (!out.isOpen) return out
  const machine = atlas.machines.get(from.machine)!
  return continued(out.hops, traceToMachine(atlas, { kind: "machine", machine }, to))
}

/** The path of a container out of its machine. */
export function traceOut(atlas: Atlas, from: Container): Trace {
  const start = hop(atlas.nameOf(from), from.position)
  if (from.mode === "none") return closed([start], `${atlas.nameOf(from)} has no network at all`, from.position)
  if (from.mode === "host") return { isOpen: true, hops: [start, hop("has the machine's own network", from.position)] }
  const bridges = atlas.bridgesOf(from)
  const way = bridges.find(({ bridge }) => leadsOut(bridge))
  if (way === undefined)
    return closed(
      [start],
      `no network of ${atlas.nameOf(from)} leads out of its machine`,
      bridges[0]?.membership.position ?? from.position,
    )
  return { isOpen: true, hops: [start, hop(`leaves by the network ${way.bridge.name}`, way.membership.position)] }
}

/** The path of a container out of its machine, and from there to the internet. */
export function traceOutside(atlas: Atlas, from: Container): Trace {
  const out = traceOut(atlas, from)
  const machine = atlas.machines.get(from.machine)!
  if (!out.isOpen || machine.position === undefined) return out
  return machine.wayOut === undefined
    ? closed(out.hops, `${machine.name} has neither an external address nor a NAT`, machine.position)
    : { isOpen: true, hops: [...out.hops, hop(`leaves by ${machine.wayOut.value}`, machine.wayOut.position)] }
}

/** Whether connections of a network's members leave the machine. */
export function leadsOut({ isInternal, masquerades }: Bridge): boolean {
  return !isInternal && masquerades
}

/** The path from outside a machine to a container: through the firewall, to a published port. */
export function traceToMachine(atlas: Atlas, source: Source, to: Target): Trace {
  const machine = atlas.machines.get(to.container.machine)!
  const { container } = to
  if (container.mode === "host" && to.port !== undefined) return throughFirewall(atlas, source, machine, to.port, to)
  const ports = publishedFor(to)
  if (ports.length === 0)
    return closed([], `${atlas.nameOf(container)} does not publish ${portName(to)}`, container.position)
  let last: Trace | undefined
  for (const port of ports) {
    const published = port.published[0] + (to.port === undefined ? 0 : to.port - port.target[0])
    if (isLoopback(port.hostIp)) {
      last = closed(
        [],
        `${atlas.nameOf(container)} ${to.port === undefined ? "publishes nothing beyond" : `publishes ${portName(to)} on`} ${port.hostIp}${to.port === undefined ? "" : " alone"}`,
        port.position,
      )
      continue
    }
    const trace = throughFirewall(atlas, source, machine, published, to)
    if (trace.isOpen) return { isOpen: true, hops: [...trace.hops, publishedHop(atlas, container, port)] }
    last = trace
  }
  return last!
}

function throughFirewall(
  { rulesOf }: Atlas,
  source: Source,
  machine: Machine,
  port: number,
  { transport }: Pick<Target, "transport">,
): Trace {
  if (machine.position === undefined)
    return { isOpen: true, hops: [hop(`no unit describes a firewall before ${machine.name}`, undefined)] }
  const { isOpen, rule, opening } = verdict(rulesOf(machine), source, { transport, port })
  const what = `${transport}/${port} of ${machine.name}`
  if (!isOpen && opening !== undefined && source.kind === "machine")
    return closed([], inPart(source.machine, rule!, what), rule!.position)
  if (isOpen) return { isOpen, hops: [hop(`the firewall rule ${rule!.name} opens ${what}`, rule!.position)] }
  const why = rule === undefined ? `no firewall rule opens ${what}` : `the firewall rule ${rule.name} refuses ${what}`
  return closed([], why, rule?.position)
}

/** Why a machine that states no address is not sure to be let in: the rule is about some of the addresses that it may have. */
export function inPart({ name, subnets }: Machine, rule: Pick<FirewallRule, "name" | "action">, what: string): string {
  const part =
    subnets.length === 0
      ? "part of the private addresses"
      : `part of the subnetwork ${subnets.map(({ value }) => value).join(", ")}`
  const does = rule.action === "allow" ? `lets only ${part} in to ${what}` : `refuses ${part} ${what}`
  return `the firewall rule ${rule.name} ${does}, and no file states the address of ${name}`
}

/** The published ports that lead to a port of a container. */
export function publishedFor({ container, port, transport }: Target): readonly PublishedPort[] {
  return container.published.filter(
    (one) => one.transport === transport && (port === undefined || (one.target[0] <= port && port <= one.target[1])),
  )
}

function publishedHop(
  atlas: Atlas,
  container: Container,
  { hostIp, published, target, transport, position }: PublishedPort,
): Hop {
  return hop(
    `${hostIp}:${published[0]} leads to port ${target[0]}/${transport} of ${atlas.nameOf(container)}`,
    position,
  )
}

function portName({ port, transport }: Pick<Target, "port" | "transport">): string {
  return port === undefined ? "any port" : `port ${port}/${transport}`
}

/** A step that is open. */
export function hop(text: string, position: Hop["position"]): Hop {
  return { text, position, isOpen: true }
}

/** A path that ends at a step which is closed. */
export function closed(hops: readonly Hop[], text: string, position: Hop["position"]): Trace {
  return { isOpen: false, hops: [...hops, { text, position, isOpen: false }] }
}

/** A path that goes on as another one. */
export function continued(hops: readonly Hop[], rest: Trace): Trace {
  return { isOpen: rest.isOpen, hops: [...hops, ...rest.hops] }
}

function opened(atlas: Atlas, hops: readonly Hop[], to: Target): Trace {
  const last = hop(
    `${atlas.nameOf(to.container)} answers on ${to.port === undefined ? "whatever it listens on" : portName(to)}`,
    to.container.position,
  )
  return { isOpen: true, hops: [...hops, last] }
}
