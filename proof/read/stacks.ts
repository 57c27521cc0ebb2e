import type {
  ComposeAttachment,
  ComposeNetwork,
  ComposePort,
  ComposeProject,
  ComposeService,
  ComposeValue,
} from "../../formats/compose-model.js"
import { readCompose } from "../../formats/compose-read.js"
import { readDotenv } from "../../formats/dotenv.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import type { Container, Membership, PublishedPort, Stated, Text, Transport } from "../network.js"
import { BRIDGE_OPTIONS, FILE } from "../vocabulary/compose.js"
import { belongingsOf, shown } from "./belongings.js"
import { traitsOf } from "./vocabulary.js"

/** A Compose project as its files say, before it is known which machine runs it. */
export interface StackReading {
  /** The project's name. */
  readonly project: string
  /** Where the file says so. */
  readonly position: Position | undefined
  /** The Compose file's folder. */
  readonly directory: string
  /** Its containers; the machine is not filled in. */
  readonly containers: readonly Omit<Container, "machine">[]
  /** Its networks. */
  readonly networks: readonly NetworkReading[]
  /** The files that hold its secrets, relative to its folder. */
  readonly secretFiles: readonly Stated<string>[]
  /** The values of variables that its env files state. */
  readonly variables: ReadonlyMap<string, string>
  /** What it reads that no file of ours states, and where it does first. */
  readonly unset: ReadonlyMap<string, Position>
  /** What could not be read. */
  readonly problems: readonly ReadProblem[]
}

/** A Docker network as one project declares it. */
export interface NetworkReading {
  /** Its real name. */
  readonly name: string
  /** Whether another project, or somebody else, creates it. */
  readonly isExternal: boolean
  /** Whether it has no way out of the machine. */
  readonly isInternal: boolean
  /** Whether its members reach each other. */
  readonly reachesNeighbours: boolean
  /** Whether connections of its members leave the machine. */
  readonly masquerades: boolean
  /** Its ranges. */
  readonly subnets: readonly Stated<string>[]
  /** What must lie in one of them: the gateway, and the ranges that containers have their addresses from. */
  readonly inner: readonly Stated<string>[]
  /** Where it is declared. */
  readonly position: Position
}

/** The files of a Compose project, by where it runs. */
export interface StackFiles {
  /** Their folder. */
  readonly directory: string
  /** The names of the Compose files, in order. */
  readonly compose: readonly string[]
  /** The names of the env files that Compose is given, as far as they are generated. */
  readonly environment: readonly string[]
}

/** Reads one project. Variables that no env file states have values that are not known here. */
export function readStack(
  files: ReadonlyMap<string, string>,
  { directory, compose, environment }: StackFiles,
): StackReading {
  const variables = new Map(
    environment.flatMap((name) => {
      const content = files.get(`${directory}/${name}`)
      return content === undefined ? [] : assignments(content)
    }),
  )
  const { project, problems } = readCompose({
    files: compose.map((name) => ({ path: `${directory}/${name}`, content: files.get(`${directory}/${name}`) ?? "" })),
    environment: variables,
    unset: "unknown",
    envFilesRequired: false,
    directory,
    read: (path) => files.get(path),
  })
  const name = project?.name ?? directory
  return {
    project: name,
    position: project?.namePosition,
    directory,
    containers:
      project === undefined ? [] : [...project.services.values()].map((service) => containerOf(service, project)),
    networks: project === undefined ? [] : networksOf(project),
    secretFiles: [...(project?.secrets.values() ?? [])].flatMap(({ origin, position }) =>
      origin.kind === "file" ? [{ value: relativeTo(directory, shown(origin.path)), position }] : [],
    ),
    variables,
    unset: new Map(
      [...(project?.variables ?? [])].flatMap(([variable, [first]]) =>
        variables.has(variable) || first === undefined ? [] : [[variable, first] as const],
      ),
    ),
    problems: [...problems, ...notUnderstood(project)],
  }
}

function relativeTo(directory: string, path: string): string {
  const inside = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path
  return inside.replace(/^\.\//, "")
}

function assignments(content: string): readonly (readonly [string, string])[] {
  return readDotenv(content).assignments.flatMap(({ name, value }) => {
    const literal = value?.every((part) => typeof part === "string") === true ? value.join("") : undefined
    return literal === undefined ? [] : [[name, literal] as const]
  })
}

function containerOf(service: ComposeService, project: ComposeProject): Omit<Container, "machine"> {
  const { name, position, ports, networks, extraHosts, volumes } = service
  return {
    key: `${project.name}/${name}`,
    project: project.name,
    service: name,
    position,
    mode: modeOf(service, project),
    memberships: [...networks.map((attachment) => membershipOf(attachment, project)), ...defaultBridge(service)],
    published: ports.flatMap(publishedPort),
    hosts: extraHosts.map(({ host, address, position: at }) => ({
      name: host.toLowerCase(),
      value: shown(address),
      position: at,
    })),
    texts: textsOf(service),
    binds: volumes.flatMap(({ type, source, target, position: at }) =>
      shown(type) === "bind" && source !== undefined
        ? [{ value: shown(source), target: shown(target), position: at }]
        : [],
    ),
    belongings: belongingsOf(service, project),
  }
}

function modeOf({ networkMode }: ComposeService, project: ComposeProject): Container["mode"] {
  switch (networkMode?.kind) {
    case "host":
    case "none":
      return networkMode.kind
    case "service":
      return { of: `${project.name}/${networkMode.service}` }
    case "container": {
      const owner = [...project.services.values()].find(
        ({ containerName }) => shown(containerName) === networkMode.container,
      )
      return { of: owner === undefined ? networkMode.container : `${project.name}/${owner.name}` }
    }
    default:
      return "bridges"
  }
}

/** Docker's own bridge, which everybody on it reaches by address only. */
const DEFAULT_BRIDGE = "bridge"

function defaultBridge({ networkMode }: ComposeService): readonly Membership[] {
  return networkMode?.kind === "bridge"
    ? [{ network: DEFAULT_BRIDGE, names: [], aliases: [], address: undefined, position: networkMode.position }]
    : []
}

function membershipOf(
  { network, names, aliases, ipv4Address, position }: ComposeAttachment,
  { networks }: ComposeProject,
): Membership {
  const name = networks.get(network)?.name
  return {
    network: name === undefined ? network : shown(name),
    names: [...new Set(names.map((one) => shown(one).toLowerCase()))],
    aliases: aliases.map((one) => shown(one).toLowerCase()),
    address: ipv4Address === undefined ? undefined : { value: shown(ipv4Address), position: ipv4Address.position },
    position,
  }
}

/** A port that Docker chooses is 0; one that only the run knows is on every address. */
function publishedPort(port: ComposePort): readonly PublishedPort[] {
  const { targetPort, publishedRange, hostIp, protocol, position } = port
  if (targetPort === undefined) return []
  const transport = shown(protocol)
  if (transport !== "tcp" && transport !== "udp") return []
  const { from, to } = publishedRange ?? { from: 0, to: 0 }
  return [
    {
      hostIp: hostIp === undefined ? "0.0.0.0" : shown(hostIp),
      published: [from, to],
      target: [targetPort, targetPort],
      transport: transport satisfies Transport,
      position,
    },
  ]
}

function textsOf({ environment, command, entrypoint, healthcheck }: ComposeService): readonly Text[] {
  const words = (values: readonly ComposeValue[], variable?: string): readonly Text[] =>
    values.map((value) => ({ variable, reads: value.variables, value: shown(value), position: value.position }))
  return [
    ...[...environment.values()].flatMap(({ name, value, position }) =>
      // One that is named alone is handed on from where Compose runs.
      value === undefined ? [{ variable: name, reads: [name], value: `\${${name}}`, position }] : words([value], name),
    ),
    ...words(entrypoint?.words ?? []),
    ...words(command?.words ?? []),
    ...words(healthcheck?.test ?? []),
  ]
}

function networksOf({ networks }: ComposeProject): readonly NetworkReading[] {
  return [...networks.values()].map((network) => ({
    name: shown(network.name),
    isExternal: network.external,
    isInternal: network.internal === true,
    reachesNeighbours: !isOff(network, "com.docker.network.bridge.enable_icc"),
    masquerades: !isOff(network, "com.docker.network.bridge.enable_ip_masquerade"),
    subnets: network.subnets.flatMap(({ subnet, position }) =>
      subnet === undefined ? [] : [{ value: shown(subnet), position }],
    ),
    inner: network.subnets.flatMap(({ gateway, ipRange }) =>
      [gateway, ipRange].flatMap((one) => (one === undefined ? [] : [{ value: shown(one), position: one.position }])),
    ),
    position: network.position,
  }))
}

/** Docker takes these options for true unless they say otherwise, in any way that Go reads as false. */
function isOff({ driverOpts }: ComposeNetwork, option: string): boolean {
  const value = driverOpts.get(option)?.value
  return value !== undefined && /^(?:0|f|false)$/i.test(shown(value))
}

/** What the reader reads and the proof has no picture of. */
function notUnderstood(project: ComposeProject | undefined): readonly ReadProblem[] {
  if (project === undefined) return []
  const modes = [...project.services.values()].flatMap(({ name, networkMode }) =>
    networkMode?.kind === "other"
      ? [{ message: `The network mode of ${name} is none that the proof knows.`, position: networkMode.position }]
      : [],
  )
  const keys = traitsOf(project.canonical, FILE).map(({ value, position }) => ({
    message: `The key \`${value}\` is none that the proof follows.`,
    position,
  }))
  return [...modes, ...keys, ...[...project.networks.values()].flatMap(unpictured)]
}

function unpictured(network: ComposeNetwork): readonly ReadProblem[] {
  const { key, driver, driverOpts, ipv6, internal, attributes, position } = network
  const problem = (is: boolean, message: string, at: Position = position): readonly ReadProblem[] =>
    is ? [{ message, position: at }] : []
  const ipam = attributes.entries.get("ipam")?.value
  const addresses = ipam?.kind === "map" ? ipam.entries.get("driver")?.value : undefined
  return [
    ...problem(ipv6, `The network ${key} has IPv6 addresses; the proof knows those of IPv4 only.`),
    ...problem(
      driver !== undefined && shown(driver) !== "bridge",
      `The network ${key} has the driver ${driver === undefined ? "" : shown(driver)}; the proof knows bridges only.`,
    ),
    ...problem(internal === undefined, `Whether the network ${key} is internal is only known where it runs.`),
    ...problem(
      addresses?.kind === "scalar" && addresses.value !== "default" && addresses.value !== null,
      `The addresses of the network ${key} are given by a driver that the proof does not know.`,
    ),
    ...[...driverOpts.values()].flatMap(({ name, value, position: at }) => [
      ...problem(
        !Object.hasOwn(BRIDGE_OPTIONS, name),
        `The option ${name} of the network ${key} is none that the proof knows.`,
        at,
      ),
      ...problem(
        Object.hasOwn(BRIDGE_OPTIONS, name) && value?.kind === "unknown",
        `The option ${name} of the network ${key} is only known where it runs.`,
        at,
      ),
      ...problem(
        name === "com.docker.network.bridge.name" && value !== undefined && shown(value) === "docker0",
        `The network ${key} is Docker's own bridge, which the proof does not follow.`,
        at,
      ),
    ]),
  ]
}
