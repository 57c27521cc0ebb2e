import { CALLER_RANGES, type OutsiderClaim } from "../core/claims.js"
import { type Context, containerOf } from "./checks/context.js"
import { chainOf } from "./checks/records.js"
import type { Container, Machine, Transport } from "./network.js"
import { NOBODYS, overlaps, PRIVATE, type Range, rangeOf, rangesOf, subtract } from "./ranges.js"
import { providerOf } from "./read/providers.js"

/** Who connects, as `reach` is asked. */
export type Asker =
  | { readonly kind: "address"; readonly name: "internet" | "cdn" | "iap"; readonly address: number }
  | { readonly kind: "machine"; readonly host: string; readonly machine: Machine }
  | { readonly kind: "container"; readonly container: Container }

/** What is connected to, as `reach` is asked. */
export type Aim =
  | { readonly kind: "outside"; readonly outsider: OutsiderClaim | undefined }
  | { readonly kind: "site"; readonly hostname: string; readonly path: string }
  | MachineAim
  | ContainerAim

/** A port of a machine. */
export interface MachineAim {
  /** Tells it from other aims. */
  readonly kind: "machine"
  /** The host's name. */
  readonly host: string
  /** Its machine. */
  readonly machine: Machine
  /** On the machine. */
  readonly port: number
  /** What carries it. */
  readonly transport: Transport
}

/** A container, by any port or by one. */
export interface ContainerAim {
  /** Tells it from other aims. */
  readonly kind: "container"
  /** What is reached. */
  readonly container: Container
  /** Inside the container; undefined where any will do. */
  readonly port: number | undefined
  /** What carries it. */
  readonly transport: Transport
}

/** Why a question has no answer. */
export interface NoSuchParty {
  /** As it was asked. */
  readonly asked: string
  /** What may be asked. */
  readonly known: readonly string[]
  /** What would have been meant, in a sentence; undefined where the names that there are say it. */
  readonly hint?: string
}

/** Who is meant by the first half of a question. */
export function askerOf(context: Context, from: string): Asker | NoSuchParty {
  if (from === "internet") return { kind: "address", name: from, address: strangersAddress(context) }
  if (from === "cdn" || from === "iap" || from === "operators") {
    const name = from === "cdn" ? "cdn" : "iap"
    return { kind: "address", name, address: rangeOf(CALLER_RANGES[name][0]!)![0] }
  }
  const host = from.replace(/^vm[: ]/, "")
  const machine = context.machines.get(host)
  if (machine !== undefined) return { kind: "machine", host, machine }
  const container = serviceOf(context, from)
  if (container !== undefined) return { kind: "container", container }
  return { asked: from, known: ["internet", "cdn", "iap", ...hostsAndServices(context)] }
}

/** What is meant by the second half of a question. A name that nobody has is no answer: `closed` would be said of a slip too. */
export function aimOf(context: Context, to: string): Aim | NoSuchParty {
  const { claims, machines } = context
  if (to === "outside") return { kind: "outside", outsider: undefined }
  const [, name = to, digits, transport = "tcp"] = /^(.*?)(?::(\d+))?(?:\/(tcp|udp))?$/.exec(to) ?? []
  const port = digits === undefined ? undefined : Number(digits)
  const carried = transport === "udp" ? "udp" : "tcp"
  const missing = (hint?: string): NoSuchParty => ({
    asked: to,
    known: ["outside", ...hostsAndServices(context), ...namesOutside(context)],
    ...(hint === undefined ? {} : { hint }),
  })
  if (port !== undefined && (port < 1 || port > 65_535)) return missing("Ports are 1 to 65535.")
  const container = serviceOf(context, name)
  if (container !== undefined) return { kind: "container", container, port, transport: carried }
  const host = name.replace(/^vm[: ]/, "")
  const machine = machines.get(host)
  if (machine !== undefined)
    return port === undefined
      ? missing(`Name a port of the machine: ${host}:22.`)
      : { kind: "machine", host, machine, port, transport: carried }
  const outsider = claims.outsiders.find((one) => one.name === name || one.hosts.includes(name.toLowerCase()))
  if (outsider !== undefined) return { kind: "outside", outsider }
  const address = rangeOf(name)
  if (address !== undefined && !name.includes("/")) {
    const aim = aimAt(context, { name, address, port, transport: carried })
    return typeof aim === "string" ? missing(aim) : aim
  }
  const [, hostname, path = "/"] = /^(?:https?:\/\/)?([a-z0-9.-]+)(\/.*)?$/i.exec(to.replace(/:\d+(?=\/|$)/, "")) ?? []
  const lower = hostname?.toLowerCase()
  return lower !== undefined && isServed(context, lower) ? { kind: "site", hostname: lower, path } : missing()
}

/** A machine by its address, or somebody on the internet; what is wrong with the question otherwise. */
function aimAt(
  { machines }: Context,
  asked: {
    readonly name: string
    readonly address: Range
    readonly port: number | undefined
    readonly transport: Transport
  },
): Aim | string {
  const { name, address, port, transport } = asked
  const [owner] = [...machines].filter(([, { address: own }]) => own?.value === name)
  if (owner !== undefined)
    return port === undefined
      ? `Name a port of it: ${name}:22.`
      : { kind: "machine", host: owner[0], machine: owner[1], port, transport }
  return overlaps([address], [...PRIVATE, ...NOBODYS])
    ? `${name} is a private or reserved address, and no machine here has it.`
    : { kind: "outside", outsider: undefined }
}

/** An address of documentation (RFC 5737), or the next one that nobody of ours has. */
function strangersAddress({ scene }: Context): number {
  const known = [
    ...CALLER_RANGES.cdn,
    ...CALLER_RANGES.iap,
    ...scene.machines.flatMap(({ subnets }) => subnets.map(({ value }) => value)),
  ]
  return subtract([[rangeOf("198.51.100.7")![0], 2 ** 32 - 1]], rangesOf(known))[0]![0]
}

/** `host.service`, or the service's name alone where only one host has it. */
function serviceOf(context: Context, name: string): Container | undefined {
  const whole = containerOf(context, name)
  if (whole !== undefined) return whole
  const named = context.claims.services.filter(({ id }) => id.endsWith(`.${name}`))
  return named.length === 1 ? containerOf(context, named[0]!.id) : undefined
}

/** Whether some file, or the topology, has a host name, be it by a wildcard. */
function isServed({ scene, evidence, claims }: Context, hostname: string): boolean {
  const names = [hostname, hostname.replace(/^[^.]+/, "*")]
  return names.some(
    (name) =>
      scene.sites.some((site) => site.hostname === name) ||
      claims.sites.some((site) => site.hostname === name) ||
      claims.records.some((record) => record.hostname === name) ||
      chainOf(evidence, name).length > 0 ||
      providerOf(evidence.cloud, name) !== undefined,
  )
}

function hostsAndServices({ claims }: Context): readonly string[] {
  return [...claims.hosts.map(({ name }) => name), ...claims.services.map(({ id }) => id)]
}

function namesOutside({ claims, scene }: Context): readonly string[] {
  return [
    ...new Set([
      ...scene.sites.map(({ hostname }) => hostname).filter((name) => name !== ""),
      ...claims.outsiders.map(({ name }) => name),
    ]),
  ]
}
