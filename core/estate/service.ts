import type { Origin, Resolved } from "../origin.js"
import type { Bucket } from "./cloud.js"
import type { Edge, ServiceName } from "./edge.js"
import type { Image } from "./image.js"
import type { Port } from "./port.js"
import type { Route } from "./route.js"
import type { Secret } from "./secret.js"
import type { Membership } from "./stack.js"
import type { ResolvedText } from "./text.js"

/** A command in one of its three forms. */
export type Command =
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "list"; readonly list: readonly ResolvedText[] }
  | { readonly kind: "shell"; readonly shell: string }

/** One service in one environment. */
export interface Service extends Resolved {
  readonly kind: "service"
  /** As the topology names it; unique on its host, and its DNS name there. */
  readonly name: string
  /** `host.service`. */
  readonly id: string
  /** The name of its host. */
  readonly host: string
  /** The name of its stack. */
  readonly stack: string
  /** The name of the environment. */
  readonly environment: string
  /** Its name for people. Default: the name, capitalised. */
  readonly title: string
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** Its name in each diagram; undefined where that is its title in all. */
  readonly drawnAs: (Resolved & { readonly overview: string; readonly isolation: string }) | undefined
  /** The frame, or the frontend, that the overview folds it into. */
  readonly group: string | undefined
  /** Undefined when it is only built. */
  readonly image: Image | undefined
  /** `repository:tag` or `repository@sha256:…`; undefined when it is only built. */
  readonly reference: string | undefined
  /** The tag or digest alone. */
  readonly pin: string | undefined
  /** Where the pin stands: `images:/redis/production`. */
  readonly pinOrigin: Origin
  /** How its image is built where it runs; undefined when it is pulled. */
  readonly build: Build | undefined
  /** Undefined for the image's own. */
  readonly command: Command | undefined
  /** Undefined for the image's own. */
  readonly entrypoint: Command | undefined
  /** In declared order, then those that its image family or a site on localhost implies. */
  readonly ports: readonly Port[]
  /** Edges that start here, in declared order; those of a backup included. */
  readonly edges: readonly Edge[]
  /** Undefined when neither the topology nor its image family has one. */
  readonly health: Health | undefined
  /** Its environment, but for secrets; in declared order, derived ones last. */
  readonly variables: readonly VariableAssignment[]
  /** Env files that a person keeps on the host; `required` ones must be there. */
  readonly envFiles: readonly { readonly path: string; readonly required: boolean }[]
  /** In declared order. */
  readonly secrets: readonly ServiceSecret[]
  /** In declared order. */
  readonly mounts: readonly Mount[]
  /** Absolute paths of folders kept in memory, each with its mount options: `/run:size=64m`. */
  readonly tmpfs: readonly string[]
  /** Folders in volumes without a name. */
  readonly anonymousVolumes: readonly string[]
  /** What it may take of its machine, and what is kept for it. */
  readonly resources: Resources
  /** When Docker starts it again. Default `unless-stopped`, and `no` for a job. */
  readonly restart: "no" | "always" | "on-failure" | "unless-stopped" | `on-failure:${number}`
  /** Where its logs go; bounds are those of `local` and `json-file`, `maxSize` as Docker writes it: `10m`. */
  readonly logging: Resolved & {
    readonly driver: string
    readonly maxSize: string
    readonly maxFiles: number
    /** Further options of the driver, in declared order. */
    readonly options: readonly { readonly name: string; readonly value: string; readonly origin: Origin }[]
  }
  /** A duration: `60s`. Undefined for Docker's 10s. */
  readonly stopGracePeriod: string | undefined
  /** `SIGINT`; undefined for the image's own. */
  readonly stopSignal: string | undefined
  /** How many containers. Default 1. */
  readonly replicas: number
  /** Whether it runs once and ends. */
  readonly job: boolean
  /** Compose profiles that start it; empty when it always starts. */
  readonly profiles: readonly string[]
  /** How many tasks it takes at once, and the flag that says so to its command. */
  readonly concurrency: { readonly value: number; readonly flag: string } | undefined
  /** What it keeps and what for, in words; undefined when the topology does not call it a datastore. */
  readonly store:
    | (Resolved & {
        readonly contents: string | undefined
        readonly usage: string | undefined
        /** How many connections it accepts at once; undefined where nobody says. */
        readonly connections: number | undefined
        /** Who may have an edge to it; stated as `usedBy`. Default anyone. */
        readonly users: StoreUsers
      })
    | undefined
  /** Undefined when it serves no routes. */
  readonly proxy: Proxy | undefined
  /** Undefined when it takes none. */
  readonly backup: Backup | undefined
  /** Undefined for the name that Compose derives. */
  readonly containerName: string | undefined
  /** The container's own host name; undefined for its id. */
  readonly hostname: string | undefined
  /** Its networks, sorted by key; empty with `networkMode`. */
  readonly networks: readonly Membership[]
  /** Undefined when Docker networks connect it; `host` is the machine's own network. */
  readonly networkMode: "host" | "none" | undefined
  /** Further container ports, for the reader; they grant nothing. */
  readonly expose: readonly number[]
  /** Lines of its hosts file. */
  readonly extraHosts: readonly { readonly name: string; readonly address: string; readonly origin: Origin }[]
  /** `user` or `user:group`; undefined for the image's own. */
  readonly user: string | undefined
  /** `linux/amd64`; undefined for the machine's own. */
  readonly platform: string | undefined
  /** Undefined for `missing`, which is Compose's. */
  readonly pullPolicy: "always" | "never" | "missing" | "build" | undefined
  /** Linux capabilities that it gets: `NET_ADMIN`. */
  readonly capAdd: readonly string[]
  /** Linux capabilities that it loses: `ALL`. */
  readonly capDrop: readonly string[]
  /** `no-new-privileges:true`. */
  readonly securityOptions: readonly string[]
  /** Limits of its processes: `nofile`, 1024, 2048; -1 for none. */
  readonly ulimits: readonly {
    readonly name: string
    readonly soft: number
    readonly hard: number
    readonly origin: Origin
  }[]
  /** Labels of its container, in declared order. */
  readonly labels: readonly { readonly name: string; readonly value: string; readonly origin: Origin }[]
  /** What differs on a laptop. */
  readonly local: LocalDevelopment
  /** The escape hatch: further Compose keys, as they are. */
  readonly compose: Readonly<Record<string, unknown>>
}

/** Who may have an edge to a datastore; services by their `host.service`, those of other environments among them. */
export type StoreUsers =
  | { readonly kind: "anyone" | "host" | "stack" }
  | { readonly kind: "services"; readonly ids: ReadonlySet<string> }

/** How to tell that a service is well. */
export interface Health extends Resolved {
  /** A command, or `none` to switch the image's own check off. */
  readonly test: Command | "none"
  /** Where `test` comes from: the topology, or the image family's default. */
  readonly testOrigin: Origin
  /** A duration. Default `30s`. */
  readonly interval: string
  /** A duration. Default `5s`. */
  readonly timeout: string
  /** Failures in a row until it is unhealthy. Default 3. */
  readonly retries: number
  /** A duration in which failures don't count. Default `30s`. */
  readonly startPeriod: string
  /** A duration between checks while it starts; undefined for `interval`. */
  readonly startInterval: string | undefined
  /** What it does, for people: `GET /health on 8000`, `pg_isready`. */
  readonly summary: string
}

/** One environment variable of a process. */
export interface VariableAssignment {
  /** `LOG_LEVEL`. */
  readonly name: string
  /** What it is set to. */
  readonly value: ResolvedText
  /** Where the value is stated, or what it is derived from. */
  readonly origin: Origin
}

/** A secret that a service is handed. */
export interface ServiceSecret extends Resolved {
  /** The variable that the service reads: `DATABASE_URL`; as a file, `DATABASE_URL_FILE` names it. */
  readonly variable: string
  /** What is handed over. */
  readonly secret: Secret
  /** How. Default `file`, unless its image says why not. */
  readonly as: "file" | "variable"
  /** Why it is a variable. */
  readonly reason: string | undefined
}

/** Something that a container sees. */
export type Mount =
  | (Resolved & {
      readonly kind: "bind"
      /** The path on the host, for people: a variable stands as `$NAME`. */
      readonly source: string
      /** The path on the host as it is written down: a literal, or a variable. */
      readonly from: ResolvedText
      /** An absolute path in the container. */
      readonly target: string
      /** Default false. */
      readonly readOnly: boolean
      /** Whether Docker makes a missing source, as a folder of root. Default false: it fails instead. */
      readonly create: boolean
      /** Docker's mount propagation: `rslave`; undefined for its default. */
      readonly propagation: string | undefined
      /** SELinux relabelling; undefined for none. */
      readonly selinux: "z" | "Z" | undefined
      /** Whether a disk of the host holds it. */
      readonly disk: string | undefined
    })
  | (Resolved & {
      readonly kind: "volume"
      /** The volume's key in the compose file. */
      readonly volume: string
      /** The volume's real name; undefined for `{project}_{volume}`. */
      readonly name: string | undefined
      /** Whether somebody else creates it. Default false. */
      readonly external: boolean
      /** An absolute path in the container. */
      readonly target: string
      /** Default false. */
      readonly readOnly: boolean
    })

/** What a service may take. */
export interface Resources extends Resolved {
  /** At most this many CPUs; undefined for no limit. */
  readonly cpus: number | undefined
  /** Bytes. */
  readonly memory: number | undefined
  /** CPUs that are kept for it. */
  readonly reservedCpus: number | undefined
  /** Bytes. */
  readonly reservedMemory: number | undefined
  /** At most this many processes; undefined for no limit. */
  readonly pids: number | undefined
  /** Bytes. */
  readonly sharedMemory: number | undefined
}

/** What a service does as a proxy. */
export interface Proxy extends Resolved {
  /** The address that the certificate authority writes to. */
  readonly email: string | undefined
  /** A duration for open requests when it reloads or stops. Default `10s`. */
  readonly gracePeriod: string
  /** Ranges whose forwarded headers are believed; `cloudflare` are the CDN's published ranges. */
  readonly trusted: "cloudflare" | readonly string[]
  /** The port of its admin API on the container's loopback. Default 2019. */
  readonly adminPort: number
  /** The routes that it serves, in declared order. */
  readonly routes: readonly Route[]
  /** Where its Caddyfile is written, under the output directory. */
  readonly caddyfile: string
}

/** A backup that a service takes. */
export interface Backup extends Resolved {
  /** The datastore that is backed up. */
  readonly of: ServiceName
  /** The bucket that it is written to. */
  readonly to: Bucket
  /** The database's name; undefined for all. */
  readonly database: string | undefined
  /** `03:00`, UTC. */
  readonly at: string
  /** Seconds between backups. Default a day. */
  readonly everySeconds: number
  /** Days after which a backup is deleted. */
  readonly retentionDays: number
}

/** How an image is built from source. */
export interface Build {
  /** The folder that is built, relative to the compose file. */
  readonly context: string
  /** Undefined for `Dockerfile`. */
  readonly dockerfile: string | undefined
  /** The stage to build; undefined for the last one. */
  readonly target: string | undefined
  /** Names and values, in declared order. */
  readonly args: readonly (readonly [string, string])[]
}

/** How a service is run on a laptop. */
export interface LocalDevelopment extends Resolved {
  /** How its image is built there; undefined when it is pulled. */
  readonly build: Build | undefined
  /** Folders, relative to the compose file, that cover the image's own. */
  readonly sourceMounts: readonly { readonly source: string; readonly target: string; readonly origin: Origin }[]
  /** A command that replaces the declared one; undefined for none. */
  readonly command: Command | undefined
}
