import { at, itemsOf, textOf } from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import type { Stated } from "../network.js"
import type { Resource } from "../terraform/unit.js"
import type { Subnetwork } from "./machines.js"
import { identity, networkOf, stated } from "./values.js"

/** The networks of the cloud, their parts, and the ways out of those. */
export interface NetworksReading {
  /** By what others refer to them as. */
  readonly networks: ReadonlyMap<string, CloudNetwork>
  /** By what instances refer to them as. */
  readonly subnetworks: ReadonlyMap<string, Subnetwork & CloudNetwork>
  /** The way out of each subnetwork that a NAT serves. */
  readonly gateways: ReadonlyMap<string, Stated<string>>
  /** What is not understood. */
  readonly problems: readonly ReadProblem[]
}

/** A network, or a part of one, as a resource. */
export interface CloudNetwork {
  /** Its name. */
  readonly name: string
  /** The project that it is in; undefined where it is that of its unit's provider, or not known. */
  readonly project: string | undefined
  /** Where it is stated. */
  readonly position: Position
}

/** Reads networks, subnetworks and NATs out of resources. */
export function readNetworks(resources: readonly Resource[]): NetworksReading {
  const named = (type: string): ReadonlyMap<string, Resource> =>
    new Map(
      resources
        .filter((resource) => resource.type === type)
        .map((resource) => [`${resource.unit}#${resource.address}.id`, resource]),
    )
  const subnetworks = new Map(
    [...named("google_compute_subnetwork")].map(([id, resource]) => [id, subnetworkOf(resource)] as const),
  )
  const routers = resources.filter(({ type }) => type === "google_compute_router")
  const problems: ReadProblem[] = []
  const gateways = resources
    .filter(({ type }) => type === "google_compute_router_nat")
    .flatMap((nat) => gatewaysOf(nat, { routers, subnetworks, problems }))
  return {
    networks: new Map(
      [...named("google_compute_network")].map(([id, resource]) => [id, networkResource(resource)] as const),
    ),
    subnetworks,
    gateways: new Map(gateways),
    problems,
  }
}

function networkResource({ attributes, address, position }: Resource): CloudNetwork {
  return {
    name: textOf(at(attributes, "name")) ?? address,
    project: identity(at(attributes, "project")),
    position: at(attributes, "name")?.position ?? position,
  }
}

function subnetworkOf(resource: Resource): Subnetwork & CloudNetwork {
  const { attributes } = resource
  return {
    ...networkResource(resource),
    network: networkOf(at(attributes, "network")),
    ranges: stated(at(attributes, "ip_cidr_range")),
  }
}

interface Known {
  readonly routers: readonly Resource[]
  readonly subnetworks: ReadonlyMap<string, Subnetwork>
  readonly problems: ReadProblem[]
}

/** The subnetworks that a NAT serves: those that it names, or all of its router's network. */
function gatewaysOf(
  nat: Resource,
  { routers, subnetworks, problems }: Known,
): readonly (readonly [string, Stated<string>])[] {
  const { attributes, address, position, cause, unit } = nat
  const way = { value: `the NAT ${textOf(at(attributes, "name")) ?? address}`, position }
  const router = routers.find((one) => one.unit === unit && isRouter(one, at(attributes, "router")))
  const network = networkOf(at(router?.attributes, "network"))
  if (network === undefined) {
    problems.push({ message: `${address} is of a router that the proof does not know.`, position: cause })
    return []
  }
  const ofNetwork = [...subnetworks].filter(([, one]) => one.network === network).map(([id]) => id)
  const named = itemsOf(at(attributes, "subnetwork"))
  const served = at(attributes, "source_subnetwork_ip_ranges_to_nat")
  switch (textOf(served)) {
    case "LIST_OF_SUBNETWORKS":
      return named.flatMap((block) => {
        const id = identity(at(block, "name")) ?? ""
        if (ofNetwork.includes(id)) return [[id, way] as const]
        problems.push({
          message: `${address} serves a subnetwork that is none of its router's network.`,
          position: block.position,
        })
        return []
      })
    case "ALL_SUBNETWORKS_ALL_IP_RANGES":
    case "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES":
      if (named.length > 0)
        problems.push({
          message: `${address} serves all subnetworks and names some: Google Cloud refuses that.`,
          position: served!.position,
        })
      return ofNetwork.map((id) => [id, way] as const)
    default:
      problems.push({
        message: `Which subnetworks ${address} serves is not known.`,
        position: served?.position ?? cause,
      })
      return []
  }
}

function isRouter({ unit, address, attributes }: Resource, value: Parameters<typeof identity>[0]): boolean {
  const wanted = identity(value)
  if (wanted === undefined) return false
  return (
    wanted === textOf(at(attributes, "name")) ||
    wanted === `${unit}#${address}.name` ||
    wanted === `${unit}#${address}.id`
  )
}
