import { CALLER_RANGES, isLoopback } from "../core/claims.js"
import { append } from "../core/lists.js"
import type { PlacementReach, Way } from "../core/proof.js"
import { type Context, machineOf, nameOf } from "./checks/context.js"
import { isAbout, machinesLetThrough, openRanges } from "./firewall.js"
import type { Container, FirewallRule, Machine, Transport } from "./network.js"
import { containersOf, publishedAt } from "./published.js"
import { intersect, PRIVATE, rangesOf, subtract } from "./ranges.js"
import { traceOut } from "./trace.js"
import { SERVICE } from "./vocabulary/compose.js"

/** Who can reach whom, as the files say: the internet first; who meets on a network without an edge is folded by network. */
export function reachOf(context: Context): PlacementReach {
  const { claims } = context
  return {
    environment: claims.environment,
    placement: claims.placement,
    ways: [...intoMachines(context), ...betweenContainers(context), ...overGateways(context), ...outOf(context)],
    assumptions: assumptionsOf(context),
  }
}

/** What a firewall lets in, and where it leads. */
function intoMachines(context: Context): readonly Way[] {
  const { claims, atlas } = context
  const causes = new Map(
    claims.openings.map(({ host, transport, port, causes: [cause] }) => [`${host} ${transport} ${port}`, cause]),
  )
  const ways = claims.hosts.flatMap(({ name, origin }) => {
    const machine = machineOf(context, name)
    if (machine === undefined) return []
    if (machine.position === undefined) return publishedWays(context, machine)
    const rules = atlas.rulesOf(machine)
    return portsOf(rules).flatMap(({ transport, port }) => {
      const to = answering(context, machine, name, { transport, port })
      return callers(context, name, rules, { transport, port }).map(
        (from): Way => ({
          from,
          to,
          ports: `${transport}/${port}`,
          kind: "declared",
          through: "firewall",
          origin: causes.get(`${name} ${transport} ${port}`) ?? origin,
        }),
      )
    })
  })
  const order = ["internet", "private networks", "cdn", "iap"]
  const rank = ({ from }: Way): number => (order.includes(from) ? order.indexOf(from) : order.length)
  return unique(ways).sort((one, other) => rank(one) - rank(other))
}

/** Where no firewall is described, what is published beyond the loopback is open to whoever comes. */
function publishedWays(context: Context, machine: Machine): readonly Way[] {
  return containersOf(machine).flatMap((container) =>
    container.published
      .filter(({ hostIp }) => !isLoopback(hostIp))
      .map(({ transport, published: [first] }) => ({
        from: "internet",
        to: nameOf(context, container),
        ports: `${transport}/${first}`,
        kind: "declared" as const,
        through: `published on ${machine.name}`,
        origin: originOf(context, container),
      })),
  )
}

function portsOf(rules: readonly FirewallRule[]): readonly { readonly transport: Transport; readonly port: number }[] {
  const seen = new Map<string, { readonly transport: Transport; readonly port: number }>()
  for (const rule of rules) {
    if (rule.action !== "allow") continue
    for (const { ports = [] } of rule.traffic)
      for (const [first] of ports)
        for (const transport of ["tcp", "udp"] as const)
          if (isAbout(rule, transport, first)) seen.set(`${transport} ${first}`, { transport, port: first })
  }
  return [...seen.values()].sort((one, other) => one.port - other.port || (one.transport < other.transport ? -1 : 1))
}

const KNOWN_CALLERS = rangesOf([...CALLER_RANGES.cdn, ...CALLER_RANGES.iap])

function callers(
  context: Context,
  host: string,
  rules: readonly FirewallRule[],
  { transport, port }: { readonly transport: Transport; readonly port: number },
): readonly string[] {
  const open = openRanges(rules, { transport, port })
  const machine = machineOf(context, host)
  const own = rangesOf((machine?.subnets ?? []).map(({ value }) => value))
  const others = subtract(open, [...KNOWN_CALLERS, ...own])
  if (subtract(others, PRIVATE).length > 0) return ["internet"]
  const ranged = (["cdn", "iap"] as const).filter((who) => intersect(open, rangesOf(CALLER_RANGES[who])).length > 0)
  const machines = machinesLetThrough(context.atlas.index, rules, { transport, port }).flatMap(({ machine: caller }) =>
    caller === machine || caller.position === undefined ? [] : [`vm ${context.hostOf.get(caller) ?? caller.name}`],
  )
  return [...(others.length > 0 ? ["private networks"] : []), ...ranged, ...machines]
}

function answering(
  context: Context,
  machine: Machine,
  host: string,
  { transport, port }: { readonly transport: Transport; readonly port: number },
): string {
  const container = containersOf(machine).find((one) =>
    publishedAt(one, port, transport).some(({ hostIp }) => !isLoopback(hostIp)),
  )
  return container === undefined ? `vm ${host}` : nameOf(context, container)
}

/** Edges one by one, in declared order; strangers who meet on a network together. */
function betweenContainers(context: Context): readonly Way[] {
  const { claims, scene, services } = context
  const uses = new Map<string, string[]>()
  const linked = new Map<string, string[]>()
  const edges = new Map<string, string>()
  for (const { from, to, origin } of claims.paths) {
    if (to === undefined) continue
    edges.set(`${from} ${to}`, origin)
    append(uses, from, to)
    append(linked, from, to)
    append(linked, to, from)
  }
  return scene.machines.flatMap((machine) =>
    [...machine.bridges.values()].flatMap((bridge): readonly Way[] => {
      if (!bridge.reachesNeighbours) return []
      const ids = new Set(bridge.members.map(({ container }) => nameOf(context, container)))
      const through = `network ${bridge.name}`
      const declared = [...ids].flatMap((from) =>
        [...new Set(uses.get(from))].flatMap((to): readonly Way[] =>
          ids.has(to)
            ? [{ from, to, ports: "any port", kind: "declared", through, origin: edges.get(`${from} ${to}`)! }]
            : [],
        ),
      )
      const strangers = [...ids].filter(
        (one) => [...new Set(linked.get(one))].filter((other) => other !== one && ids.has(other)).length < ids.size - 1,
      )
      return strangers.length < 2
        ? declared
        : [
            ...declared,
            {
              from: strangers.join(", "),
              to: "each other",
              ports: "any port",
              kind: "incidental",
              through,
              origin: services.get(strangers[0]!)?.origin ?? "",
            },
          ]
    }),
  )
}

/** Through the gateway of any network, every container reaches what its machine publishes beyond the loopback. */
function overGateways(context: Context): readonly Way[] {
  return context.scene.machines.flatMap((machine) => {
    const name = hostOf(context, machine)
    const others = containersOf(machine).filter(({ mode }) => mode === "bridges").length > 1
    return containersOf(machine).flatMap((container) =>
      container.published
        .filter(({ hostIp }) => others && !isLoopback(hostIp))
        .map(
          ({ transport, published: [first] }): Way => ({
            from: `every container of ${name}`,
            to: nameOf(context, container),
            ports: `${transport}/${first}`,
            kind: "incidental",
            through: "the machine's own address",
            origin: originOf(context, container),
          }),
        ),
    )
  })
}

function hostOf({ hostOf: names }: Context, machine: Machine): string {
  return names.get(machine) ?? machine.name
}

function outOf(context: Context): readonly Way[] {
  const leaving = new Map<string, string[]>()
  for (const container of context.scene.containers.values()) {
    const trace = traceOut(context.atlas, container)
    if (trace.isOpen) append(leaving, container.machine, nameOf(context, container))
  }
  return [...leaving.values()].map((names) => ({
    from: names.join(", "),
    to: "outside",
    ports: "any port",
    kind: "declared",
    through: "the network egress",
    origin: context.services.get(names[0]!)?.leaves ?? "",
  }))
}

function originOf({ serviceOf }: Context, { key }: Container): string {
  return serviceOf.get(key)?.origin ?? ""
}

function unique(ways: readonly Way[]): Way[] {
  const seen = new Map(ways.map((way) => [`${way.from} ${way.to} ${way.ports}`, way]))
  return [...seen.values()]
}

/** What is taken for granted: none of it stands in the files. */
function assumptionsOf({ claims, scene, evidence }: Context): readonly string[] {
  const byHand = claims.placement === "cloud" ? [...scene.assumed] : []
  const opaque = claims.services.flatMap(({ id, belongings: { ownKeys } }) => {
    const keys = [...ownKeys].filter((key) => SERVICE[key] !== "harmless" && !key.startsWith("x-"))
    return keys.length === 0 ? [] : [{ id, keys: keys.map((key) => `\`${key}\``).join(", ") }]
  })
  const fragments = new Set(claims.sites.filter(({ fragments: own }) => own.length > 0).map(({ hostname }) => hostname))
  return [
    "Docker writes its own iptables rules, and runs its userland proxy: that is how it comes.",
    "Nobody adds firewall rules, routes, peerings or DNS records beside these files, and the machine's own firewall refuses nothing that they open.",
    "Whoever is root on a machine reaches everything on it; a container passes on what it receives only where a proxy's file says so.",
    ...(claims.placement === "local"
      ? ["A laptop's own network is whoever shares it: they count as the internet."]
      : []),
    ...byHand.map((host) => `No unit describes the machine of ${host}: what stands before it, nobody here knows.`),
    ...evidence.beside.elsewhere.map(
      (path) => `Nobody runs ${path}: no project of the topology, and no VM's, is there.`,
    ),
    ...opaque.map(
      ({ id, keys }) =>
        `${id} has keys of Compose that the topology hands through (\`compose\`: ${keys}): what they give it, and what its process does with them, is its own.`,
    ),
    ...claims.services.flatMap(({ id, belongings: { envFiles } }) =>
      envFiles.map((path) => `What ${path} tells ${id}, nobody here knows: it is kept on the machine (\`envFiles\`).`),
    ),
    ...claims.services.flatMap(({ id, answersByHand }) =>
      answersByHand ? [`What ${id} answers, nobody here knows: its Caddyfile is kept by hand (\`generate\`).`] : [],
    ),
    ...[...fragments].map(
      (name) =>
        `Some requests for ${name} are answered by lines of your own (\`fragment\`), which the proof does not follow.`,
    ),
  ]
}
