import type { Failure } from "../../core/proof.js"
import { toldAddresses } from "../addresses.js"
import type { Container } from "../network.js"
import { rangeOf } from "../ranges.js"
import { hop } from "../trace.js"
import { type Context, failure, nameOf } from "./context.js"

/** Each name that a container's files use is answered by one container, across all Compose projects of its machine. */
export function* checkNames(context: Context): Iterable<Failure> {
  const { scene } = context
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
