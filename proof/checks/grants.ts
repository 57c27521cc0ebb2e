import { isLoopback, type MeetingClaim, meetingsOf, type OpeningClaim } from "../../core/claims.js"
import { append } from "../../core/lists.js"
import type { Failure } from "../../core/proof.js"
import { widestCaller } from "../callers.js"
import { machinesLetThrough, openingRule, openRanges } from "../firewall.js"
import type { Bridge, FirewallRule, Machine, Transport } from "../network.js"
import { dotted, EVERYWHERE, type Range, rangeOf, rangesOf, subtract } from "../ranges.js"
import { hop, traceOut } from "../trace.js"
import { type Context, containerOf, hasFiles, machineOf, nameOf, notGranted } from "./context.js"
import { siteOf, upstreamContainers, upstreamName } from "./paths.js"

/** Nothing is reachable that is not granted: from the internet, from the CDN, from each VM, from each container. */
export function* checkGrants(context: Context): Iterable<Failure> {
  yield* checkMeetings(context)
  yield* checkContainers(context)
  const openings = new Map<string, OpeningClaim[]>()
  for (const opening of context.claims.openings) append(openings, opening.host, opening)
  for (const { name } of context.claims.hosts) yield* checkFirewall(context, name, openings.get(name) ?? [])
  yield* checkSites(context)
}

/** Who shares a network has been granted to. */
function* checkMeetings(context: Context): Iterable<Failure> {
  const meetings = meetingsOf(context.claims)
  for (const machine of context.scene.machines)
    for (const bridge of machine.bridges.values())
      if (bridge.reachesNeighbours && bridge.members.length > 1) yield* checkBridge(context, bridge, meetings)
}

function* checkBridge(
  context: Context,
  bridge: Bridge,
  meetings: ReadonlyMap<string, readonly MeetingClaim[]>,
): Iterable<Failure> {
  const members = bridge.members.map(({ container }) => container)
  const ids = members.map((container) => nameOf(context, container))
  // Nearly always one meeting has them all; otherwise each pair is looked at.
  const known = meetings.get(ids[0]!) ?? []
  if (known.some((meeting) => ids.every((id) => meeting.members.has(id)))) return
  for (const [index, one] of members.entries()) {
    for (const other of members.slice(index + 1)) {
      const [from, to] = [nameOf(context, one), nameOf(context, other)]
      if (one === other || (meetings.get(from) ?? []).some((meeting) => meeting.members.has(to))) continue
      const joined = bridge.members.find(({ container }) => container === other)!.membership
      const first = bridge.members.find(({ container }) => container === one)!.membership
      yield notGranted(
        context,
        `${from} and ${to} reach each other over the network ${bridge.name}, and nothing grants it.`,
        {
          position: joined.position,
          hops: [
            hop(`${from} is on the network ${bridge.name}`, first.position),
            hop(`${to} is on it too`, joined.position),
          ],
          origins: [from, to].flatMap((id) => context.services.get(id)?.origin ?? []),
        },
      )
    }
  }
}

/** What each container publishes, whether it may leave, and whose network it has. */
function* checkContainers(context: Context): Iterable<Failure> {
  const { scene, atlas, serviceOf, claims } = context
  const bindings = new Map(
    claims.bindings.map((binding) => [
      `${binding.service} ${binding.transport} ${binding.published} ${binding.target}`,
      binding,
    ]),
  )
  for (const container of scene.containers.values()) {
    const service = serviceOf.get(container.key)
    const name = nameOf(context, container)
    const origins = service === undefined ? [] : [service.origin]
    if (service === undefined) {
      yield notGranted(context, `The service ${container.key} is in a Compose file, and the topology has none such.`, {
        position: container.position,
      })
      continue
    }
    if ((container.mode === "host") !== service.hasMachineNetwork || typeof container.mode === "object")
      yield notGranted(
        context,
        `${name} has the network of ${typeof container.mode === "object" ? container.mode.of : "its machine"}, and nothing grants it.`,
        {
          position: container.position,
          origins,
        },
      )
    if (service.leaves === undefined) {
      const out = traceOut(atlas, container)
      if (out.isOpen)
        yield notGranted(context, `${name} can open connections out of its machine, and nothing grants it.`, {
          position: out.hops.at(-1)?.position,
          hops: out.hops,
          origins,
        })
    }
    for (const port of container.published) {
      const [first, last] = port.published
      for (let published = first; published <= last; published += 1) {
        const target = port.target[0] + published - first
        const binding = bindings.get(`${name} ${port.transport} ${published} ${target}`)
        const what = `port ${published === 0 ? "that Docker chooses" : published}/${port.transport} of its machine, on ${port.hostIp}`
        if (binding === undefined)
          yield notGranted(context, `${name} publishes port ${target} as ${what}, and nothing grants it.`, {
            position: port.position,
            origins,
          })
        else if (binding.isLoopback && !isLoopback(port.hostIp))
          yield notGranted(
            context,
            `${name} publishes port ${target} as ${what}, and only the machine itself may reach it.`,
            {
              position: port.position,
              origins: [binding.origin],
            },
          )
      }
    }
  }
}

/** What the firewall lets through to a machine. */
function* checkFirewall(context: Context, host: string, openings: readonly OpeningClaim[]): Iterable<Failure> {
  const { scene, atlas } = context
  const machine = machineOf(context, host)
  if (machine?.position === undefined || scene.assumed.has(host)) return
  const rules = atlas.rulesOf(machine)
  for (const { transport, port } of portsToTry(rules, openings)) {
    const granted = openings.filter((opening) => opening.port === port && opening.transport === transport)
    yield* checkAddresses(context, { machine, host, rules, granted, transport, port })
    yield* checkMachines(context, { machine, host, rules, granted, transport, port })
  }
  for (const rule of rules) {
    const strange = rule.traffic.find(({ protocol }) => !TRANSPORTS.has(protocol))
    if (rule.action === "allow" && strange !== undefined)
      yield notGranted(
        context,
        `The firewall rule ${rule.name} opens ${strange.protocol} to ${host}, and nothing grants it.`,
        {
          position: strange.position,
        },
      )
    const stranger = rule.accounts.find((account) => !accountsOf(context).has(account))
    if (rule.action === "allow" && stranger !== undefined)
      yield notGranted(
        context,
        `The firewall rule ${rule.name} opens ${host} to an account that none of the VMs has.`,
        {
          position: rule.position,
        },
      )
  }
}

const TRANSPORTS: ReadonlySet<string | undefined> = new Set([undefined, "tcp", "udp", "6", "17"])

function accountsOf({ evidence }: Context): ReadonlySet<string> {
  const known = ACCOUNTS.get(evidence)
  if (known !== undefined) return known
  const accounts = new Set([...evidence.cloud.machines.values()].flatMap(({ account }) => account ?? []))
  ACCOUNTS.set(evidence, accounts)
  return accounts
}

const ACCOUNTS = new WeakMap<Context["evidence"], ReadonlySet<string>>()

/** Every port that is granted, both ends of every range that a rule opens, and one inside that nobody is granted. */
function portsToTry(
  rules: readonly FirewallRule[],
  openings: readonly OpeningClaim[],
): readonly { readonly transport: Transport; readonly port: number }[] {
  const ports: Record<Transport, Set<number>> = { tcp: new Set(), udp: new Set() }
  for (const { transport, port } of openings) ports[transport].add(port)
  const granted = { tcp: new Set(ports.tcp), udp: new Set(ports.udp) }
  for (const rule of rules) {
    if (rule.action !== "allow") continue
    for (const { protocol, ports: ranges = [[1, 65_535]] as const } of rule.traffic) {
      for (const transport of ["tcp", "udp"] as const) {
        if (protocol !== undefined && protocol !== transport && protocol !== (transport === "tcp" ? "6" : "17"))
          continue
        for (const [first, last] of ranges) {
          ports[transport].add(first).add(last)
          for (let port = first; port <= last; port += 1) {
            if (granted[transport].has(port)) continue
            ports[transport].add(port)
            break
          }
        }
      }
    }
  }
  return (["tcp", "udp"] as const).flatMap((transport) => [...ports[transport]].map((port) => ({ transport, port })))
}

interface Opened {
  readonly machine: Machine
  readonly host: string
  readonly rules: readonly FirewallRule[]
  readonly granted: readonly OpeningClaim[]
  readonly transport: Transport
  readonly port: number
}

/** Addresses: whoever the CDN's or IAP's are granted to, nobody else's are. */
function* checkAddresses(
  context: Context,
  { machine, host, rules, granted, transport, port }: Opened,
): Iterable<Failure> {
  const wanted = granted.flatMap(({ from }): readonly Range[] => {
    if (from.kind === "internet") return EVERYWHERE
    if (from.kind !== "host") return rangesOf(from.ranges)
    const address = machineOf(context, from.host)?.address?.value
    return address === undefined ? [] : rangesOf([address])
  })
  const strange = subtract(openRanges(rules, { transport, port }), wanted)
  if (strange.length === 0) return
  const { words, address } = widestCaller(strange, machine)
  const rule = openingRule(rules, [[address, address]], { transport, port })
  yield notGranted(context, `The firewall opens ${transport}/${port} of ${host} to ${words}, and nothing grants it.`, {
    position: rule?.ranges.find(({ value }) => covers(value, address))?.position ?? rule?.position,
    hops: [
      hop(`${dotted(address)} connects to ${transport}/${port} of ${machine.name}`, undefined),
      hop(`the firewall rule ${rule?.name} lets it through`, rule?.position),
    ],
    origins: granted.flatMap(({ causes }) => causes),
  })
}

function covers(cidr: string, address: number): boolean {
  const range = rangeOf(cidr)
  return range !== undefined && range[0] <= address && address <= range[1]
}

/** Machines: by their accounts or their addresses. */
function* checkMachines(
  context: Context,
  { machine, host, rules, granted, transport, port }: Opened,
): Iterable<Failure> {
  if (granted.some(({ from }) => from.kind === "internet")) return
  const { atlas, hostOf } = context
  for (const { machine: caller, rule } of machinesLetThrough(atlas.index, rules, { transport, port })) {
    // Whoever comes by an address was looked at as one.
    if (caller === machine || (rule.accounts.length === 0 && rule.sourceTags.length === 0)) continue
    const name = hostOf.get(caller) ?? caller.name
    if (granted.some(({ from }) => from.kind === "host" && from.host === name)) continue
    yield notGranted(
      context,
      `The firewall opens ${transport}/${port} of ${host} to the VM ${name}, and nothing grants it.`,
      {
        position: rule.position,
        hops: [
          hop(`${name} connects to ${transport}/${port} of ${machine.name}`, caller.position),
          hop(`the firewall rule ${rule.name} lets it through`, rule.position),
        ],
      },
    )
  }
}

/** What proxies serve, and where they lead. */
function* checkSites(context: Context): Iterable<Failure> {
  const { claims, scene, services } = context
  const claimed = new Map(
    claims.sites.flatMap((claim) => {
      const container = containerOf(context, claim.proxy)
      const site = container === undefined ? undefined : siteOf(context, container, claim)
      return site === undefined ? [] : [[site, claim] as const]
    }),
  )
  for (const site of scene.sites) {
    const proxy = nameOf(context, site.container)
    const claim = claimed.get(site)
    if (claim === undefined) {
      yield notGranted(
        context,
        `${proxy} serves ${site.scheme}://${site.hostname || "any host"} on port ${site.port}, and no route asks for it.`,
        {
          position: site.position,
          origins: services.get(proxy) === undefined ? [] : [services.get(proxy)!.origin],
        },
      )
      continue
    }
    for (const upstream of site.upstreams) {
      // What stands in a file of the user's own is opaque.
      if (claim.fragments.length > 0 && upstream.position.file !== site.position.file) continue
      const found = upstreamContainers(context, site.container, upstream)
      const isMeant = claim.upstreams.some((one) => {
        if (one.port !== upstream.port) return false
        if (one.kind === "external") return found.length === 0 && one.host === upstream.host
        const service = services.get(one.service)!
        const isUnknown = found.length === 0 && !hasFiles(context, service.host)
        return isUnknown || found.some(({ key }) => key === service.key)
      })
      if (isMeant) continue
      const who = found.map((container) => nameOf(context, container)).join(" and ") || "nobody that the files know"
      yield notGranted(
        context,
        `${proxy} hands requests for ${site.hostname} to ${upstreamName(upstream)}, which is ${who}, and no route grants it.`,
        {
          position: upstream.position,
          hops: [
            hop(`${proxy} serves ${site.hostname}`, site.position),
            hop(`is handed to ${upstreamName(upstream)}`, upstream.position),
          ],
          origins: [claim.origin],
        },
      )
    }
  }
}
