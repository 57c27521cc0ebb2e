import type { Position } from "../formats/position.js"
import type { Stated } from "./network.js"

/** What a Compose file says of a service beside networks, ports and words. */
export interface Belongings {
  /** Its image; undefined where it has none. */
  readonly image: Stated<string> | undefined
  /** The folder that it is built from, relative ones from the output directory; undefined where it is not built. */
  readonly build: Stated<string> | undefined
  /** What it sees of its machine, by declared order: volumes, then folders in memory. */
  readonly mounts: readonly Mount[]
  /** The files that it is given, those of secrets and of configs. */
  readonly files: readonly GivenFile[]
  /** Every variable of the Compose file that something of it is made of, once for each of its keys. */
  readonly reads: readonly (Stated<string> & { readonly key: string })[]
  /** The files that its environment is filled from: paths, relative ones from the output directory. */
  readonly envFiles: readonly Stated<string>[]
  /** Names by which it alone calls other services. */
  readonly links: readonly (Stated<string> & { readonly service: string })[]
  /** The names that the file states beside that of the service: its container's, and the container's own. */
  readonly names: readonly (Stated<string> & { readonly kind: "container" | "host" })[]
  /** The keys that say what its process is: `command`, `entrypoint`. */
  readonly commands: readonly Stated<string>[]
  /** The profiles that start it; none when it always starts. */
  readonly profiles: readonly Stated<string>[]
  /** How many containers it has; undefined where only the run knows. */
  readonly replicas: number | undefined
  /** Whether its health is looked at; undefined where the file leaves that to the image. */
  readonly health: Stated<boolean> | undefined
  /** The services that it waits for, as `depends_on` says it. */
  readonly waits: readonly Wait[]
  /** Linux capabilities that it gets, and those that it loses. */
  readonly capabilities: { readonly added: readonly Stated<string>[]; readonly dropped: readonly Stated<string>[] }
  /** The user, and group, that it runs as; undefined for the image's. */
  readonly user: Stated<string> | undefined
  /** Options of its confinement. */
  readonly securityOptions: readonly Stated<string>[]
  /** Where its logs go; undefined for the engine's default. */
  readonly logging: Stated<string> | undefined
  /** Other keys of Compose that give it more than networks and ports do, or that are not understood: paths of keys. */
  readonly traits: readonly Trait[]
}

/** A service of the same project that is waited for: its name. */
export interface Wait extends Stated<string> {
  /** What it must be: `service_healthy`. */
  readonly condition: string
  /** Whether the container does not start without it. */
  readonly isRequired: boolean
}

/** Something that a container sees of its machine. */
export interface Mount {
  /** A folder of the machine, a volume of Docker, one without a name, a folder in memory, or something else. */
  readonly kind: "folder" | "volume" | "nameless" | "memory" | "other"
  /** A folder's path, relative ones from the output directory; a volume's real name; of others what the file says. */
  readonly source: string
  /** An absolute path in the container. */
  readonly target: string
  /** Whether it can't be written to. */
  readonly isReadOnly: boolean
  /** Docker's mount propagation; undefined for its default. */
  readonly propagation: string | undefined
  /** Whether somebody else makes the volume. */
  readonly isExternal: boolean
  /** Where it is stated. */
  readonly position: Position
}

/** A file that a container is given. */
export interface GivenFile {
  /** Whether it is said to be a secret or a config. */
  readonly kind: "secret" | "config"
  /** What it holds: a file of the machine, the value of a variable, or what can't be known. */
  readonly holds:
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "variable"; readonly name: string }
    | { readonly kind: "unknown"; readonly what: string }
  /** An absolute path in the container. */
  readonly target: string
  /** Where the service takes it. */
  readonly position: Position
}

/** A key that gives something, or that is not understood. */
export interface Trait extends Stated<string> {
  /** The key of the service that it stands below. */
  readonly key: string
  /** Whether it gives more than networks and ports do, or is not understood. */
  readonly kind: "power" | "unknown"
}

/** What belongs to whom no file describes. */
export const NO_BELONGINGS: Belongings = {
  image: undefined,
  build: undefined,
  mounts: [],
  files: [],
  reads: [],
  envFiles: [],
  links: [],
  names: [],
  commands: [],
  profiles: [],
  replicas: 1,
  health: undefined,
  waits: [],
  capabilities: { added: [], dropped: [] },
  user: undefined,
  securityOptions: [],
  logging: undefined,
  traits: [],
}
