import { bytes } from "../../schema/atoms.js"
import { child } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import type {
  Command,
  Disk,
  Edge,
  Environment,
  GeneratorName,
  Host,
  Route,
  RuntimeVariable,
  Secret,
  SecretUse,
  Service,
  Shared,
  Stack,
  StackNetwork,
  VariableUse,
} from "../estate.js"
import { allocateSubnets, type HostNetworks, networksOf } from "../networks.js"
import { type Origin, originOf } from "../origin.js"
import { type Catalog, type CatalogHost, catalogue } from "./catalog.js"
import { resolveEdges, resolveProviderEdges } from "./edges.js"
import { Fields } from "./fields.js"
import { localNetworkId, resolveLocalNetworks } from "./local-networks.js"
import { resolveFrontends, resolveOutside } from "./outside.js"
import { Placements } from "./placements.js"
import { indexExposure, resolvePorts } from "./ports.js"
import type { Problems } from "./problems.js"
import { resolveRoutes } from "./routes.js"
import { type Pins, resolveService } from "./services.js"
import { capitalised } from "./shared.js"
import { secretVariable } from "./texts.js"

/** Resolves one environment: what is there, what is connected, who may reach it, and only then each thing in full. */
export function resolveEnvironment(
  name: string,
  context: { readonly data: TopologyData; readonly shared: Shared; readonly pins: Pins; readonly problems: Problems },
): Environment {
  const { data, shared, problems } = context
  const fields = new Fields("environment", data.environments[name]!, child("/environments", name), name, problems)
  const catalog = catalogue(data, name, { shared, problems })
  const placements = new Placements(data, name)
  const routes = resolveRoutes({ data, catalog, placements, problems })
  const edges = resolveEdges(catalog, routes, problems)
  const short = fields.plain("short") ?? name
  const { hosts, subnets } = resolveHosts({ ...context, catalog, placements, routes, edges, short })
  const resolved = {
    name,
    short,
    title: fields.plain("title") ?? capitalised(name),
    purpose: fields.plain("purpose"),
    access: fields.plain("access"),
    deploy: fields.plain("deploy"),
    project: fields.plain("project"),
    network: fields.plain("network"),
    placements: fields.plain("placements") ?? (["cloud"] as const),
    hosts,
    routes,
    edges,
    outside: resolveOutside({ data, catalog, routes, problems }),
    frontends: resolveFrontends({ data, catalog, placements, problems }, routes),
    placementVariables: placements.variables,
    localNetworks: placements.placements.includes("local") ? resolveLocalNetworks(edges, hosts, subnets) : [],
  }
  return { ...fields.node, ...resolved }
}

interface HostsContext {
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

function resolveHosts(context: HostsContext): {
  readonly hosts: readonly Host[]
  readonly subnets: ReadonlyMap<string, string>
} {
  const edgesFrom = groupBySource(context.edges)
  const exposure = indexExposure(context)
  const drafts = [...context.catalog.hosts.values()].map((host) => {
    const services = [...host.services.values()].map((service) => ({
      entry: service,
      ports: resolvePorts(service, exposure),
      edges: edgesFrom.get(service.id) ?? [],
    }))
    const networks = networksOf(
      services.map(({ entry, ports, edges }) => ({
        ...entry,
        ports,
        edges,
        shared: entry.data.networks ?? [],
        aliases: entry.data.aliases ?? [],
        detached: entry.data.networkMode !== undefined,
      })),
    )
    return { host, services, networks }
  })
  const subnets = subnetsOf(drafts, [...exposure.remote.keys()], context)
  return { hosts: drafts.map((draft) => resolveHost(draft, { ...context, served: exposure.served, subnets })), subnets }
}

interface HostDraft {
  readonly host: CatalogHost
  readonly services: readonly {
    readonly entry: CatalogHost["services"] extends ReadonlyMap<string, infer S> ? S : never
    readonly ports: Service["ports"]
    readonly edges: readonly Edge[]
  }[]
  readonly networks: HostNetworks
}

/** Hosts that share a laptop share one Docker engine, so their networks share the pool; otherwise each host has it to itself. */
function subnetsOf(
  drafts: readonly HostDraft[],
  remoteTargets: readonly string[],
  { placements }: HostsContext,
): ReadonlyMap<string, string> {
  const named = drafts.map(({ host, networks }) => ({
    pool: host.data.dockerPool ?? DEFAULT_POOL,
    names: [...networks.networks].filter(([, { kind }]) => kind !== "shared").map(([id]) => `${host.name}/${id}`),
  }))
  const groups = placements.placements.includes("local")
    ? [
        {
          pool: named[0]?.pool ?? DEFAULT_POOL,
          names: [...named.flatMap(({ names }) => names), ...remoteTargets.map(localNetworkId)],
        },
      ]
    : named
  return new Map(groups.flatMap(({ pool, names }) => [...allocateSubnets(names, pool)]))
}

/** Beside Docker's own default pools, and clear of the 10.0.0.0/8 that VPC networks are usually taken from. */
const DEFAULT_POOL = "172.20.0.0/14"

function groupBySource(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const groups = new Map<string, Edge[]>()
  for (const edge of edges) {
    const known = groups.get(edge.from.id)
    if (known === undefined) groups.set(edge.from.id, [edge])
    else known.push(edge)
  }
  return groups
}

interface HostContext extends HostsContext {
  readonly served: ReadonlyMap<string, readonly Route[]>
  readonly subnets: ReadonlyMap<string, string>
}

function resolveHost(draft: HostDraft, context: HostContext): Host {
  const { data, name, path } = draft.host
  const { catalog, problems, shared } = context
  const fields = new Fields("host", data, path, catalog.environment, problems)
  const fill = filler({
    environment: catalog.environment,
    short: context.short,
    project: context.data.environments[catalog.environment]?.project ?? "",
    host: name,
  })
  const instance = fill(fields.plain("name") ?? name)
  const disks = resolveDisks(fields, { instance, fill })
  const directories = new Map(Object.entries(data.stacks).map(([stack, { directory }]) => [stack, fill(directory)]))
  const services = draft.services.map(({ entry, ports, edges }) =>
    resolveService({
      data: context.data,
      catalog,
      placements: context.placements,
      problems,
      service: entry,
      edges,
      secrets: true,
      pins: context.pins,
      ports,
      networks: draft.networks.memberships.get(entry.name) ?? [],
      disks,
      served: context.served.get(entry.id) ?? [],
      stackDirectory: directories.get(entry.stack) ?? "",
      fill,
    }),
  )
  const generate = fields.plain("generate")
  const resolved = {
    kind: "host" as const,
    name,
    title: fields.plain("title") ?? `${capitalised(name)} VM`,
    purpose: fields.plain("purpose"),
    environment: catalog.environment,
    generate:
      generate === undefined
        ? shared.generate
        : new Set<GeneratorName>([...shared.generate].filter((one) => one === "docs" || generate.includes(one))),
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
      resolveStack(stack, { services, draft, fill, fields, subnets: context.subnets, secrets: catalog.secrets }),
    ),
    services,
    uses: resolveProviderEdges(data.uses, { path, host: name, catalog, problems }),
  }
  return { ...fields.node, ...resolved }
}

function resolveDisks(
  fields: Fields<CatalogHost["data"]>,
  { instance, fill }: { readonly instance: string; readonly fill: (template: string) => string },
): readonly Disk[] {
  return Object.entries(fields.data.disks ?? {}).map(([name, disk]) => {
    const reader = fields.below("disk", disk, "disks", name)
    const sizeText = reader.varying("size") as string
    const snapshots = reader.plain("snapshots")
    const resolved = {
      name,
      resource: fill(reader.plain("name") ?? `${instance}-${name}`),
      sizeGib: gib(sizeText ?? "1 GiB"),
      sizeText: sizeText ?? "",
      type: (reader.varying("type") as string | undefined) ?? "pd-balanced",
      mount: reader.plain("mount")!,
      snapshots:
        snapshots === undefined ? undefined : resolveSnapshots(reader.below("snapshots", snapshots, "snapshots")),
      holds: Object.entries(disk.holds ?? {}).map(([folder, held]) => {
        const own = reader.below("folder", held, "holds", folder)
        const values = {
          folder,
          contents: own.plain("contents")!,
          owner: own.plain("owner") ?? "0:0",
          mode: own.plain("mode") ?? "0755",
        }
        return { ...own.node, ...values }
      }),
    }
    return { ...reader.node, ...resolved }
  })
}

function resolveSnapshots(
  fields: Fields<NonNullable<NonNullable<CatalogHost["data"]["disks"]>[string]["snapshots"]>>,
): Disk["snapshots"] {
  const resolved = {
    every: fields.plain("every")!,
    at: fields.plain("at") ?? "03:00",
    keepDays: Number(((fields.varying("keep") as string | undefined) ?? "0d").slice(0, -1)),
  }
  return { ...fields.node, ...resolved }
}

function resolveStack(
  name: string,
  context: {
    readonly services: readonly Service[]
    readonly draft: HostDraft
    readonly fill: (template: string) => string
    readonly fields: Fields<CatalogHost["data"]>
    readonly subnets: ReadonlyMap<string, string>
    readonly secrets: ReadonlyMap<string, Secret>
  },
): Stack {
  const { fields, fill } = context
  const reader = fields.below("stack", fields.data.stacks[name]!, "stacks", name)
  const services = context.services.filter(({ stack }) => stack === name)
  const directory = fill(reader.plain("directory")!)
  const resolved = {
    name,
    directory,
    project: fill(reader.plain("project")!),
    deployedTo: reader.plain("on") ?? `/opt/${directory.slice(directory.lastIndexOf("/") + 1).toLowerCase()}`,
    services,
    networks: stackNetworks(name, services, context),
    variables: variablesOf(services),
    secrets: secretsOf(services, context.secrets),
  }
  return { ...reader.node, ...resolved }
}

function stackNetworks(
  stack: string,
  services: readonly Service[],
  {
    draft,
    fields,
    fill,
    subnets,
  }: {
    readonly draft: HostDraft
    readonly fields: Fields<CatalogHost["data"]>
    readonly fill: (template: string) => string
    readonly subnets: ReadonlyMap<string, string>
  },
): readonly StackNetwork[] {
  const keys = new Set(services.flatMap(({ networks }) => networks.map(({ key }) => key)))
  return [...keys].sort().flatMap((key): readonly StackNetwork[] => {
    const shared = fields.data.networks?.[key]
    const id = draft.networks.networks.has(key) ? key : `${stack}/${key}`
    const network = draft.networks.networks.get(id)
    if (network === undefined) return []
    if (network.kind === "shared") {
      if (shared === undefined) {
        fields.problems.unknown("network", {
          found: key,
          path: network.origin,
          declared: Object.keys(fields.data.networks ?? {}),
        })
        return []
      }
      const origin = child(child(fields.path, "networks"), key)
      return [
        {
          key,
          name: shared.name,
          kind: "shared",
          external: shared.external ?? true,
          internal: shared.internal ?? false,
          subnet: undefined,
          origin,
        },
      ]
    }
    const owner = fill(fields.data.stacks[network.owner]?.project ?? "")
    return [
      {
        key,
        name: `${owner}_${key}`,
        kind: network.kind,
        external: network.owner !== stack,
        internal: network.kind === "edge",
        subnet: subnets.get(`${draft.host.name}/${id}`),
        origin: network.origin,
      },
    ]
  })
}

/** Variables that a stack's compose file reads at run time, secrets left out, in order of name. */
function variablesOf(services: readonly Service[]): readonly VariableUse[] {
  const found = new Map<string, VariableUse>()
  const note = (variable: RuntimeVariable, origin: string): void => {
    if (variable.secret || found.has(variable.name)) return
    found.set(variable.name, {
      name: variable.name,
      purpose: variable.purpose,
      fallback: variable.unset.kind === "default" ? variable.unset.value : undefined,
      origin,
    })
  }
  for (const service of services) {
    for (const { value, origin } of service.variables)
      for (const part of value) if (typeof part === "object") note(part, origin)
    for (const port of service.ports)
      for (const part of port.hostIp ?? []) if (typeof part === "object") note(part, port.path)
    const commands: readonly (readonly [Command | undefined, Origin])[] = [
      [service.command, originOf(service, "command")],
      [service.entrypoint, originOf(service, "entrypoint")],
      [service.local.command, originOf(service.local, "command")],
    ]
    for (const [command, origin] of commands)
      for (const word of command?.kind === "list" ? command.list : [])
        for (const part of word) if (typeof part === "object") note(part, origin)
    for (const route of service.proxy?.routes ?? []) {
      for (const { origin, ...variable } of proxyVariables(route)) note(variable, origin)
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** A run-time variable that a proxy's configuration reads, and the place that makes it do so. */
export interface ProxyVariable extends RuntimeVariable {
  readonly origin: Origin
}

/** The run-time variables that a proxy's configuration reads for one route: site addresses, upstreams, passwords. */
export function proxyVariables(route: Route): readonly ProxyVariable[] {
  return [
    ...route.sites.flatMap(({ address, origin }) =>
      address.flatMap((part) => (typeof part === "object" ? [{ ...part, origin }] : [])),
    ),
    ...handlerVariables(route.handlers),
  ]
}

function handlerVariables(handlers: Route["handlers"]): readonly ProxyVariable[] {
  return handlers.flatMap(({ answer, basicAuth, path, sources }): readonly ProxyVariable[] => {
    const upstream =
      answer.kind === "service"
        ? answer.upstream.host.flatMap((part) =>
            typeof part === "object" ? [{ ...part, origin: sources.to ?? path }] : [],
          )
        : []
    const password =
      basicAuth === undefined
        ? []
        : [{ ...secretVariable(basicAuth.password), origin: child(child(path, "basicAuth"), "password") }]
    return [...upstream, ...(answer.kind === "handle" ? handlerVariables(answer.handlers) : []), ...password]
  })
}

/** Secrets that a stack's services take, in order of name. */
function secretsOf(services: readonly Service[], declared: ReadonlyMap<string, Secret>): readonly SecretUse[] {
  const found = new Map<string, SecretUse>()
  const note = (secret: SecretUse["secret"], as: "file" | "variable"): void => {
    const known = found.get(secret.name)
    found.set(secret.name, {
      secret,
      asFile: known?.asFile === true || as === "file",
      asVariable: known?.asVariable === true || as === "variable",
    })
  }
  for (const service of services) {
    for (const { secret, as } of service.secrets) note(secret, as)
    for (const route of service.proxy?.routes ?? [])
      for (const password of passwords(route.handlers)) note(password, "variable")
    for (const { value } of service.variables) {
      for (const part of value) {
        const secret = typeof part === "object" && part.secret ? declared.get(part.name) : undefined
        if (secret !== undefined) note(secret, "variable")
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.secret.name < b.secret.name ? -1 : 1))
}

function passwords(handlers: Route["handlers"]): readonly Secret[] {
  return handlers.flatMap(({ answer, basicAuth }) => [
    ...(basicAuth === undefined ? [] : [basicAuth.password]),
    ...(answer.kind === "handle" ? passwords(answer.handlers) : []),
  ])
}

function filler(values: Readonly<Record<string, string>>): (template: string) => string {
  return (template) => template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "")
}

/** Whole GiB, rounded up, as GCP sizes disks. */
function gib(size: string): number {
  return Math.ceil(bytes(size) / 2 ** 30)
}
