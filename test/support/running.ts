import type { Compilation } from "../../core/compile.js"
import type { Environment, Placement, Stack } from "../../core/estate.js"
import { type CaddyReading, readCaddyfile } from "../../formats/caddyfile-read.js"
import { readComposeText } from "../../formats/compose.js"
import { readDotenv } from "../../formats/dotenv.js"
import { readYaml } from "../../formats/yaml-read.js"

/** What runs in one environment at one placement, as the emitted files say. */
export interface Running {
  readonly environment: Environment
  readonly placement: Placement
  /** One for each host in the cloud; on a laptop one for all. */
  readonly machines: readonly Machine[]
  readonly containers: ReadonlyMap<string, Container>
  readonly proxies: readonly { readonly container: Container; readonly caddyfile: CaddyReading }[]
}

/** One machine with one Docker engine. */
export interface Machine {
  readonly addresses: readonly string[]
  readonly containers: readonly Container[]
}

/** One service of a Compose file. */
export interface Container {
  /** `host.service`. */
  readonly id: string
  readonly name: string
  readonly host: string
  /** Its Compose project. */
  readonly project: string
  /** By the networks' real names, the names under which others there find it. */
  readonly networks: ReadonlyMap<string, ReadonlySet<string>>
  /** Whether one of its networks leads out of the host. */
  readonly leadsOut: boolean
  readonly claims: readonly Claim[]
  /** By service, the condition. */
  readonly dependsOn: ReadonlyMap<string, string>
  readonly environment: ReadonlyMap<string, string>
}

/** A published port. */
export interface Claim {
  readonly address: string
  readonly published: number
  readonly target: number
  readonly protocol: string
}

/** Reads what a compilation emitted, for each environment and placement. Only which folder is whose is taken from the estate. */
export function running({ estate, artifacts }: Compilation): readonly Running[] {
  const files: Files = new Map(artifacts.map(({ path, content }) => [path, content]))
  return (estate?.environments ?? []).flatMap((environment) =>
    environment.placements.map((placement) => runningAt(environment, placement, files)),
  )
}

/** The containers that a name leads to, asked from one of them. */
export function lookUp(name: string, from: Container, { containers }: Running): readonly Container[] {
  return [...containers.values()].filter((one) =>
    [...one.networks].some(([network, names]) => from.networks.has(network) && names.has(name)),
  )
}

type Files = ReadonlyMap<string, string>

function runningAt(environment: Environment, placement: Placement, files: Files): Running {
  const internal = new Set<string>()
  const hosts = environment.hosts.map((host) => ({
    addresses: host.address === undefined ? [] : [host.address],
    containers: host.stacks.flatMap((stack) =>
      containersOf(host.name, stack, { environment, placement, files, internal }),
    ),
  }))
  const all = hosts.flatMap(({ containers }) => containers)
  const settled = all.map((one) => ({ ...one, leadsOut: [...one.networks.keys()].some((name) => !internal.has(name)) }))
  const containers = new Map(settled.map((one) => [one.id, one]))
  const machines =
    placement === "cloud"
      ? hosts.map(({ addresses, containers: own }) => ({
          addresses,
          containers: own.map(({ id }) => containers.get(id)!),
        }))
      : [{ addresses: [], containers: settled }]
  return { environment, placement, machines, containers, proxies: proxiesOf(environment, containers, files) }
}

interface ComposeService {
  readonly networks?: readonly string[] | Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>
  readonly ports?: readonly {
    readonly target: number
    readonly published: string
    readonly host_ip: string
    readonly protocol: string
  }[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly environment?: Readonly<Record<string, string>>
}

interface ComposeFile {
  readonly name?: string
  readonly services: Readonly<Record<string, ComposeService>>
  readonly networks?: Readonly<
    Record<string, { readonly name?: string; readonly internal?: boolean; readonly external?: boolean } | null>
  >
}

function containersOf(
  host: string,
  stack: Stack,
  context: {
    readonly environment: Environment
    readonly placement: Placement
    readonly files: Files
    /** Collects the real names of networks that lead nowhere else. */
    readonly internal: Set<string>
  },
): readonly Container[] {
  const { files, placement, internal } = context
  const base = composeFile(`${stack.directory}/docker-compose.yml`, files)
  if (base === undefined) return []
  const overlay = placement === "local" ? composeFile(`${stack.directory}/docker-compose.local.yml`, files) : undefined
  const values = new Map(
    readDotenv(files.get(`${stack.directory}/${placement}.env`) ?? "").assignments.map(({ name, value }) => [
      name,
      (value ?? []).map((part) => (typeof part === "string" ? part : "")).join(""),
    ]),
  )
  const networks = { ...base.networks, ...overlay?.networks }
  const realName = (key: string): string => networks[key]?.name ?? `${base.name}_${key}`
  for (const [key, network] of Object.entries(networks)) if (network?.internal === true) internal.add(realName(key))
  return Object.entries(base.services).map(([name, service]) => {
    const over = overlay?.services[name]
    const members = [...memberships(name, service), ...memberships(name, over)]
    return {
      id: `${host}.${name}`,
      name,
      host,
      project: base.name ?? "",
      networks: merged(members.map(([key, names]) => [realName(key), names])),
      leadsOut: false,
      claims: (over?.ports ?? service.ports ?? []).map((port) => ({
        address: filledIn(port.host_ip, values),
        published: Number(port.published),
        target: port.target,
        protocol: port.protocol,
      })),
      dependsOn: new Map(Object.entries(service.depends_on ?? {}).map(([to, { condition }]) => [to, condition])),
      environment: new Map(
        Object.entries({ ...service.environment, ...over?.environment }).map(([key, value]) => [
          key,
          filledIn(value, values),
        ]),
      ),
    }
  })
}

function composeFile(path: string, files: Files): ComposeFile | undefined {
  const content = files.get(path)
  if (content === undefined) return undefined
  const { data, errors } = readYaml(content)
  if (errors.length > 0) throw new Error(`${path}: ${JSON.stringify(errors)}`)
  return data as ComposeFile
}

/** A service is always found by its own name too. */
function memberships(
  name: string,
  service: ComposeService | undefined,
): readonly (readonly [string, readonly string[]])[] {
  const { networks } = service ?? {}
  if (networks === undefined) return []
  if (Array.isArray(networks)) return networks.map((key: string) => [key, [name]] as const)
  return Object.entries(networks as Exclude<typeof networks, readonly string[]>).map(
    ([key, options]) => [key, [name, ...(options?.aliases ?? [])]] as const,
  )
}

function merged(entries: readonly (readonly [string, readonly string[]])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>()
  for (const [key, names] of entries) all.set(key, new Set([...(all.get(key) ?? []), ...names]))
  return all
}

/** Secrets and other variables that nothing emitted states have a value of their own. */
function filledIn(value: string, values: ReadonlyMap<string, string>): string {
  const read = readComposeText(value)
  if (read.kind === "error") throw new Error(read.message)
  return read.text
    .map((part) => {
      if (typeof part === "string") return part
      return values.get(part.name) ?? (part.unset.kind === "default" ? part.unset.value : `value-of-${part.name}`)
    })
    .join("")
}

function proxiesOf(
  environment: Environment,
  containers: ReadonlyMap<string, Container>,
  files: Files,
): Running["proxies"] {
  return environment.hosts.flatMap((host) =>
    host.stacks.flatMap((stack) =>
      stack.services.flatMap(({ id, name }) => {
        const content = files.get(`${stack.directory}/${name}/Caddyfile`)
        const container = containers.get(id)
        if (content === undefined || container === undefined) return []
        const caddyfile = readCaddyfile(content, { environment: Object.fromEntries(container.environment) })
        if (caddyfile.errors.length > 0) throw new Error(JSON.stringify(caddyfile.errors))
        return [{ container, caddyfile }]
      }),
    ),
  )
}
