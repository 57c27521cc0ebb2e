import type { Claims, HostClaim } from "../../core/claims.js"
import { append } from "../../core/lists.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import { type ComposeFilesBeside, composeFilesBeside } from "../beside.js"
import type { Bridge, Container, DnsRecord, Machine, Membership, Network, Site, Stack } from "../network.js"
import { readUnits } from "../terraform/read-units.js"
import type { Unit } from "../terraform/unit.js"
import { type CloudReading, readCloud } from "./cloud.js"
import { type ProxyReading, readProxy } from "./proxies.js"
import type { DeployedStack } from "./settings.js"
import { type NetworkReading, readStack, type StackFiles, type StackReading } from "./stacks.js"

/** Every artifact that the proof reads, read once. */
export interface Evidence {
  /** The bytes, by path. */
  readonly files: ReadonlyMap<string, string>
  /** What the Terragrunt units say. */
  readonly cloud: CloudReading
  /** The units themselves. */
  readonly units: readonly Unit[]
  /** Compose projects by folder, where they run in the cloud and where on a laptop. */
  readonly stacks: Readonly<Record<"cloud" | "local", ReadonlyMap<string, StackReading>>>
  /** Names of the secrets that some unit creates. */
  readonly createdSecrets: ReadonlySet<string>
  /** The DNS records that have a name. */
  readonly recordsOf: (hostname: string) => readonly DnsRecord[]
  /** Compose files that are none of ours. */
  readonly beside: ComposeFilesBeside
  /** What could not be read. */
  readonly problems: readonly ReadProblem[]
}

/** What the files say of one environment in one placement. */
export interface Scene extends Network {
  /** What could not be read, or not be placed. */
  readonly problems: readonly ReadProblem[]
  /** The projects of machines, by `machine/project`, as they were read. */
  readonly readings: ReadonlyMap<string, StackReading>
  /** What the Caddyfiles say that containers mount, by the containers' keys. */
  readonly proxies: ReadonlyMap<string, ProxyReading>
  /** Hosts whose machine no unit describes: what stands before it is taken for granted. */
  readonly assumed: ReadonlySet<string>
}

/** Reads all artifacts: no file is read twice, however many environments there are. */
export function readEvidence(files: ReadonlyMap<string, string>, all: readonly Claims[]): Evidence {
  const roots = new Set(all.flatMap(({ terraformDirectory }) => terraformDirectory ?? []))
  const readings = [...roots].map((root) => readUnits(files, root))
  const units = readings.flatMap((reading) => reading.units)
  const cloud = readCloud(units)
  const read = (placement: "cloud" | "local"): ReadonlyMap<string, StackReading> => {
    const stacks = new Map<string, StackReading>()
    for (const claims of all) {
      if (claims.placement !== placement) continue
      for (const { directory, hasFile } of claims.hosts.flatMap(({ stacks: own }) => own)) {
        if (!hasFile || stacks.has(directory)) continue
        stacks.set(directory, readStack(files, stackFiles(files, directory, placement)))
      }
    }
    return stacks
  }
  const stacks = { cloud: read("cloud"), local: read("local") }
  const records = new Map<string, DnsRecord[]>()
  for (const record of cloud.records) append(records, record.hostname, record)
  const ofStacks = [...stacks.cloud.values(), ...stacks.local.values()].flatMap(({ problems }) => problems)
  return {
    files,
    cloud,
    units,
    stacks,
    createdSecrets: new Set(cloud.secrets.map(({ value }) => value)),
    recordsOf: (hostname) => records.get(hostname) ?? [],
    beside: composeFilesBeside(files, all),
    problems: unique([...readings.flatMap(({ problems }) => problems), ...cloud.problems, ...ofStacks]),
  }
}

/** A laptop's files say what differs from a VM's; each place has env files of its own. */
function stackFiles(files: ReadonlyMap<string, string>, directory: string, placement: "cloud" | "local"): StackFiles {
  const local = "docker-compose.local.yml"
  return {
    directory,
    compose:
      placement === "local" && files.has(`${directory}/${local}`)
        ? ["docker-compose.yml", local]
        : ["docker-compose.yml"],
    environment: [`${placement}.env`],
  }
}

/** Puts together what the files say of one environment, in one placement. */
export function sceneOf({ files, cloud, stacks }: Evidence, claims: Claims): Scene {
  const problems: ReadProblem[] = []
  const readings = new Map<string, StackReading>()
  const read = stacks[claims.placement]
  const machines =
    claims.placement === "local"
      ? [laptop(claims.hosts, { read, readings, problems })]
      : claims.hosts.flatMap((host) => {
          const machine = host.unit === undefined ? undefined : cloud.machines.get(host.unit)
          const base = machine ?? undescribed(host)
          return [
            placed(base, deployed(host, machine?.settings.deploys, { read }), {
              readings,
              problems,
              above: `${host.name}/`,
            }),
          ]
        })
  const proxies = new Map<string, ProxyReading>()
  const containers = new Map(
    machines.flatMap(({ stacks: own }) =>
      [...own.values()].flatMap((stack) => stack.containers.map((container) => [container.key, container] as const)),
    ),
  )
  const byHand = new Set(claims.services.flatMap(({ key, answersByHand }) => (answersByHand ? [key] : [])))
  const readable = [...containers.values()].filter(({ key }) => !byHand.has(key))
  return {
    machines,
    containers,
    firewall: cloud.firewall,
    records: cloud.records,
    sites: sitesOf(readable, {
      files,
      fragments: claims.sites.flatMap(({ fragments }) => fragments),
      problems,
      proxies,
    }),
    problems,
    readings,
    proxies,
    assumed: new Set(
      claims.hosts.flatMap(({ name, unit }) => (claims.placement === "local" || unit === undefined ? [name] : [])),
    ),
  }
}

/** A machine that nobody described to us. */
function undescribed({ name, address }: Pick<HostClaim, "name" | "address">): Omit<Machine, "stacks" | "bridges"> {
  return {
    name,
    position: undefined,
    address: address === undefined ? undefined : { value: address, position: NOWHERE },
    externalAddress: undefined,
    account: undefined,
    tags: [],
    network: undefined,
    subnets: [],
    wayOut: undefined,
  }
}

const NOWHERE: Position = { file: "", line: 0, column: 0 }

interface Placed {
  readonly reading: StackReading
  readonly position: Position | undefined
}

/** The projects that a VM's unit names; where no unit does, those that the topology does. */
function deployed(
  host: HostClaim,
  deploys: readonly DeployedStack[] | undefined,
  { read }: { readonly read: ReadonlyMap<string, StackReading> },
): readonly Placed[] {
  if (deploys === undefined)
    return host.stacks.flatMap(({ directory }) => {
      const reading = read.get(directory)
      return reading === undefined ? [] : [{ reading, position: undefined }]
    })
  const own = host.stacks.flatMap(({ directory }) => read.get(directory) ?? [])
  return deploys.flatMap(({ value, position }) => {
    const reading = own.find(({ project }) => project === value)
    return reading === undefined ? [] : [{ reading, position }]
  })
}

/** One machine for all hosts. */
function laptop(
  hosts: readonly HostClaim[],
  { read, ...known }: Omit<Known, "above"> & { readonly read: ReadonlyMap<string, StackReading> },
): Machine {
  const all = hosts.flatMap((host) => deployed(host, undefined, { read }))
  return placed(undescribed({ name: LAPTOP, address: undefined }), all, { ...known, above: "" })
}

/** What the machine of a local placement is called. */
export const LAPTOP = "laptop"

/** Where what is found on the way goes. */
interface Known {
  readonly readings: Map<string, StackReading>
  readonly problems: ReadProblem[]
  /** What the keys of containers begin with. */
  readonly above: string
}

function placed(
  base: Omit<Machine, "stacks" | "bridges">,
  all: readonly Placed[],
  { readings, problems, above }: Known,
): Machine {
  const stacks = new Map<string, Stack>()
  for (const { reading, position } of all) {
    const { project, directory } = reading
    if (stacks.has(project)) {
      const at = reading.position ?? position ?? NOWHERE
      problems.push({ message: `Two Compose files of ${base.name} have the project name ${project}.`, position: at })
      continue
    }
    readings.set(`${base.name}/${project}`, reading)
    const containers = reading.containers.map((container) => ({
      ...container,
      key: above + container.key,
      mode: typeof container.mode === "object" ? { of: above + container.mode.of } : container.mode,
      machine: base.name,
    }))
    stacks.set(project, { project, position, directory, containers })
  }
  return {
    ...base,
    stacks,
    bridges: bridgesOf(
      [...stacks.values()],
      all.map(({ reading }) => reading),
    ),
  }
}

/** Networks with one name are one: whoever creates it says what it is like. */
function bridgesOf(stacks: readonly Stack[], readings: readonly StackReading[]): ReadonlyMap<string, Bridge> {
  const declared = new Map<string, NetworkReading>()
  const creators = new Map<string, Position[]>()
  for (const network of readings.flatMap(({ networks }) => networks)) {
    if (!network.isExternal) append(creators, network.name, network.position)
    const known = declared.get(network.name)
    if (known === undefined || (known.isExternal && !network.isExternal)) declared.set(network.name, network)
  }
  const members = new Map<string, { readonly container: Container; readonly membership: Membership }[]>()
  for (const container of stacks.flatMap(({ containers }) => containers)) {
    for (const membership of container.memberships) {
      const known = members.get(membership.network)
      if (known === undefined) members.set(membership.network, [{ container, membership }])
      else known.push({ container, membership })
    }
  }
  return new Map(
    [...new Set([...declared.keys(), ...members.keys()])].map((name) => {
      const network = declared.get(name)
      return [
        name,
        {
          name,
          isInternal: network?.isInternal ?? false,
          reachesNeighbours: network?.reachesNeighbours ?? true,
          masquerades: network?.masquerades ?? true,
          subnets: network?.subnets ?? [],
          inner: network?.inner ?? [],
          creators: creators.get(name) ?? [],
          isExternal: network?.isExternal ?? true,
          position: network?.position,
          members: members.get(name) ?? [],
        },
      ]
    }),
  )
}

function sitesOf(
  containers: readonly Container[],
  known: {
    readonly files: ReadonlyMap<string, string>
    readonly fragments: readonly string[]
    readonly problems: ReadProblem[]
    readonly proxies: Map<string, ProxyReading>
  },
): readonly Site[] {
  return containers.flatMap((container) => {
    if (container.binds.length === 0) return []
    const environment = new Map(
      container.texts.flatMap(({ variable, value }) => (variable === undefined ? [] : [[variable, value] as const])),
    )
    const reading = readProxy(known.files, container, { environment, fragments: known.fragments })
    if (reading === undefined) return []
    known.problems.push(...reading.problems)
    known.proxies.set(container.key, reading)
    return reading.sites
  })
}

function unique(problems: readonly ReadProblem[]): readonly ReadProblem[] {
  const seen = new Set<string>()
  return problems.filter(({ message, position: { file, line, column } }) => {
    const key = `${file}:${line}:${column} ${message}`
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}
