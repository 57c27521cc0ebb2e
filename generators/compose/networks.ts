import type { LocalNetwork, Membership, Service, StackNetwork } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import {
  boolean,
  entry,
  item,
  quoted,
  seq,
  string,
  type YamlEntry,
  type YamlMap,
  type YamlValue,
  yamlMap,
} from "../../formats/yaml.js"
import type { LocalMembership, StackContext } from "./context.js"
import { CONSTANT, literal } from "./values.js"

/** How a service is connected. One without any network of its own gets none, for Compose would put it on a default network. */
export function connectionEntries(
  service: Service,
  local: readonly LocalMembership[] = [],
): readonly (YamlEntry | undefined)[] {
  if (service.networkMode !== undefined)
    return [entry("network_mode", string(service.networkMode), originOf(service, "networkMode"))]
  const joined = [...service.networks, ...local.map(membershipOf)]
  if (joined.length > 0) return [entry("networks", membershipsValue(joined), service.path)]
  const why = "No edge, no published port: nothing that it could reach."
  return [entry("network_mode", string("none"), "default:service.networks", why, CONSTANT)]
}

/** The networks by which a service reaches other hosts of one laptop, and is reached from them. */
export function localConnections(local: readonly LocalMembership[] | undefined): YamlValue | undefined {
  return local === undefined ? undefined : membershipsValue(local.map(membershipOf))
}

/** The networks of a stack: those that it creates, with their range, and those of others. */
export function networkEntry(network: StackNetwork): YamlEntry {
  const { key, origin } = network
  if (network.external) {
    return externalNetwork(
      network,
      origin,
      network.kind === "shared" ? undefined : "Created by another stack: start that one first.",
    )
  }
  const value = yamlMap([
    entry("name", network.kind === "shared" ? literal(network.name) : undefined, origin),
    entry("internal", network.internal ? boolean(true) : undefined, origin),
    entry("driver_opts", isOpen(network) ? OPTIONS[network.kind] : undefined, CONSTANT),
    ipam(network.subnet, origin),
  ])
  return entry(key, value, origin, isOpen(network) ? WHY_OPEN[network.kind] : undefined, CONSTANT)
}

/** The networks between hosts of one laptop: a service's own stack creates it, the others find it. */
export function localNetworkEntries({ stack, local }: StackContext): readonly YamlEntry[] {
  const joined = new Map<string, LocalMembership>()
  for (const { name } of stack.services) {
    for (const membership of local.networks.get(name) ?? NONE) {
      const { key } = membership.network
      if (membership.isTarget || !joined.has(key)) joined.set(key, membership)
    }
  }
  return [...joined.values()]
    .sort((a, b) => (a.network.key < b.network.key ? -1 : 1))
    .map(({ network, isTarget, origin }) => {
      if (isTarget) return createdHere(network)
      return externalNetwork(network, origin, `Created by the stack of ${network.target.id}: start that one first.`)
    })
}

const NONE: readonly LocalMembership[] = []

/** Containers on it can't reach each other: publishing a port or leaving the host makes nobody a neighbour. */
const separated = entry("com.docker.network.bridge.enable_icc", quoted("false"), CONSTANT)
/** Answers to whoever came in by a published port get through; a connection of its own keeps its private address, and gets no answer. */
const closed = entry("com.docker.network.bridge.enable_ip_masquerade", quoted("false"), CONSTANT)

const OPTIONS = { ingress: yamlMap([separated, closed]), egress: yamlMap([separated]) } as const

const WHY_OPEN = {
  ingress: "Publishes ports. Its members can't reach each other, and it doesn't lead out.",
  egress: "Leads out of the host. Its members can't reach each other.",
} as const

function isOpen(network: StackNetwork): network is StackNetwork & { readonly kind: "ingress" | "egress" } {
  return network.kind === "ingress" || network.kind === "egress"
}

function membershipOf({ network, isTarget, origin }: LocalMembership): Membership {
  return { key: network.key, aliases: isTarget ? [network.alias] : [], origin }
}

/** A list, unless some network knows the service by further names. */
function membershipsValue(joined: readonly Membership[]): YamlValue {
  if (joined.every(({ aliases }) => aliases.length === 0))
    return seq(joined.map(({ key, origin }) => item(string(key), origin)))
  return yamlMap(joined.map(({ key, aliases, origin }) => entry(key, aliasesValue(aliases, origin), origin)))
}

function aliasesValue(aliases: readonly string[], origin: Origin): YamlMap {
  if (aliases.length === 0) return yamlMap([])
  return yamlMap([entry("aliases", seq([...new Set(aliases)].map((alias) => item(string(alias), origin))), origin)])
}

function externalNetwork(
  { key, name, nameOrigin }: Pick<StackNetwork, "key" | "name"> & { readonly nameOrigin?: Origin },
  origin: Origin,
  comment: string | undefined,
): YamlEntry {
  const value = yamlMap([entry("name", literal(name), nameOrigin ?? origin), entry("external", boolean(true), origin)])
  return entry(key, value, origin, comment)
}

function createdHere({ key, name, nameOrigin, subnet, origin }: LocalNetwork): YamlEntry {
  const value = yamlMap([
    entry("name", literal(name), nameOrigin),
    entry("internal", boolean(true), origin),
    ipam(subnet, origin),
  ])
  return entry(key, value, origin)
}

/** A small range of its own: Docker's default pools run out after some thirty networks. */
function ipam(subnet: string | undefined, origin: Origin): YamlEntry | undefined {
  if (subnet === undefined) return undefined
  const range = yamlMap([entry("subnet", string(subnet), origin)])
  return entry("ipam", yamlMap([entry("config", seq([item(range, origin)]), origin)]), origin)
}
