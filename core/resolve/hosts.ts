import { child } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import { bytes } from "../../schema/units.js"
import type { Edge, GeneratorName, Host, Route, Service, Shared } from "../estate.js"
import { append } from "../lists.js"
import { type HostNetworks, networksOf } from "../networks.js"
import { type Origin, originOf } from "../origin.js"
import { ownName } from "./addresses.js"
import type { Catalog, CatalogHost, CatalogService } from "./catalog.js"
import { type Fill, gib, resolveDisks } from "./disks.js"
import { resolveProviderEdges } from "./edges.js"
import { Fields } from "./fields.js"
import type { Pins } from "./pin-of.js"
import type { Placements } from "./placements.js"
import { indexExposure, resolvePorts } from "./ports.js"
import { below, type Problems } from "./problems.js"
import { resolveService } from "./services.js"
import { capitalised } from "./shared.js"
import { resolveStack } from "./stacks.js"
import { DEFAULT_POOL, resolveSubnets } from "./subnets.js"

/** What hosts are resolved with: all that is known of their environment. */
export interface HostsContext {
  readonly data: TopologyData
  readonly shared: Shared
  readonly pins: Pins
  readonly problems: Problems
  readonly catalog: Catalog
  readonly placements: Placements
  readonly routes: readonly Route[]
  readonly edges: readonly Edge[]
  readonly short: string
}

/** Resolves the hosts of one environment, in declared order, and the subnet of every network that they create. */
export function resolveHosts(context: HostsContext): {
  readonly hosts: readonly Host[]
  readonly subnets: ReadonlyMap<string, string>
} {
  const edgesFrom = new Map<string, Edge[]>()
  for (const edge of context.edges) append(edgesFrom, edge.from.id, edge)
  const exposure = indexExposure(context)
  const drafts = [...context.catalog.hosts.values()].map((host): HostDraft => {
    const services = [...host.services.values()].map((entry) => ({
      entry,
      ports: resolvePorts(entry, exposure),
      edges: edgesFrom.get(entry.id) ?? NONE,
    }))
    return {
      host,
      services,
      networks: networksOf(services.map((service) => networked(service, exposure.served.get(service.entry.id)))),
    }
  })
  const subnets = resolveSubnets(drafts, [...exposure.remote.keys()], {
    ...context,
    environment: context.catalog.environment,
  })
  return { hosts: drafts.map((draft) => resolveHost(draft, { ...context, served: exposure.served, subnets })), subnets }
}

const NONE: readonly never[] = []

interface HostDraft {
  readonly host: CatalogHost
  readonly services: readonly ServiceDraft[]
  readonly networks: HostNetworks
}

interface ServiceDraft {
  readonly entry: CatalogService
  readonly ports: Service["ports"]
  readonly edges: readonly Edge[]
}

function networked(
  { entry, ports, edges }: ServiceDraft,
  served: readonly Route[] = NONE,
): Parameters<typeof networksOf>[0][number] {
  const { id, name, host, stack, path, data } = entry
  return {
    id,
    name,
    host,
    stack,
    path,
    ports,
    edges,
    shared: data.networks ?? NONE,
    aliases: aliasesOf(entry),
    detached: entry.networkMode !== undefined,
    outward: certificates(served),
  }
}

/** A proxy asks a certificate authority for the certificates of its sites: what says so takes it out of the host. */
function certificates(served: readonly Route[]): Origin | undefined {
  const asking = served.find(({ tls }) => tls.kind === "automatic" || tls.kind === "acme-test")
  return asking === undefined ? undefined : originOf(asking, "tls")
}

function aliasesOf(service: CatalogService): readonly string[] {
  const own = ownName(service)
  const stated: readonly string[] = service.data.aliases ?? NONE
  return own === service.name || stated.includes(own) ? stated : [...stated, own]
}

interface HostContext extends HostsContext {
  readonly served: ReadonlyMap<string, readonly Route[]>
  readonly subnets: ReadonlyMap<string, string>
}

function resolveHost(draft: HostDraft, context: HostContext): Host {
  const { host, networks } = draft
  const { data, name, path } = host
  const { catalog, problems, shared, subnets } = context
  const fields = new Fields("host", data, path, catalog.environment, problems)
  const fill = filler(name, context)
  const stated = fields.plain("name")
  const instance = stated === undefined ? name : fill(stated, child(path, "name"))
  const disks = resolveDisks(fields, { instance, fill })
  const services = resolveServices(draft, { ...context, disks, fill })
  const byStack = new Map<string, Service[]>()
  for (const service of services) append(byStack, service.stack, service)
  const generate = fields.plain("generate")
  return {
    noun: "host",
    path,
    kind: "host",
    name,
    title: fields.plain("title") ?? `${capitalised(name)} VM`,
    purpose: fields.plain("purpose"),
    environment: catalog.environment,
    generate: generate === undefined ? shared.generate : chosenOf(shared.generate, generate),
    instance,
    machine: fields.varying("machine") as string | undefined,
    bootImage: (fields.varying("bootImage") as string | undefined) ?? "debian-cloud/debian-12",
    bootDiskGib: gib((fields.varying("bootDisk") as string | undefined) ?? "20 GiB"),
    address: fields.varying("address") as string | undefined,
    dockerPool: fields.plain("dockerPool") ?? DEFAULT_POOL,
    systemOverhead: bytes(fields.plain("systemOverhead") ?? "512 MiB"),
    sshPort: fields.plain("sshPort") ?? 22,
    disks,
    stacks: Object.keys(data.stacks).map((stack) =>
      resolveStack(stack, {
        services: byStack.get(stack) ?? NONE,
        host,
        networks,
        fields,
        fill,
        subnets,
        secrets: catalog.secrets,
      }),
    ),
    services,
    uses: resolveProviderEdges(data.uses, { path, host: name, catalog, problems }),
    sources: fields.sources,
  }
}

function resolveServices(
  { host, services, networks }: HostDraft,
  context: HostContext & { readonly disks: Host["disks"]; readonly fill: Fill },
): readonly Service[] {
  const { data, catalog, placements, problems, pins, disks, fill, served } = context
  const folders = child(host.path, "stacks")
  const directories = new Map(
    Object.entries(host.data.stacks).map(([stack, { directory }]) => [
      stack,
      fill(directory, child(child(folders, stack), "directory")),
    ]),
  )
  return services.map(({ entry, ports, edges }) => {
    refuseUnknownNetworks(entry, host, problems)
    return resolveService({
      data,
      catalog,
      placements,
      problems,
      service: entry,
      edges,
      secrets: true,
      pins,
      ports,
      networks: networks.memberships.get(entry.name) ?? NONE,
      disks,
      served: served.get(entry.id) ?? NONE,
      stackDirectory: directories.get(entry.stack) ?? "",
      fill,
    })
  })
}

function refuseUnknownNetworks({ data, path }: CatalogService, host: CatalogHost, problems: Problems): void {
  for (const [index, found] of (data.networks ?? NONE).entries()) {
    const networks = host.data.networks ?? {}
    if (Object.hasOwn(networks, found)) continue
    problems.unknown("network", {
      found,
      path: child(child(path, "networks"), index),
      declared: Object.keys(networks),
      at: below(child(host.path, "networks")),
    })
  }
}

function chosenOf(shared: ReadonlySet<GeneratorName>, own: readonly string[]): ReadonlySet<GeneratorName> {
  return new Set([...shared].filter((one) => one === "docs" || own.includes(one)))
}

/** Fills in templates; a project that the environment does not state can't be filled in. */
function filler(host: string, { data, catalog, short, problems }: HostContext): Fill {
  const { environment } = catalog
  const project = data.environments[environment]?.project
  const values: Readonly<Record<string, string>> = { environment, short, host, project: project ?? "" }
  return (template, path) => {
    if (!template.includes("{")) return template
    if (project === undefined && template.includes("{project}")) {
      problems.error(
        {
          code: "environments/no_project",
          message: `${JSON.stringify(template)} names the project of an environment that has none.`,
          path,
          found: JSON.stringify(template),
          notes: [{ message: "the environment is declared there", path: child("/environments", environment) }],
          help: "Add `project` to the environment, or write the name another way.",
        },
        environment,
      )
    }
    return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "")
  }
}
