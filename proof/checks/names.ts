import type { Failure } from "../../core/proof.js"
import { toldAddresses } from "../addresses.js"
import type { Container, Machine } from "../network.js"
import { containersOf } from "../published.js"
import { rangeOf } from "../ranges.js"
import { hop } from "../trace.js"
import { type Context, failure, nameOf } from "./context.js"
import { isOwn } from "./powers.js"

/** Each name that a container's files use is answered by one container, across all Compose projects of its machine. */
export function* checkNames(context: Context): Iterable<Failure> {
  const { scene } = context
  for (const machine of scene.machines) yield* checkStated(context, machine)
  const answered = new Map(scene.machines.map((machine) => [machine.name, namesOn([...machine.bridges.values()])]))
  const sites = new Map<Container, { readonly value: string; readonly position: Container["position"] }[]>()
  for (const { container, upstreams } of scene.sites) {
    const known = sites.get(container) ?? []
    known.push(...upstreams.map(({ host, position }) => ({ value: host, position })))
    sites.set(container, known)
  }
  for (const container of scene.containers.values()) {
    const known = answered.get(container.machine)!
    const seen = new Set<string>()
    for (const { value: name, position } of [...toldAddresses(container), ...(sites.get(container) ?? [])]) {
      if (seen.has(name) || !known.has(name) || rangeOf(name) !== undefined) continue
      seen.add(name)
      yield* checkName(context, container, { name, position })
    }
  }
}

/** Names that a container's file gives or takes: of others, of itself, and of whom its own hosts file or a link speaks. */
function* checkStated(context: Context, machine: Machine): Iterable<Failure> {
  const known = new Map<string, Container>()
  const containers = containersOf(machine)
  for (const container of containers) {
    known.set(container.service.toLowerCase(), container)
    for (const { aliases } of container.memberships) for (const alias of aliases) known.set(alias, container)
  }
  for (const container of containers) {
    const service = context.serviceOf.get(container.key)
    if (service === undefined) continue
    const asking = nameOf(context, container)
    const tell = (message: string, position: Container["position"]): Failure =>
      failure(context, "proof/name_unclear", {
        message,
        position,
        hops: [hop(message.replace(/\.$/, ""), position)],
        origins: [service.origin],
        help: "Take the line out, or state it in the topology (`extraHosts`, `containerName`, `hostname`, `uses`).",
      })
    const { names, aliases, hostLines } = service.belongings
    for (const { kind, value, position } of container.belongings.names) {
      const owner = known.get(value.toLowerCase())
      const isStrange = owner === undefined ? value.includes(".") : owner !== container
      if (isStrange && names[kind]?.toLowerCase() !== value.toLowerCase())
        yield tell(
          owner === undefined
            ? `${asking} is called ${value}, as somebody outside is.`
            : `${asking} is called ${value}, which is the name of ${nameOf(context, owner)}.`,
          position,
        )
    }
    for (const { aliases: given, network, position } of container.memberships)
      for (const alias of given)
        if (!aliases.has(alias))
          yield tell(
            `${asking} answers to ${alias} on the network ${network}, and the topology does not say so.`,
            position,
          )
    for (const { value: alias, service: to, position } of container.belongings.links)
      if (alias !== to && !isOwn(service.belongings, "links"))
        yield tell(`${asking} alone calls ${to} by the name ${alias}.`, position)
    for (const { name, value, position } of container.hosts)
      if (plain(hostLines.get(name) ?? "") !== plain(value) && !(value === "host-gateway" && MACHINES.test(name)))
        yield tell(`The hosts file of ${asking} sends ${name} to ${value}, and the topology does not say so.`, position)
  }
}

/** Addresses of IPv6 may stand in brackets. */
function plain(address: string): string {
  return address.replace(/^\[|\]$/g, "")
}

/** What Docker calls the machine itself, from within a container. */
const MACHINES = /^(?:host|gateway)\.docker\.internal$/

function namesOn(
  bridges: readonly { readonly members: readonly { readonly membership: { readonly names: readonly string[] } }[] }[],
): ReadonlySet<string> {
  return new Set(bridges.flatMap(({ members }) => members.flatMap(({ membership }) => membership.names)))
}

function* checkName(
  context: Context,
  container: Container,
  { name, position }: { readonly name: string; readonly position: Container["position"] },
): Iterable<Failure> {
  const { atlas, serviceOf } = context
  if (container.mode !== "bridges") return
  const line = container.hosts.find((one) => one.name === name)
  const all = atlas.whoAnswers(container, name)
  const deadEnd = atlas.deadEndOf(container, name)
  if (line === undefined && all.length === 1 && deadEnd === undefined) return
  const asking = nameOf(context, container)
  const who = all.map((one) => nameOf(context, one)).join(" and ")
  const message =
    line !== undefined
      ? `${asking} asks for ${name}, which its own hosts file sends to ${line.value}.`
      : all.length === 0
        ? `${asking} asks for ${name}, which nobody answers on the networks that it is on.`
        : all.length === 1
          ? `${asking} asks for ${name}, which Docker may answer with the address of ${who} on ${deadEnd?.name}, whose members can't reach each other.`
          : `${asking} asks for ${name}, and ${who} answer to it.`
  yield failure(context, "proof/name_unclear", {
    message,
    position: line?.position ?? position,
    hops: [
      hop(`${asking} asks for ${name}`, position),
      ...all.map((one) => hop(`${nameOf(context, one)} answers`, answeringAt(one, name))),
    ],
    origins: [container, ...all].flatMap(({ key }) => serviceOf.get(key)?.origin ?? []),
    help:
      all.length === 0
        ? `Add what answers to ${name} to the \`uses\` of ${asking}, or name another one.`
        : "Give one of them another name or alias.",
  })
}

function answeringAt({ memberships, position }: Container, name: string): Container["position"] {
  return memberships.find(({ names }) => names.includes(name))?.position ?? position
}
