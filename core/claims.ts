import { type BelongingsClaim, belongingsOf, foreignNetworks, type Surroundings } from "./claims/belongings.js"
import { type CloudClaims, cloudClaims } from "./claims/cloud.js"
import { textAt } from "./claims/placed-text.js"
import { type ProviderClaims, providerClaims } from "./claims/providers.js"
import { type ProxyClaim, proxyClaims, type SiteClaim, siteClaims } from "./claims/sites.js"
import { CLOUDFLARE_RANGES } from "./cloudflare-ranges.js"
import { dnsOf } from "./dns.js"
import type { Environment, Estate, Host, Placement, Service, Shared } from "./estate.js"
import { type FirewallGrant, grantsOf, hasPublicPort, IAP_RANGE } from "./grants.js"
import { leavingServices } from "./incidental.js"
import { isOnLaptop } from "./laptop.js"
import { append } from "./lists.js"
import { type Origin, originOf } from "./origin.js"
import { declaredSecrets } from "./secrets.js"
import { isStore } from "./store.js"
import { hostPath } from "./unit-paths.js"

export type {
  AnswerClaim,
  HandlerClaim,
  HeaderClaim,
  LoginClaim,
  ProxyClaim,
  SiteClaim,
  UpstreamClaim,
} from "./claims/sites.js"

/**
 * What the topology grants in one environment where it runs in one placement, and nothing else of it: what the proof holds the emitted
 * files against, in both directions. Everything here comes from declarations; how it is spelled in files is none of its business.
 */
export interface Claims {
  /** The environment's name. */
  readonly environment: string
  /** Where it runs. */
  readonly placement: Placement
  /** In declared order. */
  readonly hosts: readonly HostClaim[]
  /** In declared order. */
  readonly services: readonly ServiceClaim[]
  /** Services that may open connections to each other, on any port: bridges are symmetric and blind to ports. */
  readonly meetings: readonly MeetingClaim[]
  /** Every edge. */
  readonly paths: readonly PathClaim[]
  /** What is outside the hosts and has a name in the topology: externals and buckets. */
  readonly outsiders: readonly OutsiderClaim[]
  /** Who may come in to a machine, and where; what no opening names is refused. */
  readonly openings: readonly OpeningClaim[]
  /** The ports that Docker publishes on a machine. */
  readonly bindings: readonly BindingClaim[]
  /** In declared order. */
  readonly proxies: readonly ProxyClaim[]
  /** The addresses that proxies serve whose Caddyfiles are generated. */
  readonly sites: readonly SiteClaim[]
  /** Host names that lead to a machine, or to a provider. */
  readonly records: readonly RecordClaim[]
  /** The names of all secrets that there are; a variable or a file of such a name holds one. */
  readonly secrets: ReadonlySet<string>
  /** Variables whose value depends on where the environment runs. */
  readonly variables: readonly VariableClaim[]
  /** What it has at Google Cloud beside its hosts; undefined on a laptop, and where no Terraform files are generated. */
  readonly cloud: CloudClaims | undefined
  /** Frontends and buckets of all environments. */
  readonly providers: ProviderClaims
  /** Whether the zone's records are generated at all. */
  readonly hasZone: boolean
  /** The folder of the Terraform files; undefined where none are generated. */
  readonly terraformDirectory: string | undefined
}

/** A host. */
export interface HostClaim {
  /** As the topology names it. */
  readonly name: string
  /** The instance's name at GCP. */
  readonly instance: string
  /** Its static private address. */
  readonly address: string | undefined
  /** The port on which it answers SSH. */
  readonly sshPort: number
  /** The image that its boot disk is made from: `project/family`. */
  readonly image: string
  /** The disks that outlive it. */
  readonly disks: readonly DiskClaim[]
  /** Whether anybody may come to it from the internet, so that it has an address there. */
  readonly isPublic: boolean
  /** Whether it runs images of the private registry. */
  readonly pullsPrivately: boolean
  /** Its Compose projects, and where their files are. */
  readonly stacks: readonly StackClaim[]
  /** The real names of the Docker networks that its services join, and that somebody else creates. */
  readonly foreignNetworks: ReadonlySet<string>
  /** The folder of the unit that describes its machine; undefined where somebody keeps it by hand, and the firewall before it. */
  readonly unit: string | undefined
  /** Where it is declared. */
  readonly origin: Origin
}

/** A disk of a host. */
export interface DiskClaim {
  /** Its name at GCP. */
  readonly name: string
  /** The absolute path at which its host has it. */
  readonly mount: string
  /** The folders that it holds: absolute paths, each with its owner and group in numbers, and its mode in octal digits. */
  readonly folders: readonly {
    readonly folder: string
    readonly owner: string
    readonly mode: string
    readonly origin: Origin
  }[]
  /** Where it is declared. */
  readonly origin: Origin
}

/** A Compose project. */
export interface StackClaim {
  /** Its name. */
  readonly project: string
  /** Its folder under the output directory. */
  readonly directory: string
  /** Its folder on the machine: an absolute path. */
  readonly deployedTo: string
  /** Whether its Compose file is generated. */
  readonly hasFile: boolean
  /** The secrets of Secret Manager that its services take. */
  readonly secrets: readonly SecretClaim[]
}

/** A secret that a Compose project is handed by its machine. */
export interface SecretClaim {
  /** Its name in Secret Manager. */
  readonly id: string
  /** The variable, or the file below `secrets/`, that holds it on the machine. */
  readonly name: string
  /** Whether a service takes it as a file. */
  readonly asFile: boolean
  /** Whether a service takes it as a variable. */
  readonly asVariable: boolean
  /** The users, as numbers, that services read its file as; of one that only its image knows nothing is said. */
  readonly readers: readonly { readonly user: number; readonly group: number }[]
  /** Where it is declared. */
  readonly origin: Origin
}

/** A service. */
export interface ServiceClaim {
  /** `host.service`. */
  readonly id: string
  /** `project/service`, as the files name it; below its host's name where each host is a machine of its own: `host/project/service`. */
  readonly key: string
  /** Its host's name. */
  readonly host: string
  /** Whether it keeps data that others come for. */
  readonly isStore: boolean
  /** Whether it shares the machine's own network. */
  readonly hasMachineNetwork: boolean
  /** What lets it open connections out of its machine; undefined when nothing does. */
  readonly leaves: Origin | undefined
  /** Where its Caddyfile is, under the output directory; undefined when it is no proxy. */
  readonly caddyfile: string | undefined
  /** Whether it is a proxy whose Caddyfile is kept by hand, so that nobody knows what it answers. */
  readonly answersByHand: boolean
  /** What it is given beside networks and ports. */
  readonly belongings: BelongingsClaim
  /** Where it is declared. */
  readonly origin: Origin
}

/** Services that share a Docker network. */
export interface MeetingClaim {
  /** The service that they meet because of; undefined for a network that they join by declaration. */
  readonly target: string | undefined
  /** Ids of services, each with what makes it come: the target first. */
  readonly members: ReadonlyMap<string, Origin>
}

/** One edge. */
export interface PathClaim {
  /** The id of the service that connects. */
  readonly from: string
  /** The id of the service that answers; undefined for what is outside the hosts. */
  readonly to: string | undefined
  /** What is outside, in words: `the external stripe`; undefined for a service. */
  readonly outside: string | undefined
  /** Inside the answering container; undefined where the edge needs none. */
  readonly port: number | undefined
  /** On the answering machine; undefined where that is not left. */
  readonly published: number | undefined
  /** What carries it. */
  readonly transport: "tcp" | "udp"
  /** Whether it stays on one machine. */
  readonly isLocal: boolean
  /** Where the edge is declared. */
  readonly origin: Origin
}

/** Somebody outside the hosts, who has a name. */
export interface OutsiderClaim {
  /** As the topology names it. */
  readonly name: string
  /** As {@link PathClaim.outside} names it. */
  readonly outside: string
  /** Its host names, lower case; none where they are not stated. */
  readonly hosts: readonly string[]
}

/** Somebody outside a machine: everybody, the CDN, operators by Identity-Aware Proxy, or another machine by the name of its host. */
export type Caller =
  | { readonly kind: "internet" }
  | { readonly kind: "cdn"; readonly ranges: readonly string[] }
  | { readonly kind: "iap"; readonly ranges: readonly string[] }
  | { readonly kind: "host"; readonly host: string }

/** What the firewall lets through. */
export interface OpeningClaim {
  /** Who may come. */
  readonly from: Caller
  /** The name of the host that is reached. */
  readonly host: string
  /** The port of the machine. */
  readonly port: number
  /** What carries it. */
  readonly transport: "tcp" | "udp"
  /** What asks for it: one at least. */
  readonly causes: readonly Origin[]
}

/** A port of a machine that leads to a container. */
export interface BindingClaim {
  /** The id of the service. */
  readonly service: string
  /** The name of its host. */
  readonly host: string
  /** The port of the machine. */
  readonly published: number
  /** The port of the container. */
  readonly target: number
  /** What carries it. */
  readonly transport: "tcp" | "udp"
  /** Whether only the machine itself reaches it. */
  readonly isLoopback: boolean
  /** Where it is declared. */
  readonly origin: Origin
}

/** A host name of the zone. */
export interface RecordClaim {
  /** In full, lower case. */
  readonly hostname: string
  /** The name of the host that it leads to; undefined for a provider. */
  readonly host: string | undefined
  /** Whether the CDN answers in its place. */
  readonly isProxied: boolean
  /** Where the host name is stated. */
  readonly origin: Origin
}

/** A variable whose value depends on where the environment runs. */
export interface VariableClaim {
  /** As Compose files read it. */
  readonly name: string
  /** What it is in this placement: an address, or a host name. */
  readonly value: string
  /** The declaration that differs by placement. */
  readonly origin: Origin
}

/** The claims of every environment, one for each of its placements, in declared order. */
export function claimsOf(estate: Estate): readonly Claims[] {
  const records = dnsOf(estate).records
  const providers = providerClaims(estate)
  const declared = declaredSecrets(estate.shared)
  return estate.environments.flatMap((environment) =>
    environment.placements.map((placement) => ({
      environment: environment.name,
      placement,
      hosts: environment.hosts.map((host) => hostClaim(host, environment, placement, estate.shared)),
      services: environment.hosts.flatMap((host) => serviceClaims(host, { environment, placement, declared })),
      meetings: meetings(environment, placement),
      paths: paths(environment, placement),
      outsiders: outsiders(environment, estate.shared),
      openings: placement === "cloud" ? grantsOf(environment, estate.shared).map(opening) : [],
      bindings: environment.hosts.flatMap((host) => bindings(host, environment, placement)),
      proxies: environment.hosts.flatMap(proxyClaims),
      sites: routesOfFiles(environment).flatMap((route) => siteClaims(route, environment, placement)),
      records:
        placement === "cloud"
          ? records.flatMap(({ environment: name, hostname, target, proxied, origin }) =>
              name === environment.name
                ? [
                    {
                      hostname: hostname.toLowerCase(),
                      host: target.kind === "host" ? target.host.name : undefined,
                      isProxied: proxied,
                      origin,
                    },
                  ]
                : [],
            )
          : [],
      variables: environment.placementVariables.flatMap(({ name, values, origin }) => {
        const value = values[placement]
        return value === undefined ? [] : [{ name, value, origin }]
      }),
      cloud: placement === "cloud" ? cloudClaims(environment, estate.shared) : undefined,
      providers,
      terraformDirectory: estate.shared.generate.has("terraform") ? estate.shared.terraformDirectory : undefined,
      secrets: new Set(
        estate.shared.secrets.flatMap(({ name, environments }) =>
          environments.includes(environment.name) ? [name] : [],
        ),
      ),
      hasZone: estate.shared.cloudflare !== undefined && estate.shared.generate.has("terraform"),
    })),
  )
}

/** Those that no Caddyfile answers which somebody keeps by hand. */
function routesOfFiles({ routes, hosts }: Environment): Environment["routes"] {
  const byHand = new Set(hosts.flatMap(({ name, generate }) => (generate.has("caddy") ? [] : [name])))
  return routes.filter(({ proxy }) => proxy === undefined || !byHand.has(proxy.host))
}

/** Callers that are told apart by their addresses, and the ranges that are known to be theirs. */
export const CALLER_RANGES: Readonly<Record<"cdn" | "iap", readonly string[]>> = {
  cdn: CLOUDFLARE_RANGES.ipv4,
  iap: [IAP_RANGE],
}

function hostClaim(host: Host, environment: Environment, placement: Placement, shared: Shared): HostClaim {
  const { name, instance, address, sshPort, bootImage, disks, stacks, generate, path } = host
  const hasUnit = placement === "cloud" && shared.gcp !== undefined && generate.has("terraform")
  return {
    name,
    instance,
    address,
    sshPort,
    image: bootImage,
    disks: disks.map(({ resource, mount, holds, path: origin }) => ({
      name: resource,
      mount,
      folders: holds
        .filter(({ folder }) => folder !== mount)
        .map(({ folder, owner, mode, path: stated }) => ({ folder, owner, mode, origin: stated })),
      origin,
    })),
    isPublic: hasPublicPort(host),
    pullsPrivately: host.services.some(({ image }) => image?.private === true),
    stacks: stacks.map(({ project, directory, deployedTo, secrets, services }) => ({
      project,
      directory,
      deployedTo,
      hasFile: generate.has("compose"),
      secrets: secrets.flatMap(({ secret, asFile, asVariable }) =>
        secret.from === "secret-manager"
          ? [
              {
                id: secret.id,
                name: secret.name,
                asFile,
                asVariable,
                readers: asFile ? readersOf(secret.name, services) : [],
                origin: secret.path,
              },
            ]
          : [],
      ),
    })),
    foreignNetworks: foreignNetworks(host),
    unit: hasUnit ? `${shared.terraformDirectory}/${hostPath(shared, environment, host)}` : undefined,
    origin: path,
  }
}

function readersOf(secret: string, services: readonly Service[]): SecretClaim["readers"] {
  return services.flatMap(({ secrets, user }) => {
    const [, own, group = "0"] = /^(\d+)(?::(\d+))?$/.exec(user ?? "") ?? []
    const isReader = own !== undefined && secrets.some((one) => one.as === "file" && one.secret.name === secret)
    return isReader ? [{ user: Number(own), group: Number(group) }] : []
  })
}

function serviceClaims(host: Host, known: Omit<Surroundings, "stack">): readonly ServiceClaim[] {
  const { placement } = known
  const above = placement === "cloud" ? `${host.name}/` : ""
  const leaving = new Map(leavingServices(host).map(({ service, cause }) => [service.id, cause]))
  return host.stacks.flatMap((stack) =>
    stack.services.map((service) => ({
      id: service.id,
      key: `${above}${stack.project}/${service.name}`,
      host: host.name,
      isStore: isStore(service),
      hasMachineNetwork: service.networkMode === "host",
      leaves: leaving.get(service.id),
      caddyfile: service.proxy?.caddyfile,
      answersByHand: service.proxy !== undefined && !host.generate.has("caddy"),
      belongings: belongingsOf(service, { ...known, stack }),
      origin: service.path,
    })),
  )
}

/** Edges that stay on a machine make their ends meet, and all users of one service with them. On a laptop all hosts are one machine. */
function meetings(environment: Environment, placement: Placement): readonly MeetingClaim[] {
  const byTarget = new Map<string, Map<string, Origin>>()
  for (const { from, to, reach, sources, path } of environment.edges) {
    const stays = reach === "local" || (reach === "remote" && placement === "local")
    if (!stays || to.kind !== "service") continue
    // A laptop has one network for the users of other hosts, beside that of its own host's.
    const key = reach === "local" ? to.service.id : `remote ${to.service.id}`
    const known = byTarget.get(key) ?? new Map<string, Origin>([[to.service.id, path]])
    if (!known.has(from.id)) known.set(from.id, sources.to ?? path)
    byTarget.set(key, known)
  }
  return [
    ...[...byTarget.values()].map((members) => ({ target: [...members.keys()][0], members })),
    ...[...sharedNetworks(environment).values()].map((members) => ({ target: undefined, members })),
  ]
}

/** Networks that services join by declaration, by their real names: who is on one meets whoever else is on it. */
function sharedNetworks({ hosts }: Environment): ReadonlyMap<string, Map<string, Origin>> {
  const networks = new Map<string, Map<string, Origin>>()
  for (const { name, stacks } of hosts) {
    for (const stack of stacks) {
      const shared = new Map(
        stack.networks.flatMap(({ kind, key, name: real }) => (kind === "shared" ? [[key, real] as const] : [])),
      )
      if (shared.size === 0) continue
      for (const service of stack.services) {
        for (const { key, origin } of service.networks) {
          const real = shared.get(key)
          if (real === undefined) continue
          const known = networks.get(`${name} ${real}`) ?? new Map<string, Origin>()
          networks.set(`${name} ${real}`, known.set(service.id, origin))
        }
      }
    }
  }
  return networks
}

function paths({ edges }: Environment, placement: Placement): readonly PathClaim[] {
  return edges.map(({ from, to, port, reach, sources, path }) => ({
    from: from.id,
    to: to.kind === "service" ? to.service.id : undefined,
    outside: to.kind === "service" ? undefined : outsideName(to),
    port: port?.port,
    published: reach === "remote" && placement === "cloud" ? port?.published : undefined,
    transport: port?.transport ?? "tcp",
    isLocal: reach === "local" || (reach === "remote" && placement === "local"),
    origin: sources.to ?? path,
  }))
}

function outsiders({ name }: Environment, { externals, cloudflare }: Shared): readonly OutsiderClaim[] {
  return [
    ...externals.flatMap((external) =>
      external.role === "people" || !external.environments.includes(name)
        ? []
        : [
            {
              name: external.name,
              outside: outsideName({ kind: "external", external }),
              hosts: external.hosts.map((host) => host.toLowerCase()),
            },
          ],
    ),
    ...(cloudflare?.buckets ?? []).map((bucket) => ({
      name: bucket.name,
      outside: outsideName({ kind: "bucket", bucket }),
      hosts: [],
    })),
  ]
}

function outsideName(to: Exclude<Environment["edges"][number]["to"], { readonly kind: "service" }>): string {
  switch (to.kind) {
    case "external":
      return `the external ${to.external.name}`
    case "bucket":
      return `the bucket ${to.bucket.name}`
    case "cdn":
      return "the CDN"
    case "vercel":
      return `the frontend ${to.project.name}`
    case "provider":
      return `the provider ${to.provider}`
    case "host":
      return `the host ${to.host}`
  }
}

function opening({ source, target, port, transport, causes }: FirewallGrant): OpeningClaim {
  const from: Caller =
    source.kind === "host"
      ? { kind: "host", host: source.host.name }
      : source.kind === "internet"
        ? { kind: "internet" }
        : { kind: source.kind, ranges: source.ranges }
  return { from, host: target.name, port, transport, causes }
}

function bindings(host: Host, environment: Environment, placement: Placement): readonly BindingClaim[] {
  return host.services.flatMap((service) =>
    service.ports.flatMap((port): readonly BindingClaim[] => {
      const { published, hostIp, transport } = port
      if (published === undefined || hostIp === undefined) return []
      if (placement === "local" && !isOnLaptop(port)) return []
      const address = textAt(hostIp, environment, placement)
      return [
        {
          service: service.id,
          host: host.name,
          published,
          target: port.port,
          transport,
          isLoopback: address === undefined ? port.exposure === "host" : isLoopback(address),
          origin: port.sources.exposure ?? originOf(port, "port"),
        },
      ]
    }),
  )
}

/** Whether an address is the machine's own, which nobody else reaches. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1" || address === "localhost"
}

/** Services by the keys that files know them by. */
export function servicesByKey({ services }: Claims): ReadonlyMap<string, ServiceClaim> {
  return new Map(services.map((service) => [service.key, service]))
}

/** The meetings that each service takes part in, by its id. */
export function meetingsOf({ meetings: all }: Claims): ReadonlyMap<string, readonly MeetingClaim[]> {
  const byMember = new Map<string, MeetingClaim[]>()
  for (const meeting of all) for (const id of meeting.members.keys()) append(byMember, id, meeting)
  return byMember
}
