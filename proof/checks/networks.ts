import type { Failure } from "../../core/proof.js"
import type { Bridge, Machine, Stated } from "../network.js"
import { type Range, rangeOf, rangesOf } from "../ranges.js"
import { hop } from "../trace.js"
import { type Context, failure, nameOf } from "./context.js"

/** Each Docker network is created by one project, or by somebody whom the topology names, and gives its members addresses of its own. */
export function* checkNetworks(context: Context): Iterable<Failure> {
  for (const machine of context.scene.machines) {
    const foreign = foreignOf(context, machine)
    for (const bridge of machine.bridges.values()) {
      yield* checkCreators(context, machine, { bridge, foreign })
      yield* checkInner(context, bridge)
      yield* checkAddresses(context, bridge)
    }
  }
}

/** Docker's own bridge is there always. */
const DOCKERS = "bridge"

/** The networks of a machine that somebody else creates; undefined where some of its Compose files are nobody's to know. */
function foreignOf({ claims, machines }: Context, machine: Machine): ReadonlySet<string> | undefined {
  const hosts = claims.hosts.filter(({ name }) => machines.get(name) === machine)
  return hosts.every(({ stacks }) => stacks.every(({ hasFile }) => hasFile))
    ? new Set(hosts.flatMap(({ foreignNetworks }) => [...foreignNetworks]))
    : undefined
}

function* checkCreators(
  context: Context,
  machine: Machine,
  { bridge, foreign }: { readonly bridge: Bridge; readonly foreign: ReadonlySet<string> | undefined },
): Iterable<Failure> {
  const { name, creators, members, position } = bridge
  const [, second] = creators
  if (second !== undefined)
    yield failure(context, "proof/disagreement", {
      message: `The network ${name} is created twice on ${machine.name}.`,
      position: second,
      hops: creators.map((at) => hop(`the network ${name} is created here`, at)),
      help: "Let one of them create it, and say `external: true` in the other.",
    })
  const [member] = members
  if (creators.length > 0 || member === undefined || name === DOCKERS) return
  if (foreign === undefined || foreign.has(name)) return
  const who = nameOf(context, member.container)
  const at = position ?? member.membership.position
  const why = `no Compose project of ${machine.name} creates the network ${name}`
  yield failure(context, "proof/path_closed", {
    message: `${who} is declared, and does not run: ${why}.`,
    hops: [
      hop(`${who} is on the network ${name}`, member.membership.position),
      { text: why, position: at, isOpen: false },
    ],
    position: at,
    origins: [context.serviceOf.get(member.container.key)?.origin ?? []].flat(),
    help: "Let the project that the network belongs to create it; one that somebody else makes is declared as a shared network.",
  })
}

/** A gateway, or a range for containers, that is in none of the network's own ranges. */
function* checkInner(context: Context, { name, subnets, inner }: Bridge): Iterable<Failure> {
  const own = rangesOf(subnets.map(({ value }) => value))
  for (const one of inner) if (!isInside(one, own)) yield outside(context, `the network ${name}`, one, subnets)
}

/** Addresses that containers have by the file: each in the network's range, and no two alike. */
function* checkAddresses(context: Context, { name, members, subnets, inner }: Bridge): Iterable<Failure> {
  const own = rangesOf(subnets.map(({ value }) => value))
  const taken = new Map(inner.map(({ value }) => [value, `the network ${name}`]))
  for (const { container, membership } of members) {
    const { address } = membership
    if (address === undefined) continue
    const who = nameOf(context, container)
    const owner = taken.get(address.value)
    if (!isInside(address, own)) yield outside(context, `${who} on the network ${name}`, address, subnets)
    else if (owner !== undefined)
      yield disagreement(context, `The address ${address.value} of ${who} is that of ${owner}.`, address)
    taken.set(address.value, who)
  }
}

function isInside({ value }: Stated<string>, ranges: readonly Range[]): boolean {
  const range = rangeOf(value)
  return range !== undefined && ranges.some(([first, last]) => first <= range[0] && range[1] <= last)
}

function outside(context: Context, what: string, one: Stated<string>, subnets: Bridge["subnets"]): Failure {
  const hops = subnets.map(({ value, position }) => hop(`the network has ${value}`, position))
  return disagreement(context, `The address ${one.value} of ${what} is in no range of it.`, one, hops)
}

function disagreement(
  context: Context,
  message: string,
  { position }: Stated<string>,
  hops: readonly ReturnType<typeof hop>[] = [],
): Failure {
  return failure(context, "proof/disagreement", {
    message,
    position,
    hops,
    help: "Leave addresses to Docker, or take one of the network's own range.",
  })
}
