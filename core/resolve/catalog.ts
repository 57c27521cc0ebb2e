import type * as z from "zod"
import { child, type Pointer } from "../../schema/pointer.js"
import type { service as serviceSchema } from "../../schema/service.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Exposure, Family, Image, Port, Secret, ServiceName, Shared } from "../estate.js"
import { FAMILIES } from "../families.js"
import type { Resolved } from "../origin.js"
import { Fields } from "./fields.js"
import type { Problems } from "./problems.js"
import { limited } from "./shared.js"

/** A service that the schema has admitted. */
export type ServiceData = z.output<typeof serviceSchema>
/** A host that the schema has admitted. */
export type HostData = NonNullable<TopologyData["hosts"]>[string]

/** What is there in one environment, by name, before anything is connected. */
export interface Catalog {
  readonly environment: string
  readonly shared: Shared
  readonly hosts: ReadonlyMap<string, CatalogHost>
  /** By `host.service`. */
  readonly services: ReadonlyMap<string, CatalogService>
  /** The services that are proxies, in declared order. */
  readonly proxies: readonly CatalogService[]
  /** The names of all buckets. */
  readonly buckets: ReadonlySet<string>
  /** Every declared secret, by name. */
  readonly secrets: ReadonlyMap<string, Secret>
  /** Every name that is in some environment, for telling "not here" from "nowhere". */
  readonly everywhere: ReadonlySet<string>
}

/** A host of this environment. */
export interface CatalogHost {
  readonly name: string
  readonly data: HostData
  readonly path: Pointer
  readonly services: ReadonlyMap<string, CatalogService>
}

/** A service of this environment. */
export interface CatalogService extends ServiceName {
  readonly data: ServiceData
  readonly path: Pointer
  /** The name of its stack. */
  readonly stack: string
  readonly image: Image | undefined
  readonly family: Family
  /** The ports that it listens on; those of its family when it declares none. */
  readonly ports: readonly DeclaredPort[]
}

/** A port before its exposure is known. */
export interface DeclaredPort extends Resolved {
  readonly name: string
  readonly port: number
  readonly protocol: Port["protocol"]
  readonly transport: "tcp" | "udp"
  readonly exposure: Exposure | undefined
  readonly publish: number | undefined
  readonly reason: string | undefined
  /** Whether the family says so, not the service. */
  readonly implied: boolean
}

/** Lists what is there in one environment, and reports names that nothing declares. */
export function catalogue(
  data: TopologyData,
  environment: string,
  context: { readonly shared: Shared; readonly problems: Problems },
): Catalog {
  const hosts = new Map<string, CatalogHost>()
  const services = new Map<string, CatalogService>()
  const images = new Map(context.shared.images.map((image) => [image.name, image]))
  for (const [name, host] of Object.entries(data.hosts ?? {})) {
    const fields = new Fields("host", host, child("/hosts", name), environment, context.problems)
    if (!limited(fields, context.problems.environments).includes(environment)) continue
    const own = new Map<string, CatalogService>()
    for (const [serviceName, service] of Object.entries(host.services)) {
      const entry = catalogueService(
        { host: name, name: serviceName, stacks: Object.keys(host.stacks) },
        fields.below("service", service, "services", serviceName),
        images,
      )
      if (entry === undefined) continue
      own.set(serviceName, entry)
      services.set(entry.id, entry)
    }
    hosts.set(name, { name, data: host, path: fields.path, services: own })
  }
  return {
    environment,
    shared: context.shared,
    hosts,
    services,
    proxies: [...services.values()].filter((service) => service.data.proxy !== undefined),
    buckets: new Set(context.shared.cloudflare?.buckets.map(({ name }) => name)),
    secrets: new Map(context.shared.secrets.map((secret) => [secret.name, secret])),
    everywhere: everyName(data),
  }
}

/** Every name that an edge may lead to in some environment. */
function everyName(data: TopologyData): ReadonlySet<string> {
  const services = Object.entries(data.hosts ?? {}).flatMap(([host, { services }]) =>
    Object.keys(services).map((service) => `${host}.${service}`),
  )
  const projects = Object.keys(data.clouds?.vercel?.projects ?? {}).map((name) => `vercel.${name}`)
  return new Set([
    ...services,
    ...projects,
    ...Object.keys(data.clouds?.cloudflare?.buckets ?? {}),
    ...Object.keys(data.externals ?? {}),
    ...Object.keys(data.hosts ?? {}),
  ])
}

/** The port of an edge or route by its name, else the only one, else the only HTTP one. */
export function choosePort(service: CatalogService, name: string | undefined): DeclaredPort | undefined {
  if (name !== undefined) return service.ports.find((port) => port.name === name)
  if (service.ports.length === 1) return service.ports[0]
  const http = service.ports.filter((port) => port.protocol === "http")
  return http.length === 1 ? http[0] : undefined
}

function catalogueService(
  place: { readonly host: string; readonly name: string; readonly stacks: readonly string[] },
  fields: Fields<ServiceData>,
  images: ReadonlyMap<string, Image>,
): CatalogService | undefined {
  const { data, problems } = fields
  const present = limited(fields, problems.environments).includes(fields.environment!)
  const image = data.image === undefined ? undefined : images.get(data.image)
  if (data.image !== undefined && image === undefined) {
    problems.unknown("image", { found: data.image, path: child(fields.path, "image"), declared: images.keys() })
  }
  const stack = data.stack ?? place.stacks[0] ?? ""
  if (data.stack !== undefined && !place.stacks.includes(data.stack)) {
    problems.unknown("stack", { found: data.stack, path: child(fields.path, "stack"), declared: place.stacks })
  }
  if (data.stack === undefined && place.stacks.length > 1) {
    problems.error({
      code: "service/no_stack",
      message: `The service ${JSON.stringify(place.name)} does not say which of the stacks of ${JSON.stringify(place.host)} it belongs to.`,
      path: fields.path,
      allowed: place.stacks.join(", "),
      help: "Add `stack`.",
    })
  }
  if (!present) return undefined
  const family = image?.family ?? "other"
  return {
    host: place.host,
    name: place.name,
    id: `${place.host}.${place.name}`,
    data,
    path: fields.path,
    stack,
    image,
    family,
    ports: declaredPorts(fields, family),
  }
}

function declaredPorts(fields: Fields<ServiceData>, family: Family): readonly DeclaredPort[] {
  const stated = fields.data.ports
  if (stated === undefined) {
    const implied = FAMILIES[family].port
    if (implied === undefined) return []
    const node = { noun: "port", path: fields.path, sources: { port: `default:${family}.port` } }
    return [
      {
        ...node,
        ...implied,
        protocol: "tcp",
        transport: "tcp",
        exposure: undefined,
        publish: undefined,
        reason: undefined,
        implied: true,
      },
    ]
  }
  return Object.entries(stated).map(([name, value]) => {
    const path = child(child(fields.path, "ports"), name)
    if (typeof value === "number") {
      const protocol = protocolOf(name)
      return {
        noun: "port",
        path,
        sources: { port: path },
        name,
        port: value,
        protocol,
        transport: transportOf(protocol),
        exposure: undefined,
        publish: undefined,
        reason: undefined,
        implied: false,
      }
    }
    const reader = fields.below("port", value, "ports", name)
    const protocol = reader.plain("protocol") ?? protocolOf(name)
    const resolved = {
      name,
      port: reader.plain("port")!,
      protocol,
      transport: transportOf(protocol),
      exposure: reader.varying("exposure") as Exposure | undefined,
      publish: reader.varying("publish") as number | undefined,
      reason: reader.plain("reason"),
      implied: false,
    }
    return { ...reader.node, ...resolved }
  })
}

function protocolOf(name: string): Port["protocol"] {
  return name === "http" || name === "https" || name === "quic" || name === "udp" ? name : "tcp"
}

function transportOf(protocol: Port["protocol"]): "tcp" | "udp" {
  return protocol === "udp" || protocol === "quic" ? "udp" : "tcp"
}
