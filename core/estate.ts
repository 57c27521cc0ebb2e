import type { GeneratorName } from "../schema/generator.js"
import type { Pointer } from "../schema/pointer.js"
import type { RuleSeverity } from "../schema/rules.js"
import type { Origin, Resolved } from "./origin.js"

export type { GeneratorName } from "../schema/generator.js"

/** Everything resolved: what is shared, and each environment on its own. No optionals, no names used as pointers. */
export interface Estate {
  /** What all environments have in common. */
  readonly shared: Shared
  /** In the order in which the topology states them. */
  readonly environments: readonly Environment[]
}

/** What all environments share. */
export interface Shared extends Resolved {
  /** The file name of the topology, for headers. */
  readonly source: string
  /** The system's name, as other names are made of it. */
  readonly name: string
  /** Its name for people. Default: the name, capitalised. */
  readonly title: string
  /** What the system is, in one sentence. */
  readonly description: string | undefined
  /** What the topology chose to generate. */
  readonly generate: ReadonlySet<GeneratorName>
  /** Undefined when the topology does not use it. */
  readonly gcp: Gcp | undefined
  /** Undefined when the topology does not use it. */
  readonly vercel: Vercel | undefined
  /** Undefined when the topology does not use it. */
  readonly cloudflare: Cloudflare | undefined
  /** Every declared image, sorted by name. */
  readonly images: readonly Image[]
  /** Every declared secret, sorted by name. */
  readonly secrets: readonly Secret[]
  /** Every declared external, in declared order. */
  readonly externals: readonly External[]
  /** Folder of the Terraform files under the output directory. */
  readonly terraformDirectory: string
  /** The path of a unit below it, with {environment}, {short} and {concern}. */
  readonly terraformUnit: string
  /** Folder of the pages under the output directory. */
  readonly docsDirectory: string
  /** What the output directory is called where it is deployed from. */
  readonly root: string
  /** The versions of the tools that what is generated is used with. */
  readonly targets: Targets
  /** How much the findings of rules weigh, where the topology says so; in declared order. */
  readonly severities: readonly StatedSeverity[]
  /** The findings that the topology accepts, in declared order. */
  readonly acceptances: readonly Acceptance[]
}

/** The oldest version of each tool that what is generated is used with: `2.40`. */
export interface Targets extends Resolved {
  /** Docker Compose. */
  readonly compose: string
  /** Caddy. */
  readonly caddy: string
  /** Terraform. */
  readonly terraform: string
  /** Terragrunt. */
  readonly terragrunt: string
}

/** How much the findings of one rule weigh. */
export interface StatedSeverity extends Resolved {
  /** The rule's code: `ports/collision`. */
  readonly rule: string
  /** Instead of the rule's own. */
  readonly severity: RuleSeverity
}

/** What one rule finds at one place, accepted. */
export interface Acceptance extends Resolved {
  /** The rule's code: `ports/collision`. */
  readonly rule: string
  /** The place; what is found below it is accepted too. */
  readonly at: Pointer
  /** Why it is fine. */
  readonly reason: string
  /** The last day on which it is accepted, YYYY-MM-DD; undefined when it is for good. */
  readonly until: string | undefined
  /** The environments in which it is accepted. */
  readonly environments: readonly string[]
  /** The place that was meant, where nothing stands at `at` and a near name stands beside; undefined otherwise. */
  readonly meant: Pointer | undefined
}

/** What every provider says of itself. */
interface Provider extends Resolved {
  /** Its name for people. */
  readonly title: string
  /** What it is used for, in words. */
  readonly purpose: string
  /** Where it runs: `europe-west8`, or `Global`. */
  readonly region: string
}

/** Something that a whole host reaches, such as a bucket that it writes to. */
export interface ProviderEdge extends Resolved {
  /** What is reached. */
  readonly to: EdgeTarget
  /** Default `call`. */
  readonly access: Access
  /** Words beside the arrow; undefined when there are none. */
  readonly label: string | undefined
}

/** Something that a provider, a frontend, a bucket or somebody outside reaches: drawn and listed, enforced by nobody here. */
export interface OutsideEdge extends ProviderEdge {
  /** Who reaches it. */
  readonly from: Exclude<EdgeTarget, { readonly kind: "service" | "host" | "cdn" }>
}

/** Google Cloud. */
export interface Gcp extends Provider {
  /** The zone of VMs and disks: `europe-west8-b`. */
  readonly zone: string
  /** The project that all environments share. */
  readonly operations: Resolved & {
    readonly project: string
    readonly purpose: string
    readonly stateBucket: string
    /** The Artifact Registry repository of private images. */
    readonly registry: string | undefined
  }
  /** Who may log in to VMs: `group:ops@example.com`, and why; in declared order. */
  readonly operators: readonly (Resolved & { readonly member: string; readonly reason: string })[]
}

/** Vercel. */
export interface Vercel extends Provider {
  /** The slug of the team that owns the projects. */
  readonly team: string | undefined
  /** In declared order. */
  readonly projects: readonly VercelProject[]
}

/** One frontend at Vercel. */
export interface VercelProject extends Resolved {
  readonly kind: "vercel"
  /** As the topology names it. */
  readonly name: string
  /** Its name for people. Default: the name, capitalised. */
  readonly title: string
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** Its name at Vercel. */
  readonly project: string
  /** Vercel's preset: `nextjs`. */
  readonly framework: string | undefined
  /** The GitHub repository that is deployed: `owner/name`. */
  readonly repository: string | undefined
  /** The folder of the repository that is built; undefined for its root. */
  readonly directory: string | undefined
  /** Names of the environments it is in. */
  readonly environments: readonly string[]
}

/** A frontend in one environment. */
export interface Frontend {
  /** The project that is deployed. */
  readonly project: VercelProject
  /** Its environment variables; values that hold a secret are not among them. */
  readonly variables: readonly VariableAssignment[]
  /** The secrets that it is handed, in declared order. */
  readonly secrets: readonly FrontendSecret[]
  /** The routes that it serves, in declared order. */
  readonly routes: readonly Route[]
}

/** A secret that a frontend is handed. */
export interface FrontendSecret {
  /** The variable that it reads. */
  readonly variable: string
  /** What it is handed. */
  readonly secret: Secret
  /** Raised by whoever changes the value. Default 1. */
  readonly version: number
  /** Where it is stated. */
  readonly origin: Origin
}

/** Cloudflare. */
export interface Cloudflare extends Provider {
  /** The domain whose records are kept: `example.com`. */
  readonly zone: string
  /** The account's id; undefined when it is given at run time. */
  readonly account: string | undefined
  /** The CDN before the buckets; undefined when no edge or route needs it. */
  readonly cdn: Cdn | undefined
  /** In declared order. */
  readonly buckets: readonly Bucket[]
}

/** The CDN before the buckets. */
export interface Cdn extends Resolved {
  readonly kind: "cdn"
  /** There is only one. */
  readonly name: "cdn"
  /** Its name for people. Default `CDN`. */
  readonly title: string
}

/** One object storage bucket. */
export interface Bucket extends Resolved {
  readonly kind: "bucket"
  /** As the topology names it. */
  readonly name: string
  /** Its name for people. Default: the name, capitalised. */
  readonly title: string
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** Its real name in each environment that it is in. */
  readonly names: Readonly<Record<string, string>>
  /** R2's location hint. Default `weur`. */
  readonly location: string
  /** Days after which an object is deleted. */
  readonly expireDays: number | undefined
  /** Names of the environments it is in. */
  readonly environments: readonly string[]
}

/** Something outside that takes part. */
export interface External extends Resolved {
  readonly kind: "external"
  /** As the topology names it. */
  readonly name: string
  /** Its name for people. */
  readonly title: string
  /** What it is. Default `api`. */
  readonly role: "people" | "api" | "store"
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** The frame that diagrams draw it in; undefined for none. */
  readonly group: string | undefined
  /** Its host names; outside an environment, those of all environments. */
  readonly hosts: readonly string[]
  /** Default 443; outside an environment also where environments differ. */
  readonly port: number
  /** Names of the environments that it is in. */
  readonly environments: readonly string[]
}

/** One container image. */
export interface Image extends Resolved {
  /** As the topology and images.toml name it. */
  readonly name: string
  /** The whole repository, with the registry where it is private. */
  readonly repository: string
  /** As the topology states it, for people. */
  readonly shortRepository: string
  /** Whether it is pulled from the private registry. Default false. */
  readonly private: boolean
  /** The line of releases that its tags belong to, by environment; empty where the topology states none. */
  readonly releases: Readonly<Record<string, string>>
  /** Default: told by the repository's name. */
  readonly family: Family
  /** What it is, in words. */
  readonly purpose: string | undefined
  /** Why its services take secrets as variables; undefined when they take files. */
  readonly secretsAsVariables: string | undefined
}

/** The image families whose habits are known. */
export type Family = "caddy" | "postgres" | "redis" | "db-backup" | "python" | "node" | "other"

/** One secret, by reference. */
export interface Secret extends Resolved {
  /** As the topology names it; the variable and the file of it are named so too. */
  readonly name: string
  /** What it is for, in words. */
  readonly purpose: string
  /** Where its value comes from. Default `secret-manager`. */
  readonly from: "secret-manager" | "env-file"
  /** Its name where it comes from. Default: the name. */
  readonly id: string
  /** Which characters it holds: any, those that a URL needs not escape, or a whole URL. Default `opaque`. */
  readonly form: "opaque" | "url-safe" | "url"
  /** Names of the environments that it is in. */
  readonly environments: readonly string[]
}

/** Where the hosts of an environment run. */
export type Placement = "cloud" | "local"

/** One environment. */
export interface Environment extends Resolved {
  /** As the topology names it. */
  readonly name: string
  /** Its name in folders and resources. Default: the name. */
  readonly short: string
  /** Its name for people. Default: the name, capitalised. */
  readonly title: string
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** Who may reach it, in words. */
  readonly access: string | undefined
  /** What deploys to it, in words. */
  readonly deploy: string | undefined
  /** What it is on the way to customers. Default: by its name. */
  readonly stage: "development" | "staging" | "production"
  /** The id of its GCP project. */
  readonly project: string | undefined
  /** The range of its subnetwork in CIDR notation. */
  readonly network: string | undefined
  /** Never empty. Default `cloud` alone. */
  readonly placements: readonly Placement[]
  /** Sorted by declaration. */
  readonly hosts: readonly Host[]
  /** In declared order; only those of this environment. */
  readonly routes: readonly Route[]
  /** Every edge between things of this environment, sorted by source. */
  readonly edges: readonly Edge[]
  /** What providers and externals reach in this environment, in declared order. */
  readonly outside: readonly OutsideEdge[]
  /** The frontends of this environment, in declared order. */
  readonly frontends: readonly Frontend[]
  /** Variables whose value depends on the placement; empty when there is one placement only. Sorted by name. */
  readonly placementVariables: readonly PlacementVariable[]
  /** How hosts reach each other where all of them run on one laptop; empty without that placement. Sorted by key. */
  readonly localNetworks: readonly LocalNetwork[]
}

/** The Docker network through which other hosts reach a service where all hosts run on one laptop. */
export interface LocalNetwork {
  /** Its key in every compose file: `remote.compute.api`. No service's network can have it: service names hold no dot. */
  readonly key: string
  /** Its real name: `{project}_{key}`. */
  readonly name: string
  /** Where the project stands. */
  readonly nameOrigin: Origin
  /** The service that it leads to. */
  readonly target: ServiceName
  /** The stack of the target, which creates it. */
  readonly stack: string
  /** The DNS name of the target on it. */
  readonly alias: string
  /** Its subnet in CIDR notation; undefined when the pool is used up. */
  readonly subnet: string | undefined
  /** The services of other hosts that join it, in order of their edges. */
  readonly consumers: readonly { readonly service: ServiceName; readonly origin: Origin }[]
  /** The origin of the network's lines: the service that it leads to. */
  readonly origin: Origin
}

/** A run-time variable whose value depends on where the environment runs. */
export interface PlacementVariable {
  /** As compose files and Caddyfiles read it: `COMPUTE_API_HOST`. */
  readonly name: string
  /** What it is, in one phrase, for the comment above it. */
  readonly purpose: string
  /** Its value in each placement of the environment. */
  readonly values: Readonly<Partial<Record<Placement, string>>>
  /** The declaration that differs by placement. */
  readonly origin: Origin
}

/** One host. */
export interface Host extends Resolved {
  readonly kind: "host"
  /** As the topology names it. */
  readonly name: string
  /** Its name for people. Default: the name, capitalised, and `VM`. */
  readonly title: string
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** The name of the environment. */
  readonly environment: string
  /** What is generated for it: never more than what the topology chose. */
  readonly generate: ReadonlySet<GeneratorName>
  /** The instance's name at GCP. */
  readonly instance: string
  /** GCP's machine type: `e2-standard-2`. */
  readonly machine: string | undefined
  /** `project/family` of the image that its boot disk is made from. */
  readonly bootImage: string
  /** GiB. */
  readonly bootDiskGib: number
  /** Its static private address. */
  readonly address: string | undefined
  /** The range that its Docker networks are taken from. */
  readonly dockerPool: string
  /** Bytes that the system itself needs. */
  readonly systemOverhead: number
  /** The port on which it answers SSH. Default 22. */
  readonly sshPort: number
  /** In declared order. */
  readonly disks: readonly Disk[]
  /** Sorted by declaration. */
  readonly stacks: readonly Stack[]
  /** All services of all stacks, sorted by declaration. */
  readonly services: readonly Service[]
  /** What the host as a whole reaches, in declared order. */
  readonly uses: readonly ProviderEdge[]
}

/** A persistent disk. */
export interface Disk extends Resolved {
  /** As the topology names it. */
  readonly name: string
  /** Its name at GCP. */
  readonly resource: string
  /** GiB, rounded up. */
  readonly sizeGib: number
  /** As stated: `100 GB`. */
  readonly sizeText: string
  /** GCP's disk type: `pd-balanced`, the default. */
  readonly type: string
  /** The absolute path at which it is mounted on the host. */
  readonly mount: string
  /** When a snapshot is taken (UTC) and how long it is kept; undefined for none. */
  readonly snapshots:
    | (Resolved & { readonly every: "hour" | "day" | "week"; readonly at: string; readonly keepDays: number })
    | undefined
  /** What lives on it, in declared order. */
  readonly holds: readonly Folder[]
}

/** A folder on a disk. */
export interface Folder extends Resolved {
  /** An absolute path on the host. */
  readonly folder: string
  /** What lives there, in words. */
  readonly contents: string
  /** Bytes that it is expected to grow to; undefined where nobody says. */
  readonly size: number | undefined
  /** `user:group`, as numbers. */
  readonly owner: string
  /** Octal: `0700`. */
  readonly mode: string
}

/** One Compose project of a host. */
export interface Stack extends Resolved {
  /** As the topology names it. */
  readonly name: string
  /** Under the output directory: `GCP-Backend-dev`. */
  readonly directory: string
  /** The Compose project name. */
  readonly project: string
  /** The folder on the VM. */
  readonly deployedTo: string
  /** The services of this stack, in declared order. */
  readonly services: readonly Service[]
  /** Every Docker network that a service of this stack joins, sorted by name. */
  readonly networks: readonly StackNetwork[]
  /** Variables that its compose file reads, but secrets; sorted by name. */
  readonly variables: readonly VariableUse[]
  /** Secrets that its services take, sorted by name. */
  readonly secrets: readonly SecretUse[]
}

/** A run-time variable that a stack reads. */
export interface VariableUse {
  /** `LOG_LEVEL`. */
  readonly name: string
  /** What it is for, in words. */
  readonly purpose: string
  /** Its value when it is not set; undefined when it must be. */
  readonly fallback: string | undefined
  /** The first place that reads it. */
  readonly origin: Origin
}

/** A secret that a stack takes, as a file or a variable. */
export interface SecretUse {
  /** What is taken. */
  readonly secret: Secret
  /** Whether a service takes it as a file. */
  readonly asFile: boolean
  /** Whether a service takes it as a variable. */
  readonly asVariable: boolean
}

/** A Docker network as one stack sees it. */
export interface StackNetwork {
  /** Its key in the compose file: the service that it leads to, `ingress`, `egress`, or a shared network's. */
  readonly key: string
  /** Its real name: `{project}_{key}`. */
  readonly name: string
  readonly kind: "edge" | "ingress" | "egress" | "shared"
  /** Whether another stack, or somebody else, creates it. */
  readonly external: boolean
  /** Whether it has no way out of the host. */
  readonly internal: boolean
  /** Its subnet in CIDR notation; undefined for networks of somebody else. */
  readonly subnet: string | undefined
  /** What asks for it: the service that it leads to, or the first member. */
  readonly origin: Origin
}

/** Membership of a service in a network. */
export interface Membership {
  /** The network's key in the compose file. */
  readonly key: string
  /** Further DNS names of the service on this network. */
  readonly aliases: readonly string[]
  /** What makes it join: an edge, a published port, or its own declaration. */
  readonly origin: Origin
}

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

/** A port in one environment. */
export interface Port extends Resolved {
  /** Unique in its service. */
  readonly name: string
  /** The number on which the process listens inside its container. */
  readonly port: number
  /** What is spoken on it. Default: told by the port's name, else `tcp`. */
  readonly protocol: "http" | "https" | "quic" | "tcp" | "udp"
  /** What carries the protocol. */
  readonly transport: "tcp" | "udp"
  /** Default: the most private that its edges and routes allow. */
  readonly exposure: Exposure
  /** The host's port; undefined when it is not published. */
  readonly published: number | undefined
  /**
   * The address it is published on: a literal, or a variable. Undefined when it is not published by Docker: it is internal, or its
   * service has the machine's own network.
   */
  readonly hostIp: ResolvedText | undefined
  /** The address that the topology states for it; undefined where its exposure decides. */
  readonly address: ResolvedText | undefined
  /** Why it is public. */
  readonly reason: string | undefined
}

/** Who may reach a port. */
export type Exposure = "internal" | "host" | "private" | "cdn" | "public"
/** What an edge is used for. */
export type Access = "read" | "write" | "call"

/** What an edge may lead to. */
export type EdgeTarget =
  | { readonly kind: "service"; readonly service: ServiceName }
  | { readonly kind: "external"; readonly external: External }
  | { readonly kind: "bucket"; readonly bucket: Bucket }
  | { readonly kind: "cdn"; readonly cdn: Cdn }
  | { readonly kind: "vercel"; readonly project: VercelProject }
  | { readonly kind: "provider"; readonly provider: "gcp" | "vercel" | "cloudflare" }
  | { readonly kind: "host"; readonly host: string }

/** Identifies a service of the same environment. */
export interface ServiceName {
  /** The name of its host. */
  readonly host: string
  /** Its own name. */
  readonly name: string
  /** `host.service`. */
  readonly id: string
}

/** One edge in one environment. */
export interface Edge extends Resolved {
  /** The service that needs the other one. */
  readonly from: ServiceName
  /** What is needed. */
  readonly to: EdgeTarget
  /** Whether it stays on one host, leads to another host, or leaves the estate. */
  readonly reach: "local" | "remote" | "external"
  /** The port that it needs; undefined for targets that are not services, or services without ports. */
  readonly port:
    | {
        readonly name: string
        readonly port: number
        readonly published: number | undefined
        readonly transport: "tcp" | "udp"
      }
    | undefined
  /** Default `call`. */
  readonly access: Access
  /** Only meaningful when `reach` is `local` and both are of one stack. */
  readonly condition: "started" | "healthy" | "completed"
  /** Whether the one can't do without the other. Default true. */
  readonly required: boolean
  /** Whether Compose restarts the dependant with what it needs; only where the condition means something. */
  readonly restart: boolean
  /** How many connections each container holds at most; undefined where nobody says. */
  readonly connections: number | undefined
  /** Words beside the arrow; undefined when there are none. */
  readonly label: string | undefined
  /** How it came about: `uses`, a `backup`, or a `route` of a proxy. */
  readonly because: "uses" | "backup" | "route"
}

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

/** A text whose references are filled in: literals, and variables read at run time. Structurally a `Text` of formats. */
export type ResolvedText = readonly (string | RuntimeVariable)[]

/** A variable read when the artifact is used. */
export interface RuntimeVariable {
  /** `LOG_LEVEL`. */
  readonly name: string
  /** What happens when it is not set: an error that says `message`, `value`, or the empty text. */
  readonly unset:
    | { readonly kind: "required"; readonly message: string }
    | { readonly kind: "default"; readonly value: string }
    | { readonly kind: "empty" }
  /** Whether its value is a secret. */
  readonly secret: boolean
  /** What it is, in words, for `.env.example`. */
  readonly purpose: string
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

/** One route in one environment. */
export interface Route extends Resolved {
  /** As the topology names it. */
  readonly name: string
  /** Its name for people. Default: that of what answers, else the name, capitalised. */
  readonly title: string
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** The column of the matrix of environments that it stands in. Default `other`. */
  readonly role: "frontend" | "backend" | "compute" | "assets" | "other"
  /** The name of the environment. */
  readonly environment: string
  /** Host names where the environment runs in the cloud (or its only placement). */
  readonly sites: readonly Site[]
  /** Host names where it runs on a laptop, one for each of `sites`; the same ones unless the topology states others. */
  readonly localSites: readonly Site[]
  /** Its URL for people, and for `url()`: `https://api.example.com`. */
  readonly url: string
  /** Who it is for. Default `public`, and `host` on localhost. */
  readonly exposure: "host" | "private" | "cdn" | "public"
  /** The service that serves it; undefined when a provider outside the hosts does (Vercel, a bucket's CDN). */
  readonly proxy: ServiceName | undefined
  /** Where its certificate comes from; `files` are paths in the proxy's container. */
  readonly tls:
    | { readonly kind: "automatic" | "acme-test" | "internal" | "off" }
    | { readonly kind: "files"; readonly certificate: string; readonly key: string }
  /** What answers: an ordered tree; the last takes everything that is left. */
  readonly handlers: readonly Handler[]
  /** Changes to every response, in declared order. */
  readonly headers: readonly HeaderChange[]
  /** Whether responses are compressed. Default true. */
  readonly compress: boolean
  /** Bytes. */
  readonly bodyLimit: number | undefined
  /** Whether some handler serves websockets. */
  readonly hasWebsocket: boolean
}

/** One address of a route. */
export interface Site {
  /** `api.example.com`, `localhost`. */
  readonly hostname: string
  /** 443, 80, or the stated port. */
  readonly port: number
  /** `http` where TLS is off. */
  readonly scheme: "http" | "https"
  /** As a Caddyfile names it: `api.example.com`, `http://localhost:8000`, or a placement variable. */
  readonly address: ResolvedText
  /** Where the host name is stated. */
  readonly origin: Origin
}

/** A header that is set (`value`) or removed (null). */
export interface HeaderChange {
  /** The header's name as it is stated. */
  readonly name: string
  /** Null when the header is removed. */
  readonly value: string | null
  /** Where the change is stated. */
  readonly origin: Origin
}

/** Which requests a handler takes. */
export interface Match extends Resolved {
  /** Any may match; `*` is a wildcard at the end. Empty when any path will do. */
  readonly paths: readonly string[]
  /** Any may match. Empty when any method will do. */
  readonly methods: readonly string[]
  /** All must match, with `*` at either end of a value. Empty when any header will do. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Ranges of client addresses; any may match. Empty when any client will do. */
  readonly remote: readonly string[]
  /** What must not hold. */
  readonly not: Match | undefined
}

/** One handler of a route's tree. */
export interface Handler extends Resolved {
  /** Undefined when it takes every request. */
  readonly match: Match | undefined
  /** A path prefix that is removed before it answers. */
  readonly strip: string | undefined
  /** A path that replaces the request's before it answers. */
  readonly rewrite: string | undefined
  /** Changes to its responses, in declared order. */
  readonly headers: readonly HeaderChange[]
  /** Changes to what the upstream is sent, in declared order. */
  readonly requestHeaders: readonly HeaderChange[]
  /** Who may pass; `password` holds a bcrypt hash. Undefined when everybody may. */
  readonly basicAuth:
    | { readonly user: string; readonly password: Secret; readonly realm: string | undefined }
    | undefined
  /** Bytes; undefined for no limit of its own. */
  readonly bodyLimit: number | undefined
  /** A duration; undefined for Caddy's. */
  readonly dialTimeout: string | undefined
  /** A duration; undefined for Caddy's. */
  readonly readTimeout: string | undefined
  /** A duration; undefined for Caddy's. */
  readonly writeTimeout: string | undefined
  /** Whether a response is passed on as it comes, never buffered. */
  readonly stream: boolean
  /** Whether connections last, and outlive a reload of the proxy. */
  readonly websocket: boolean
  /** What answers the requests that it takes. */
  readonly answer: Answer
}

/** What answers a request. */
export type Answer =
  | {
      readonly kind: "service"
      /** The service that answers. */
      readonly service: ServiceName
      /** Its name for people. */
      readonly title: string
      /** As the service names it. */
      readonly portName: string
      /** Inside its container. */
      readonly port: number
      /** Where the proxy finds it. */
      readonly upstream: Upstream
      /** The path of its HTTP health check, which the proxy asks too. */
      readonly healthPath: string | undefined
    }
  | { readonly kind: "vercel"; readonly project: VercelProject }
  | { readonly kind: "bucket"; readonly bucket: Bucket }
  | { readonly kind: "external"; readonly external: External }
  | {
      readonly kind: "redirect"
      /** Where to, for people; that of the first placement where placements differ. */
      readonly to: string
      /** The same as it is written down: a literal, or a placement variable. */
      readonly target: ResolvedText
      /** Whether the request's path is appended. */
      readonly keepPath: boolean
      /** 300 to 399. Default 308. */
      readonly status: number
      /** The name of the route that it leads to; undefined for a URL. */
      readonly route: string | undefined
    }
  | { readonly kind: "respond"; readonly body: string; readonly status: number }
  | {
      readonly kind: "files"
      /** The absolute path in the proxy's container that is served. */
      readonly root: string
      /** The folder on the host that is mounted there; undefined when the image has it. */
      readonly from: string | undefined
      /** The file that answers where there is none: `/index.html`. */
      readonly fallback: string | undefined
    }
  | { readonly kind: "fragment"; readonly file: string; readonly reason: string }
  | { readonly kind: "handle"; readonly handlers: readonly Handler[] }

/** Where a proxy finds a service. */
export interface Upstream {
  /** The host half: a Docker DNS name, a private address, or a placement variable. */
  readonly host: ResolvedText
  /** The port half: inside the container on one host, as published on another. */
  readonly port: number
}
