import { isLoopback, type MeetingClaim, type PathClaim, type ServiceClaim, type SiteClaim } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import { openRanges, verdict } from "../firewall.js"
import type { Container, Machine, Site, SiteUpstream } from "../network.js"
import { containersOf, insidePort, publishedAt } from "../published.js"
import { dotted, EVERYWHERE, rangeOf, rangesOf, subtract } from "../ranges.js"
import { closed, inPart, type Trace, traceBetween, traceOutside } from "../trace.js"
import { type Context, closedPath, containerOf, hasFiles, machineOf } from "./context.js"

/** Each declared edge, route and exposure has a complete path. */
export function* checkPaths(context: Context): Iterable<Failure> {
  const { claims } = context
  for (const path of claims.paths) yield* checkEdge(context, path)
  yield* checkLeaving(context)
  for (const { name, unit, origin } of claims.hosts) {
    const machine = unit === undefined ? undefined : machineOf(context, name)
    if (machine?.position !== undefined && machine.wayOut === undefined)
      yield closedPath(
        context,
        `vm ${name} → outside, for its images`,
        [origin],
        closed([], `${machine.name} has neither an external address nor a NAT`, machine.position),
      )
  }
  for (const meeting of claims.meetings) if (meeting.target === undefined) yield* checkMeeting(context, meeting)
  for (const opening of claims.openings) yield* checkOpening(context, opening)
  for (const binding of claims.bindings) yield* checkBinding(context, binding)
  for (const service of claims.services) yield* checkCaddyfile(context, service)
  for (const site of claims.sites) yield* checkSite(context, site)
}

function* checkEdge(context: Context, path: PathClaim): Iterable<Failure> {
  const { services } = context
  const { from, to, outside, origin } = path
  const what = `${from} → ${to ?? outside}`
  if (!hasFiles(context, services.get(from)!.host)) return
  const source = containerOf(context, from)
  if (source === undefined) {
    yield closedPath(context, what, [origin], closed([], `no Compose file has ${from}`, undefined))
    return
  }
  const trace = to === undefined ? traceOutside(context.atlas, source) : traceEdge(context, source, { ...path, to })
  if (trace !== undefined && !trace.isOpen) yield closedPath(context, what, [origin], trace)
}

/** What leaves its machine without an edge that says so, as a proxy does for its certificates. */
function* checkLeaving(context: Context): Iterable<Failure> {
  const { claims } = context
  const known = new Set(claims.paths.flatMap(({ from, isLocal }) => (isLocal ? [] : [from])))
  for (const { id, leaves, host } of claims.services) {
    if (leaves === undefined || known.has(id) || !hasFiles(context, host)) continue
    const source = containerOf(context, id)
    const trace =
      source === undefined ? closed([], `no Compose file has ${id}`, undefined) : traceOutside(context.atlas, source)
    if (!trace.isOpen) yield closedPath(context, `${id} → outside`, [leaves], trace)
  }
}

/** A network that services join by declaration has all of them. */
function* checkMeeting(context: Context, { members }: MeetingClaim): Iterable<Failure> {
  const [first, ...others] = [...members.keys()].flatMap((id) => containerOf(context, id) ?? [])
  if (first === undefined) return
  const bridge = context.atlas
    .bridgesOf(first)
    .find(({ bridge: { members: own } }) => others.every((one) => own.some(({ container }) => container === one)))
  if (bridge !== undefined) return
  yield closedPath(
    context,
    `a network of ${[...members.keys()].join(" and ")}`,
    [...members.values()],
    closed([], "no network has all of them", first.position),
  )
}

function traceEdge(
  context: Context,
  source: Container,
  { to, port, isLocal, transport }: PathClaim & { readonly to: string },
): Trace | undefined {
  const { atlas, services } = context
  if (!hasFiles(context, services.get(to)!.host)) return undefined
  const container = containerOf(context, to)
  if (container === undefined) return closed([], `no Compose file has ${to}`, undefined)
  const target = { container, port, transport }
  if (!isLocal) return traceBetween(atlas, source, target)
  const trace = traceBetween(atlas, source, target, { overGateway: container.mode === "host" })
  if (!trace.isOpen || source.mode === "host" || container.mode === "host") return trace
  return named(context, source, container, trace)
}

/** A path on a network is found by a name, which only the one that is meant may answer. */
function named(context: Context, source: Container, target: Container, trace: Trace): Trace {
  const { atlas } = context
  const shared = atlas.bridgesOf(target).filter(({ membership }) => isShared(source, membership.network))
  // A further name is there to be relied on; without one, it is the service's own. What Compose calls a container is nobody's to rely on.
  const promised = shared.flatMap(({ membership }) => membership.aliases)
  const names = new Set(promised.length > 0 ? promised : [target.service.toLowerCase()])
  const isClear = (name: string): boolean => {
    const answering = atlas.whoAnswers(source, name)
    return (
      answering.length === 1 &&
      answering[0] === target &&
      atlas.deadEndOf(source, name) === undefined &&
      !source.hosts.some((line) => line.name === name)
    )
  }
  if ([...names].every(isClear)) return trace
  const taken = source.hosts.find(({ name }) => names.has(name))
  if (taken !== undefined)
    return closed(
      trace.hops,
      `the hosts file of ${atlas.nameOf(source)} sends ${taken.name} to ${taken.value}`,
      taken.position,
    )
  const other = [...names].flatMap((name) => atlas.whoAnswers(source, name)).find((one) => one !== target)
  if (other !== undefined)
    return closed(
      trace.hops,
      `${atlas.nameOf(other)} answers to the names of ${atlas.nameOf(target)} too`,
      other.position,
    )
  const deadEnd = [...names].flatMap((name) => atlas.deadEndOf(source, name) ?? [])[0]
  return closed(
    trace.hops,
    deadEnd === undefined
      ? `no name leads ${atlas.nameOf(source)} to ${atlas.nameOf(target)}`
      : `each name of ${atlas.nameOf(target)} may be answered on ${deadEnd.name}, whose members can't reach each other`,
    deadEnd?.position ?? target.position,
  )
}

function isShared({ memberships }: Container, network: string): boolean {
  return memberships.some((one) => one.network === network)
}

function* checkOpening(context: Context, opening: Context["claims"]["openings"][number]): Iterable<Failure> {
  const { scene, atlas } = context
  const { from, host, port, transport, causes } = opening
  if (scene.assumed.has(host)) return
  const machine = machineOf(context, host)
  const what = `${callerName(from)} → ${transport}/${port} of ${host}`
  if (machine?.position === undefined) {
    yield closedPath(context, what, causes, closed([], `no unit has the VM of ${host}`, undefined))
    return
  }
  const rules = atlas.rulesOf(machine)
  if (from.kind === "host") {
    const caller = machineOf(context, from.host)
    if (caller === undefined || scene.assumed.has(from.host)) return
    const { isOpen, rule, opening } = verdict(rules, { kind: "machine", machine: caller }, { transport, port })
    if (isOpen) return
    const trace =
      opening === undefined
        ? refused(machine, rule, `${transport}/${port}`, from.host)
        : closed([], inPart(caller, rule!, `${transport}/${port} of ${machine.name}`), rule!.position)
    yield closedPath(context, what, causes, trace)
    return
  }
  const wanted = from.kind === "internet" ? EVERYWHERE : rangesOf(from.ranges)
  const missing = subtract(wanted, openRanges(rules, { transport, port }))[0]
  if (missing !== undefined) {
    const { rule } = verdict(rules, { kind: "address", address: missing[0] }, { transport, port })
    yield closedPath(context, what, causes, refused(machine, rule, `${transport}/${port}`, dotted(missing[0])))
  }
  if (from.kind !== "iap" && machine.externalAddress === undefined)
    yield closedPath(
      context,
      what,
      causes,
      closed([], `the VM ${machine.name} has no external address`, machine.position),
    )
}

function refused(
  machine: Machine,
  rule: { readonly name: string; readonly position: Machine["position"] } | undefined,
  what: string,
  who: string,
): Trace {
  return rule === undefined
    ? closed([], `no firewall rule lets ${who} to ${what} of ${machine.name}`, undefined)
    : closed([], `the firewall rule ${rule.name} refuses ${who} ${what} of ${machine.name}`, rule.position)
}

function callerName(from: Context["claims"]["openings"][number]["from"]): string {
  return from.kind === "host" ? `vm ${from.host}` : from.kind
}

function* checkBinding(context: Context, binding: Context["claims"]["bindings"][number]): Iterable<Failure> {
  const { service, host, published, target, transport, isLoopback: isPrivate, origin } = binding
  if (!hasFiles(context, host)) return
  const container = containerOf(context, service)
  const what = `port ${published}/${transport} of ${host} → ${service}`
  if (container === undefined) {
    yield closedPath(context, what, [origin], closed([], `no Compose file has ${service}`, undefined))
    return
  }
  const found = publishedAt(container, published, transport).filter((port) => insidePort(port, published) === target)
  if (found.length === 0)
    yield closedPath(context, what, [origin], closed([], `${service} does not publish it`, container.position))
  else if (!isPrivate && found.every(({ hostIp }) => isLoopback(hostIp)))
    yield closedPath(
      context,
      what,
      [origin],
      closed([], `${service} publishes it on ${found[0]!.hostIp} alone`, found[0]!.position),
    )
}

/** A proxy reads the file that is written for it. */
function* checkCaddyfile(context: Context, service: ServiceClaim): Iterable<Failure> {
  const { id, caddyfile, answersByHand, belongings, origin } = service
  const container = containerOf(context, id)
  if (caddyfile === undefined || answersByHand || container === undefined || !context.evidence.files.has(caddyfile))
    return
  const found = context.scene.proxies.get(container.key)?.path
  const other = container.belongings.commands.find(({ value }) => !belongings.commands.has(value as "command"))
  if (other !== undefined && found === caddyfile)
    yield closedPath(
      context,
      `${id} → ${caddyfile}`,
      [origin],
      closed([], `another \`${other.value}\` than the image's says what ${id} reads`, other.position),
    )
  if (found === caddyfile) return
  const text = found === undefined ? `${id} mounts no Caddyfile` : `${id} mounts ${found}`
  yield closedPath(context, `${id} → ${caddyfile}`, [origin], closed([], text, container.position))
}

function* checkSite(context: Context, claim: SiteClaim): Iterable<Failure> {
  const { services } = context
  if (!hasFiles(context, services.get(claim.proxy)!.host)) return
  const container = containerOf(context, claim.proxy)
  const what = `${claim.scheme}://${claim.hostname}`
  const site = container === undefined ? undefined : siteOf(context, container, claim)
  if (container === undefined || site === undefined) {
    const text = `${claim.proxy} serves no ${claim.scheme} site ${claim.hostname} on port ${claim.port}`
    yield closedPath(context, what, [claim.origin], closed([], text, container?.position))
    return
  }
  for (const { value, position } of site.binds)
    yield closedPath(
      context,
      what,
      [claim.origin],
      closed(
        [],
        `${claim.proxy} listens for it on ${value} alone, which nobody outside of its container reaches`,
        position,
      ),
    )
}

/** A site is found by the port that visitors name, which leads to one of the proxy's. */
export function siteOf({ atlas }: Pick<Context, "atlas">, container: Container, claim: SiteClaim): Site | undefined {
  const inside = new Set(publishedAt(container, claim.port, "tcp").map((port) => insidePort(port, claim.port)))
  if (inside.size === 0) inside.add(claim.port)
  return atlas.sitesOf(container, claim.hostname).find((site) => site.scheme === claim.scheme && inside.has(site.port))
}

/** An upstream as a Caddyfile has it. */
export function upstreamName({ host, port }: Pick<SiteUpstream, "host" | "port">): string {
  return port === 0 ? host : `${host}:${port}`
}

/** The containers that an upstream means: by an address of a machine and what is published there, or by a name. */
export function upstreamContainers(
  { atlas }: Pick<Context, "atlas">,
  proxy: Container,
  { host, port }: Pick<SiteUpstream, "host" | "port">,
): readonly Container[] {
  const line = proxy.hosts.find(({ name }) => name === host)
  const name = line?.value ?? host
  if (isOwnMachine(proxy, name)) {
    const own = atlas.machines.get(proxy.machine)
    const neighbours = own === undefined ? [] : containersOf(own).filter((container) => container !== proxy)
    const published = neighbours.filter((container) => answersTheMachine(container, port))
    // What has the machine's network too says nowhere on which ports it listens.
    return published.length > 0 ? published : neighbours.filter(({ mode }) => mode === "host")
  }
  if (rangeOf(name) === undefined) return line === undefined ? atlas.whoAnswers(proxy, name) : []
  const machine = atlas.byAddress.get(name)
  return machine === undefined
    ? []
    : containersOf(machine).filter((container) => publishedAt(container, port, "tcp").length > 0)
}

/** Whether an upstream is the proxy's own machine, whose network it shares. */
export function isOwnMachine(proxy: Pick<Container, "mode">, host: string): boolean {
  return proxy.mode === "host" && isLoopback(host)
}

/** What is published on one address of a machine alone does not answer on its loopback. */
function answersTheMachine(container: Container, port: number): boolean {
  return publishedAt(container, port, "tcp").some(({ hostIp }) => isLoopback(hostIp) || EVERY_ADDRESS.has(hostIp))
}

const EVERY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::"])
