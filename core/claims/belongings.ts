import { dependenciesOf } from "../dependencies.js"
import type { Edge, Environment, Host, Mount, Placement, ResolvedText, Route, Service, Stack } from "../estate.js"
import type { Origin } from "../origin.js"
import { type SecretTaking, secretTakings } from "../secrets.js"

/** What the topology gives a service beside networks and ports. */
export interface BelongingsClaim {
  /** The repository of its image, with the registry; undefined when it is only built. */
  readonly image: string | undefined
  /** The folder that its image is built from where it runs, as stated; undefined when it is pulled. */
  readonly builtFrom: string | undefined
  /** The secrets that it takes, in declared order. */
  readonly secrets: readonly SecretGrant[]
  /** The variables of its process that the topology states, secrets not among them: what is known at run time only stands as `${NAME}`. */
  readonly variables: ReadonlyMap<string, string>
  /** Env files that a person keeps on the machine: paths as stated. */
  readonly envFiles: readonly string[]
  /** What it mounts of its machine, by the path in the container, which has no slash at its end. */
  readonly mounts: ReadonlyMap<string, MountClaim>
  /** Folders of its own, in memory or in volumes without a name: paths in the container. */
  readonly scratch: ReadonlySet<string>
  /** Lines of its hosts file: addresses by names in lower case. */
  readonly hostLines: ReadonlyMap<string, string>
  /** Linux capabilities that it gets, and those that it loses; as stated. */
  readonly capabilities: { readonly added: readonly string[]; readonly dropped: readonly string[] }
  /** The user, and group, that it runs as, as stated; undefined for the image's. */
  readonly user: string | undefined
  /** Options of its confinement, as stated: `no-new-privileges:true`. */
  readonly securityOptions: readonly string[]
  /** Its names beside that of the service: the container's, and the container's own; undefined where the topology states none. */
  readonly names: { readonly container: string | undefined; readonly host: string | undefined }
  /** Further names by which others find it on Docker networks; lower case. */
  readonly aliases: ReadonlySet<string>
  /** Which of the keys that say what its process is the topology states. */
  readonly commands: ReadonlySet<"command" | "entrypoint">
  /** The services of its stack that it waits for, in order of its edges. */
  readonly waits: readonly WaitClaim[]
  /** The profiles that start it; none when it always starts. */
  readonly profiles: readonly string[]
  /** How many containers it has. */
  readonly replicas: number
  /** Where its logs go: `local`. */
  readonly logging: string
  /** Whether its health is looked at by what the topology states, or derives. */
  readonly isChecked: boolean
  /** The keys of Compose that the topology hands through: what they mean is the user's own. */
  readonly ownKeys: ReadonlySet<string>
}

/** A service that another one waits for before it starts. */
export interface WaitClaim {
  /** Its name in the stack. */
  readonly service: string
  /** What it must be. */
  readonly condition: Edge["condition"]
  /** Whether the other one can't do without it. */
  readonly isRequired: boolean
  /** Where the edge is declared. */
  readonly origin: Origin
}

/** A secret that a service takes. */
export interface SecretGrant {
  /** What the variable, or the file below `secrets/`, that holds it on the machine is called. */
  readonly name: string
  /** How the process is given it. */
  readonly as: "file" | "variable"
  /** The variable of the process: it holds the secret, or the path of the file. */
  readonly variable: string
  /** Whether the secret is all that the variable holds; it may be a part of a text. */
  readonly isWhole: boolean
  /** Where the service takes it. */
  readonly origin: Origin
}

/** Something that a container sees of its machine. */
export interface MountClaim {
  /** A folder of the machine, a volume of Docker, or a volume that stands for a folder of a disk where there is no disk. */
  readonly kind: "folder" | "volume" | "substitute"
  /** The folder's path as stated, or the volume's real name. */
  readonly source: string
  /** Whether somebody else makes it; folders are not made. */
  readonly isExternal: boolean
  /** Whether the container may only read it. */
  readonly isReadOnly: boolean
  /** Docker's mount propagation; undefined for its default. */
  readonly propagation: string | undefined
  /** Where it is declared. */
  readonly origin: Origin
}

/** What a service needs to be looked at with. */
export interface Surroundings {
  /** Its environment. */
  readonly environment: Environment
  /** Its stack. */
  readonly stack: Stack
  /** Where it runs. */
  readonly placement: Placement
  /** Every declared secret, by name. */
  readonly declared: Parameters<typeof secretTakings>[1]
}

/** What belongs to a service where its environment runs in a placement. */
export function belongingsOf(service: Service, surroundings: Surroundings): BelongingsClaim {
  const { environment, placement, declared } = surroundings
  const { image, build, local, capAdd, capDrop, health } = service
  const ownBuild = placement === "local" || image === undefined ? (local.build ?? build) : build
  return {
    image: image?.repository,
    builtFrom: ownBuild?.context,
    secrets: secretTakings(service, declared).map(grantOf),
    variables: new Map(service.variables.map(({ name, value }) => [name, shownText(value, environment, placement)])),
    envFiles: service.envFiles.map(({ path }) => path),
    mounts: mountsOf(service, surroundings),
    scratch: new Set(
      [...service.tmpfs.map((folder) => folder.replace(/:.*$/, "")), ...service.anonymousVolumes].map(clean),
    ),
    hostLines: new Map(service.extraHosts.map(({ name, address }) => [name.toLowerCase(), address])),
    capabilities: { added: capAdd, dropped: capDrop },
    user: service.user,
    securityOptions: service.securityOptions,
    names: { container: service.containerName, host: service.hostname },
    aliases: aliasesOf(service, environment, placement),
    commands: commandsOf(service, placement),
    waits: dependenciesOf(service, new Set(surroundings.stack.services.map(({ name }) => name))).map(
      ({ target, edge, required, origin }) => ({
        service: target,
        condition: edge.condition,
        isRequired: required,
        origin,
      }),
    ),
    profiles: service.profiles,
    replicas: service.replicas,
    logging: service.logging.driver,
    isChecked: health !== undefined && health.test !== "none",
    ownKeys: new Set(Object.keys(service.compose)),
  }
}

function aliasesOf(
  { id, networks }: Service,
  { localNetworks }: Environment,
  placement: Placement,
): ReadonlySet<string> {
  const local = placement === "local" ? localNetworks.filter(({ target }) => target.id === id) : []
  return new Set(
    [...networks.flatMap(({ aliases }) => aliases), ...local.map(({ alias }) => alias)].map((one) => one.toLowerCase()),
  )
}

function commandsOf(service: Service, placement: Placement): BelongingsClaim["commands"] {
  const { command, entrypoint, concurrency, local } = service
  const isStated = command !== undefined || concurrency !== undefined
  return new Set([
    ...(isStated || (placement === "local" && local.command !== undefined) ? (["command"] as const) : []),
    ...(entrypoint === undefined ? [] : (["entrypoint"] as const)),
  ])
}

/** The names of the Docker networks that some stack of a host joins, and none creates. */
export function foreignNetworks({ stacks }: Host): ReadonlySet<string> {
  const all = stacks.flatMap(({ networks }) => networks.filter(({ kind }) => kind === "shared"))
  const own = new Set(all.flatMap(({ name, external }) => (external ? [] : [name])))
  return new Set(all.flatMap(({ name }) => (own.has(name) ? [] : [name])))
}

function grantOf({ secret, through, as, variable, origin }: SecretTaking): SecretGrant {
  return { name: secret.name, as, variable, isWhole: through !== "environment", origin }
}

/** A text where its environment runs in a placement; variables that must be set there stand as `${NAME}`. */
function shownText(text: ResolvedText, { placementVariables }: Environment, placement: Placement): string {
  const [only] = text
  if (text.length === 1 && typeof only === "string") return only
  return text
    .map((part) => {
      if (typeof part === "string") return part
      const stated = placementVariables.find(({ name }) => name === part.name)?.values[placement]
      if (stated !== undefined) return stated
      return part.unset.kind === "default" ? part.unset.value : part.unset.kind === "empty" ? "" : `\${${part.name}}`
    })
    .join("")
}

function mountsOf(service: Service, surroundings: Surroundings): ReadonlyMap<string, MountClaim> {
  const claims = new Map<string, MountClaim>()
  for (const mount of service.mounts) claims.set(clean(mount.target), mountOf(mount, surroundings))
  const { proxy } = service
  if (proxy !== undefined) {
    const folders = proxy.routes.flatMap(({ handlers }) => servedFolders(handlers))
    for (const { source, target, origin } of folders)
      if (!claims.has(clean(target))) claims.set(clean(target), folder(source, origin, true))
  }
  if (surroundings.placement === "local")
    for (const { source, target, origin } of service.local.sourceMounts)
      claims.set(clean(target), folder(source, origin, false))
  return claims
}

/** A path without a slash at its end. */
function clean(path: string): string {
  return path === "/" ? path : path.replace(/\/+$/, "")
}

function mountOf(mount: Mount, { environment, stack, placement }: Surroundings): MountClaim {
  const { readOnly: isReadOnly, path: origin } = mount
  if (mount.kind === "volume") {
    const { name, isExternal } = volumeNames(stack).get(mount.volume)!
    return { kind: "volume", source: name, isExternal, isReadOnly, propagation: undefined, origin }
  }
  const source = shownText(mount.from, environment, placement)
  const kind = placement === "local" && mount.disk !== undefined ? "substitute" : "folder"
  return { kind, source, isExternal: false, isReadOnly, propagation: mount.propagation, origin }
}

function folder(source: string, origin: Origin, isReadOnly: boolean): MountClaim {
  return { kind: "folder", source, isExternal: false, isReadOnly, propagation: undefined, origin }
}

interface VolumeName {
  readonly name: string
  readonly isExternal: boolean
}

/** What one mount of a volume says of it holds for all of its stack. */
function volumeNames(stack: Stack): ReadonlyMap<string, VolumeName> {
  const known = VOLUMES.get(stack)
  if (known !== undefined) return known
  const names = new Map<string, { name: string | undefined; isExternal: boolean }>()
  for (const { mounts } of stack.services)
    for (const mount of mounts) {
      if (mount.kind !== "volume") continue
      const before = names.get(mount.volume)
      names.set(mount.volume, {
        name: before?.name ?? mount.name,
        isExternal: before?.isExternal === true || mount.external,
      })
    }
  const made = new Map(
    [...names].map(([key, { name, isExternal }]) => [
      key,
      { name: name ?? (isExternal ? key : `${stack.project}_${key}`), isExternal },
    ]),
  )
  VOLUMES.set(stack, made)
  return made
}

/** Each service of a stack asks. */
const VOLUMES = new WeakMap<Stack, ReadonlyMap<string, VolumeName>>()

/** The folders that a proxy serves from its machine. */
function servedFolders(
  handlers: Route["handlers"],
): readonly { readonly source: string; readonly target: string; readonly origin: Origin }[] {
  return handlers.flatMap(({ answer, path }) => {
    if (answer.kind === "handle") return servedFolders(answer.handlers)
    return answer.kind === "files" && answer.from !== undefined
      ? [{ source: answer.from, target: answer.root, origin: path }]
      : []
  })
}
