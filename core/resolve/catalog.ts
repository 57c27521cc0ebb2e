import type * as z from "zod"
import { child, type Pointer } from "../../schema/pointer.js"
import type { EnvironmentReference } from "../../schema/references.js"
import type { service as serviceSchema } from "../../schema/service.js"
import type { TopologyData } from "../../schema/topology.js"
import type {
  Bucket,
  EdgeTarget,
  Exposure,
  External,
  Family,
  Image,
  Port,
  ResolvedText,
  Secret,
  ServiceName,
  Shared,
  VercelProject,
} from "../estate.js"
import { FAMILIES } from "../families.js"
import type { Resolved } from "../origin.js"
import { Fields, isIn } from "./fields.js"
import { below, enumerate, type Problems } from "./problems.js"
import { externalIn } from "./shared.js"
import { environmentVariable } from "./variables.js"

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
  /** The services that are proxies, by host, in declared order. */
  readonly proxies: ReadonlyMap<string, readonly CatalogService[]>
  /** Every declared bucket, by name. */
  readonly buckets: ReadonlyMap<string, Bucket>
  /** Every declared frontend, by name. */
  readonly projects: ReadonlyMap<string, VercelProject>
  /** Every declared external as this environment sees it, by name. */
  readonly externals: ReadonlyMap<string, External>
  /** Every declared secret, by name. */
  readonly secrets: ReadonlyMap<string, Secret>
  /** Whether a name is in some environment, for telling "not here" from "nowhere". */
  readonly isSomewhere: (name: string) => boolean
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
  /** Whether it is a process of the machine's own network, or of none: no Docker network leads to it. */
  readonly networkMode: "host" | "none" | undefined
  /** The service as edges name it; one object for all of them. */
  readonly asTarget: Extract<EdgeTarget, { readonly kind: "service" }>
}

/** A port before its exposure is known. */
export interface DeclaredPort extends Resolved {
  readonly name: string
  readonly port: number
  readonly protocol: Port["protocol"]
  readonly transport: "tcp" | "udp"
  readonly exposure: Exposure | undefined
  readonly publish: number | undefined
  /** The address of the machine that it is published on, as stated. */
  readonly address: ResolvedText | undefined
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
  const { shared, problems } = context
  const hosts = new Map<string, CatalogHost>()
  const services = new Map<string, CatalogService>()
  const images = byName(shared.images)
  for (const [name, host] of Object.entries(data.hosts ?? {})) {
    const fields = new Fields("host", host, child("/hosts", name), environment, problems)
    if (!isIn(host.only, child(fields.path, "only"), fields)) continue
    const own = new Map<string, CatalogService>()
    const stacks = Object.keys(host.stacks)
    for (const [serviceName, service] of Object.entries(host.services)) {
      const entry = catalogueService(
        { host: name, name: serviceName, stacks },
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
    shared,
    hosts,
    services,
    proxies: proxiesOf(services.values()),
    buckets: byName(shared.cloudflare?.buckets ?? []),
    projects: byName(shared.vercel?.projects ?? []),
    externals: byName(
      shared.externals.map((external) =>
        externalIn(external, data.externals?.[external.name], { environment, problems }),
      ),
    ),
    secrets: byName(shared.secrets),
    isSomewhere: (name) => isSomewhere(name, data),
  }
}

function byName<T extends { readonly name: string }>(things: readonly T[]): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.name, thing]))
}

function proxiesOf(services: Iterable<CatalogService>): Catalog["proxies"] {
  const proxies = new Map<string, CatalogService[]>()
  for (const service of services) {
    if (service.data.proxy === undefined) continue
    const known = proxies.get(service.host)
    if (known === undefined) proxies.set(service.host, [service])
    else known.push(service)
  }
  return proxies
}

/** Whether an edge may lead to a name in some environment. */
function isSomewhere(name: string, data: TopologyData): boolean {
  const dot = name.indexOf(".")
  const [prefix, rest] = [name.slice(0, dot), name.slice(dot + 1)]
  if (dot !== -1)
    return (
      has(data.hosts?.[prefix]?.services, rest) || (prefix === "vercel" && has(data.clouds?.vercel?.projects, rest))
    )
  return has(data.clouds?.cloudflare?.buckets, name) || has(data.externals, name) || has(data.hosts, name)
}

function has(record: object | undefined, name: string): boolean {
  return record !== undefined && Object.hasOwn(record, name)
}

/** The port of an edge, route or health check by its name, else the only one, else the only HTTP one. */
export function choosePort(service: CatalogService, name: string | undefined): DeclaredPort | undefined {
  if (name !== undefined) return service.ports.find((port) => port.name === name)
  if (service.ports.length === 1) return service.ports[0]
  const http = service.ports.filter((port) => port.protocol === "http")
  return http.length === 1 ? http[0] : undefined
}

/** Where the ports of a service are declared, by their names. */
export function portsOf({ ports }: CatalogService): (name: string) => Pointer | undefined {
  return (name) => ports.find((port) => port.name === name)?.path
}

function catalogueService(
  place: { readonly host: string; readonly name: string; readonly stacks: readonly string[] },
  fields: Fields<ServiceData>,
  images: ReadonlyMap<string, Image>,
): CatalogService | undefined {
  const { data, problems } = fields
  const present = isIn(data.only, child(fields.path, "only"), fields)
  const image = data.image === undefined ? undefined : images.get(data.image)
  if (data.image !== undefined && image === undefined) {
    const path = child(fields.path, "image")
    problems.unknown("image", {
      found: data.image,
      path,
      declared: images.keys(),
      at: (name) => images.get(name)?.path,
    })
  }
  const stack = data.stack ?? place.stacks[0] ?? ""
  if (data.stack !== undefined && !place.stacks.includes(data.stack)) {
    const path = child(fields.path, "stack")
    const at = below(`${child("/hosts", place.host)}/stacks`)
    problems.unknown("stack", { found: data.stack, path, declared: place.stacks, at })
  }
  if (data.stack === undefined && place.stacks.length !== 1) {
    const none = place.stacks.length === 0
    problems.error({
      code: "services/no_stack",
      message: none
        ? `The service ${JSON.stringify(place.name)} belongs to no stack: ${JSON.stringify(place.host)} has none.`
        : `The service ${JSON.stringify(place.name)} does not say which of the stacks of ${JSON.stringify(place.host)} it belongs to.`,
      path: fields.path,
      allowed: none ? "no stack is declared" : enumerate(place.stacks),
      ...(none
        ? {}
        : { notes: [{ message: "they are declared there", path: child(child("/hosts", place.host), "stacks") }] }),
      notes: [{ message: "the stacks of the host stand there", path: child(child("/hosts", place.host), "stacks") }],
      help: none ? "Declare one under `stacks` of the host." : "Add `stack`.",
    })
  }
  if (!present) return undefined
  const family = image?.family ?? "other"
  const id = `${place.host}.${place.name}`
  return {
    host: place.host,
    name: place.name,
    id,
    data,
    path: fields.path,
    stack,
    image,
    family,
    ports: declaredPorts(fields, family),
    networkMode: data.networkMode,
    asTarget: { kind: "service", service: { host: place.host, name: place.name, id } },
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
        address: undefined,
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
        address: undefined,
        reason: undefined,
        implied: false,
      }
    }
    const reader = new Fields("port", value, path, fields.environment, fields.problems)
    const protocol = reader.plain("protocol") ?? protocolOf(name)
    return {
      noun: "port",
      path,
      name,
      port: reader.plain("port")!,
      protocol,
      transport: transportOf(protocol),
      exposure: reader.varying("exposure") as Exposure | undefined,
      publish: reader.varying("publish") as number | undefined,
      address: addressText(reader.varying("address") as AddressData | undefined),
      reason: reader.plain("reason"),
      implied: false,
      sources: reader.sources,
    }
  })
}

type AddressData = string | EnvironmentReference

function addressText(stated: AddressData | undefined): ResolvedText | undefined {
  if (stated === undefined) return undefined
  return [typeof stated === "string" ? stated : environmentVariable(stated)]
}

function protocolOf(name: string): Port["protocol"] {
  return name === "http" || name === "https" || name === "quic" || name === "udp" ? name : "tcp"
}

function transportOf(protocol: Port["protocol"]): "tcp" | "udp" {
  return protocol === "udp" || protocol === "quic" ? "udp" : "tcp"
}
