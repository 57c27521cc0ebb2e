import { dirname } from "node:path"
import type { Handler, ResolvedText, Service, Stack } from "../../core/estate.js"
import { proxyVariables } from "../../core/resolve/environments.js"

/** A project as far as it is compared: what is said of each service, network and volume, a fact a line. */
export type Project = Readonly<Record<string, readonly string[]>>

/** A project as `config --format json` prints it; only what is read here. */
export interface ComposeJson {
  /** The project's. */
  readonly name: string
  /** By key. */
  readonly networks?: Readonly<Record<string, NetworkJson>>
  /** By name. */
  readonly services?: Readonly<Record<string, ServiceJson>>
}

interface NetworkJson {
  readonly name: string
  readonly external?: boolean
  readonly internal?: boolean
  readonly driver_opts?: Readonly<Record<string, string>>
  readonly ipam?: { readonly config?: readonly { readonly subnet: string }[] }
}

interface ServiceJson {
  readonly image?: string
  readonly command?: readonly string[] | null
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>
  readonly network_mode?: string
  readonly ports?: readonly {
    readonly host_ip?: string
    readonly published?: string
    readonly target: number
    readonly protocol: string
  }[]
  readonly volumes?: readonly {
    readonly type: string
    readonly source?: string
    readonly target: string
    readonly read_only?: boolean
    readonly bind?: { readonly create_host_path?: boolean }
  }[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required: boolean }>>
  readonly healthcheck?: {
    readonly disable?: boolean
    readonly test?: readonly string[]
    readonly interval?: string
    readonly timeout?: string
    readonly retries?: number
    readonly start_period?: string
  }
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string; readonly cpus?: number } } }
  readonly restart?: string
  readonly environment?: Readonly<Record<string, string | null>>
  readonly secrets?: readonly { readonly source: string }[]
  readonly cap_add?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly user?: string
  readonly stop_grace_period?: string
}

/** What the topology says of a stack, where variables have these values. */
export function projectOf(stack: Stack, values: ReadonlyMap<string, string>): Project {
  const networks = stack.networks.map(({ key, kind, name, external, internal, subnet }) => [
    `network ${key}`,
    [
      `name ${name}`,
      ...(external ? ["external"] : []),
      ...(internal ? ["internal"] : []),
      ...(kind === "ingress" || kind === "egress" ? ["members apart"] : []),
      ...fact("subnet", external ? undefined : subnet),
    ],
  ])
  const services = stack.services.map((service) => [`service ${service.name}`, meantFacts(service, stack, values)])
  return Object.fromEntries([["project", [stack.project]], ...networks, ...services])
}

/** What Compose read, in the same words. `engine` tells how it prints what is false. */
export function readBack({ name, networks = {}, services = {} }: ComposeJson, engine: string): Project {
  return Object.fromEntries([
    ["project", [name]],
    ...Object.entries(networks).map(([key, network]) => [`network ${key}`, networkFacts(network)]),
    ...Object.entries(services).map(([key, service]) => [`service ${key}`, readFacts(service, engine)]),
  ])
}

/** What is meant and not read, and what is read and not meant. */
export function differences(meant: Project, read: Project): readonly string[] {
  return [...new Set([...Object.keys(meant), ...Object.keys(read)])].sort().flatMap((name) => {
    const [expected, actual] = [meant[name], read[name]]
    if (expected === undefined) return [`${name} is read, and not meant`]
    if (actual === undefined) return [`${name} is meant, and not read`]
    const [wanted, found] = [new Set(expected), new Set(actual)]
    return [
      ...expected.filter((one) => !found.has(one)).map((one) => `${name}: meant, and not read: ${one}`),
      ...actual.filter((one) => !wanted.has(one)).map((one) => `${name}: read, and not meant: ${one}`),
    ]
  })
}

function meantFacts(service: Service, stack: Stack, values: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set(stack.services.map(({ name }) => name))
  const { networks, networkMode, health, resources } = service
  return [
    ...fact("image", service.reference),
    ...commandFacts(service, values),
    ...networks.map(({ key, aliases }) => `joins ${[key, ...[...new Set(aliases)].sort()].join(" ")}`),
    ...fact("mode", networkMode ?? (networks.length === 0 ? "none" : undefined)),
    ...service.ports.flatMap(({ published, hostIp, port, transport }) =>
      published === undefined || hostIp === undefined
        ? []
        : [`publishes ${fill(hostIp, values)}:${published} as ${port}/${transport}`],
    ),
    ...service.mounts.map((mount) => {
      const [kind, source] = mount.kind === "bind" ? ["bind", fill(mount.from, values)] : ["volume", mount.volume]
      const made = mount.kind === "bind" && !mount.create ? ", which must be there" : ""
      return `mounts ${kind} ${source} at ${mount.target}${mount.readOnly ? " to read" : ""}${made}`
    }),
    ...service.anonymousVolumes.map((target) => `mounts volume  at ${target}`),
    ...proxyFacts(service, stack, values),
    ...service.edges.flatMap(({ to, reach, because, condition, required }) =>
      to.kind === "service" && reach === "local" && because !== "route" && names.has(to.service.name)
        ? [`needs ${to.service.name} ${condition}${required ? "" : " if there"}`]
        : [],
    ),
    ...(health === undefined || health.test === "none"
      ? []
      : [checked(health.interval, health.timeout, health.retries, health.startPeriod)]),
    ...fact("memory", resources.memory),
    ...fact("cpus", resources.cpus),
    `restart ${service.restart}`,
    ...service.variables.map(({ name, value }) => `variable ${name}=${fill(value, values)}`),
    ...service.secrets.flatMap(({ variable, as, secret }) =>
      as === "file"
        ? [`secret ${secret.name}`, `variable ${variable}_FILE=/run/secrets/${secret.name}`]
        : [`variable ${variable}=${values.get(secret.name) ?? ""}`],
    ),
    ...service.capAdd.map((one) => `may ${one}`),
    ...service.capDrop.map((one) => `may not ${one}`),
    ...fact("user", service.user),
    ...fact("stops within", seconds(service.stopGracePeriod)),
  ]
}

function networkFacts({ name, external, internal, driver_opts: options, ipam }: NetworkJson): readonly string[] {
  return [
    `name ${name}`,
    ...(external === true ? ["external"] : []),
    ...(internal === true ? ["internal"] : []),
    ...(options?.["com.docker.network.bridge.enable_icc"] === "false" ? ["members apart"] : []),
    ...(ipam?.config ?? []).map(({ subnet }) => `subnet ${subnet}`),
  ]
}

function readFacts(service: ServiceJson, engine: string): readonly string[] {
  const { healthcheck, environment = {} } = service
  const { limits } = service.deploy?.resources ?? {}
  return [
    ...fact("image", service.image),
    ...(service.command == null ? [] : [`command ${JSON.stringify(service.command.map(unescaped))}`]),
    ...Object.entries(service.networks ?? {}).map(
      ([key, joined]) => `joins ${[key, ...[...(joined?.aliases ?? [])].sort()].join(" ")}`,
    ),
    ...fact("mode", service.network_mode),
    ...(service.ports ?? []).map(
      ({ host_ip: address = "anywhere", published = "any", target, protocol }) =>
        `publishes ${address}:${published} as ${target}/${protocol}`,
    ),
    ...(service.volumes ?? []).map(({ type, source = "", target, read_only: toRead, bind }) => {
      // Version 2 prints a path that is made and leaves out one that must be there; later ones do it the other way round.
      const isMade = engine === "docker-compose-v2" ? bind?.create_host_path === true : bind?.create_host_path !== false
      const made = type === "bind" && !isMade ? ", which must be there" : ""
      return `mounts ${type} ${unescaped(source)} at ${target}${toRead === true ? " to read" : ""}${made}`
    }),
    ...Object.entries(service.depends_on ?? {}).map(
      ([name, { condition, required }]) => `needs ${name} ${CONDITIONS[condition]}${required ? "" : " if there"}`,
    ),
    ...(healthcheck?.test === undefined || healthcheck.disable === true || healthcheck.test[0] === "NONE"
      ? []
      : [checked(healthcheck.interval, healthcheck.timeout, healthcheck.retries, healthcheck.start_period)]),
    ...fact("memory", limits?.memory),
    ...fact("cpus", limits?.cpus),
    `restart ${service.restart}`,
    ...Object.entries(environment).map(([name, value]) => `variable ${name}=${unescaped(value ?? "")}`),
    ...(service.secrets ?? []).map(({ source }) => `secret ${source}`),
    ...(service.cap_add ?? []).map((one) => `may ${one}`),
    ...(service.cap_drop ?? []).map((one) => `may not ${one}`),
    ...fact("user", service.user),
    ...fact("stops within", seconds(service.stop_grace_period)),
  ]
}

const CONDITIONS: Readonly<Record<string, string>> = {
  service_started: "started",
  service_healthy: "healthy",
  service_completed_successfully: "completed",
}

/** A proxy sees its Caddyfile, the folders of files that it serves, and what its Caddyfile reads. */
function proxyFacts(
  { proxy, variables, secrets }: Service,
  { directory }: Stack,
  values: ReadonlyMap<string, string>,
): readonly string[] {
  if (proxy === undefined) return []
  const own = new Set([...variables.map(({ name }) => name), ...secrets.map(({ variable }) => variable)])
  const read = new Map(proxy.routes.flatMap(proxyVariables).map((variable) => [variable.name, variable]))
  const folders = proxy.routes.flatMap(({ handlers }) => handlers.flatMap(servedFolders))
  return [
    ...[`mounts bind .${dirname(proxy.caddyfile).slice(directory.length)} at /etc/caddy`, ...new Set(folders)].map(
      (mount) => `${mount} to read, which must be there`,
    ),
    ...[...read.values()]
      .filter(({ name }) => !own.has(name))
      .map((variable) => `variable ${variable.name}=${fill([variable], values)}`),
  ]
}

function servedFolders({ answer }: Handler): readonly string[] {
  if (answer.kind === "handle") return answer.handlers.flatMap(servedFolders)
  return answer.kind === "files" && answer.from !== undefined ? [`mounts bind ${answer.from} at ${answer.root}`] : []
}

/** A command that is a list, or words without quotes; what becomes of a shell's is Compose's to say. */
function commandFacts({ command, concurrency }: Service, values: ReadonlyMap<string, string>): readonly string[] {
  if (command === undefined || command.kind === "shell") return []
  const words = command.kind === "list" ? command.list.map((word) => fill(word, values)) : command.words.split(" ")
  const tasks = concurrency === undefined ? [] : [`${concurrency.flag}=${concurrency.value}`]
  return [`command ${JSON.stringify([...words, ...tasks])}`]
}

function checked(...[interval, timeout, retries, start]: readonly (string | number | undefined)[]): string {
  return `checked every ${seconds(interval)}, ${seconds(timeout)}, ${retries} times, after ${seconds(start)}`
}

/** A duration as `90s`, however it is spelled. */
function seconds(duration: string | number | undefined): string | undefined {
  if (duration === undefined) return undefined
  const units = { h: 3600, m: 60, s: 1, ms: 0.001 }
  const parts = [...String(duration).matchAll(/([\d.]+)(ms|h|m|s)/g)]
  return `${parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0)}s`
}

/** Compose prints what it would read again: a literal `$` is `$$`. */
function unescaped(value: string): string {
  return value.replaceAll("$$", () => "$")
}

function fact(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`${name} ${value}`]
}

function fill(text: ResolvedText, values: ReadonlyMap<string, string>): string {
  return text
    .map((part) => {
      if (typeof part === "string") return part
      return values.get(part.name) || (part.unset.kind === "default" ? part.unset.value : "")
    })
    .join("")
}
