import { CALLER_RANGES, meetingsOf } from "../core/claims.js"
import type { Hop } from "../core/proof.js"
import { NO_BELONGINGS } from "./belongings.js"
import { type Context, nameOf } from "./checks/context.js"
import { upstreamContainers } from "./checks/paths.js"
import { chainOf } from "./checks/records.js"
import type { Source } from "./firewall.js"
import type { Container, Machine, Site, Transport } from "./network.js"
import { type Aim, type Asker, aimOf, askerOf, type NoSuchParty } from "./parties.js"
import { containersOf, insidePort, publishedAt } from "./published.js"
import { rangeOf } from "./ranges.js"
import { providerOf } from "./read/providers.js"
import { closed, continued, hop, type Trace, traceBetween, traceOutside, traceToMachine } from "./trace.js"

/** What `reach` is asked. */
export interface Question {
  /** `internet`, `cdn`, `iap` (or `operators`), the name of a host (`counter`), or a service (`press.printer`). */
  readonly from: string
  /**
   * A host name with a path or without (`api.example.com/docs`), a service, a host with a port (`backend:5432`), an external or a bucket,
   * an address, or `outside`.
   */
  readonly to: string
}

/** The answer in one environment and placement. */
export interface ReachAnswer extends Trace {
  /** The environment's name. */
  readonly environment: string
  /** Where it runs. */
  readonly placement: "cloud" | "local"
  /** Whether the topology declares it, it follows from how wide the engines are, or neither; undefined where it is not open. */
  readonly grant: "declared" | "incidental" | "none" | undefined
}

/** Says whether a connection can be opened, and by which path, or where the path ends. */
export function reach(context: Context, { from, to }: Question): ReachAnswer | NoSuchParty {
  const caller = askerOf(context, from)
  if ("asked" in caller) return caller
  const aim = aimOf(context, to)
  if ("asked" in aim) return aim
  const trace = traceOf(context, caller, aim)
  const { environment, placement } = context.claims
  return { ...trace, environment, placement, grant: trace.isOpen ? grantOf(context, caller, aim) : undefined }
}

function traceOf(context: Context, caller: Asker, aim: Aim): Trace {
  const { atlas } = context
  switch (aim.kind) {
    case "outside":
      return caller.kind === "container"
        ? traceOutside(atlas, caller.container)
        : { isOpen: true, hops: [startOf(context, caller)] }
    case "site":
      return traceSite(context, caller, aim)
    case "machine": {
      const container = publishing(aim)
      const trace = toContainer(context, caller, {
        container: container ?? nobody(aim),
        port: container === undefined ? aim.port : insideOf(container, aim),
        transport: aim.transport,
      })
      return trace
    }
    case "container":
      return caller.kind === "container"
        ? traceBetween(atlas, caller.container, aim)
        : withProxies(context, aim.container, toContainer(context, caller, aim))
  }
}

/** Who asks for a container that is closed to the outside wants to know by which proxy requests come to it nevertheless. */
function withProxies(context: Context, container: Container, trace: Trace): Trace {
  const last = trace.hops.at(-1)
  if (trace.isOpen || last === undefined) return trace
  const sites = context.scene.sites.filter((site) =>
    site.upstreams.some((upstream) => upstreamContainers(context, site.container, upstream).includes(container)),
  )
  if (sites.length === 0) return trace
  const names = [...new Set(sites.map(({ hostname }) => hostname || "any name"))].join(", ")
  const proxies = [...new Set(sites.map((site) => nameOf(context, site.container)))].join(", ")
  return {
    ...trace,
    hops: [
      ...trace.hops.slice(0, -1),
      { ...last, text: `${last.text}; requests for ${names} come to it by ${proxies}` },
    ],
  }
}

function startOf(context: Context, caller: Asker): Hop {
  switch (caller.kind) {
    case "address":
      return hop(
        caller.name === "internet" ? "the internet" : caller.name === "cdn" ? "the CDN" : "Identity-Aware Proxy",
        undefined,
      )
    case "machine":
      return hop(`the VM ${caller.machine.name}`, caller.machine.position)
    case "container":
      return hop(context.atlas.nameOf(caller.container), caller.container.position)
  }
}

function sourceOf(context: Context, caller: Asker): Source {
  switch (caller.kind) {
    case "address":
      return { kind: "address", address: caller.address }
    case "machine":
      return { kind: "machine", machine: caller.machine }
    case "container":
      return { kind: "machine", machine: context.atlas.machines.get(caller.container.machine)! }
  }
}

function toContainer(
  context: Context,
  caller: Asker,
  target: { readonly container: Container; readonly port: number | undefined; readonly transport: Transport },
): Trace {
  const { atlas } = context
  if (caller.kind === "container") return traceBetween(atlas, caller.container, target)
  const start = [startOf(context, caller)]
  const machine = atlas.machines.get(target.container.machine)
  if (caller.kind === "machine" && caller.machine === machine)
    return { isOpen: true, hops: [...start, hop("a machine reaches whatever it runs", target.container.position)] }
  if (
    caller.kind === "address" &&
    machine?.position !== undefined &&
    machine.externalAddress === undefined &&
    caller.name !== "iap"
  )
    return closed(start, `${machine.name} has no external address`, machine.position)
  return continued(start, traceToMachine(atlas, sourceOf(context, caller), target))
}

/** What answers on a port of a machine that nothing publishes: a process of the machine's own. */
function nobody({
  machine,
  port,
  transport,
}: {
  readonly machine: Machine
  readonly port: number
  readonly transport: Transport
}): Container {
  const position = machine.position ?? { file: "", line: 0, column: 0 }
  return {
    key: `${transport}/${port} of ${machine.name}`,
    project: "",
    service: "",
    machine: machine.name,
    position,
    mode: "host",
    memberships: [],
    published: [],
    hosts: [],
    texts: [],
    binds: [],
    belongings: NO_BELONGINGS,
  }
}

function publishing({ machine, port, transport }: Extract<Aim, { readonly kind: "machine" }>): Container | undefined {
  return containersOf(machine).find((container) => publishedAt(container, port, transport).length > 0)
}

/** The port inside a container that publishes one of the machine. */
function insideOf(
  container: Container,
  { port, transport }: { readonly port: number; readonly transport: Transport },
): number {
  return insidePort(publishedAt(container, port, transport)[0]!, port)
}

/** A host name: to what it leads, who serves it there, and what answers. */
function traceSite(
  context: Context,
  caller: Asker,
  { hostname, path }: Extract<Aim, { readonly kind: "site" }>,
): Trace {
  const { evidence, scene, atlas } = context
  const before =
    caller.kind === "container"
      ? traceOutside(atlas, caller.container)
      : { isOpen: true, hops: [startOf(context, caller)] }
  const domain = providerOf(evidence.cloud, hostname)
  if (!before.isOpen) return before
  if (domain !== undefined)
    return {
      isOpen: true,
      hops: [...before.hops, hop(`${hostname} is answered by a provider (${domain.value})`, domain.position)],
    }
  const chain = chainOf(evidence, hostname)
  const record = chain.at(-1)
  const sites = scene.sites.filter((site) => site.hostname === hostname)
  const site = sites.find(({ scheme }) => scheme === "https") ?? sites[0]
  if (site === undefined) return closed(before.hops, `no proxy serves ${hostname}`, record?.position)
  const machine = atlas.machines.get(site.container.machine)!
  const start = [...before.hops]
  let source: Asker = caller
  if (record !== undefined) {
    if (record.content !== machine.externalAddress?.value)
      return closed(start, `the record of ${hostname} does not lead to ${machine.name}`, record.position)
    start.push(hop(`the record of ${hostname} leads to ${machine.name}`, record.position))
    if (chain.some(({ isProxied }) => isProxied)) {
      start.push(hop("the CDN answers in its place", record.position))
      source = { kind: "address", name: "cdn", address: rangeOf(CALLER_RANGES.cdn[0]!)![0] }
    }
  } else if (machine.position !== undefined && context.claims.hasZone && caller.kind === "address")
    return closed(start, `no DNS record has the name ${hostname}`, undefined)
  const target = { container: site.container, port: site.port, transport: "tcp" as const }
  const into =
    source.kind === "container" && source.container.machine === site.container.machine
      ? traceBetween(atlas, source.container, target)
      : toContainer(
          context,
          source.kind === "container"
            ? { kind: "machine", host: "", machine: atlas.machines.get(source.container.machine)! }
            : source,
          target,
        )
  const arrived = continued(start, { isOpen: into.isOpen, hops: into.hops.slice(source.kind === "container" ? 0 : 1) })
  return arrived.isOpen ? answering(context, site, path, arrived.hops) : arrived
}

function answering(context: Context, site: Site, path: string, before: readonly Hop[]): Trace {
  const { atlas } = context
  const found = site.answer({ path, method: "GET" })
  const served = [...before, hop(`${nameOf(context, site.container)} serves ${site.hostname}`, site.position)]
  switch (found.kind) {
    case "redirect":
      return { isOpen: true, hops: [...served, hop(`is redirected to ${found.to} (${found.status})`, found.position)] }
    case "respond":
      return { isOpen: true, hops: [...served, hop(`is answered with ${found.status}`, found.position)] }
    case "files":
      return { isOpen: true, hops: [...served, hop("is answered from a folder", found.position)] }
    case "nothing":
      return closed(served, `nothing answers ${path}`, found.position)
    case "unknown":
      return closed(served, `what answers can't be told: ${found.reason}`, found.position)
    case "upstream": {
      const [upstream] = found.upstreams
      if (upstream === undefined) return closed(served, "the proxy has no upstream", found.position)
      const handed = [...served, hop(`is handed to ${upstream.host}:${upstream.port}`, upstream.position)]
      const [target, other] = upstreamContainers(context, site.container, upstream)
      if (target === undefined || other !== undefined)
        return closed(
          handed,
          target === undefined ? `nobody answers to ${upstream.host}` : `several containers answer to ${upstream.host}`,
          upstream.position,
        )
      const port =
        rangeOf(upstream.host) === undefined
          ? upstream.port
          : insideOf(target, { port: upstream.port, transport: "tcp" })
      return continued(handed, traceBetween(atlas, site.container, { container: target, port, transport: "tcp" }))
    }
  }
}

function grantOf(context: Context, caller: Asker, aim: Aim): ReachAnswer["grant"] {
  const { claims } = context
  if (aim.kind === "site")
    return claims.sites.some(({ hostname }) => hostname === aim.hostname) ||
      claims.records.some(({ hostname }) => hostname === aim.hostname)
      ? "declared"
      : "none"
  if (caller.kind === "container") {
    const from = nameOf(context, caller.container)
    const service = context.serviceOf.get(caller.container.key)
    if (aim.kind === "outside") {
      const { outsider } = aim
      if (service?.leaves === undefined) return "none"
      const isNamed = (path: { readonly from: string; readonly outside: string | undefined }) =>
        path.from === from && path.outside === outsider?.outside
      return outsider === undefined || claims.paths.some(isNamed) ? "declared" : "incidental"
    }
    const to = aim.kind === "container" ? nameOf(context, aim.container) : aim.host
    if (claims.paths.some((path) => path.from === from && path.to === to)) return "declared"
    const isMet = (meetingsOf(claims).get(from) ?? []).some(({ members }) => members.has(to))
    return isMet || isPublished(context, aim) ? "incidental" : "none"
  }
  if (aim.kind === "outside") return "declared"
  const host = aim.kind === "machine" ? aim.host : context.serviceOf.get(aim.container.key)?.host
  if (caller.kind === "machine" && caller.host === host) return "declared"
  const port = aim.kind === "machine" ? aim.port : undefined
  const name = caller.kind === "machine" ? caller.host : caller.name
  return claims.openings.some(
    ({ from, host: target, port: opened }) =>
      target === host &&
      (port === undefined || port === opened) &&
      (from.kind === "internet" || (from.kind === "host" ? from.host === name : from.kind === name)),
  )
    ? "declared"
    : "none"
}

function isPublished({ claims, serviceOf: services }: Context, aim: Aim): boolean {
  const id = aim.kind === "container" ? services.get(aim.container.key)?.id : undefined
  return claims.bindings.some(
    ({ service, host, published, isLoopback }) =>
      !isLoopback && (aim.kind === "machine" ? host === aim.host && published === aim.port : service === id),
  )
}
