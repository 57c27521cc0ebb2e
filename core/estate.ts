import type { GeneratorName } from "../schema/generator.js"
import type { Origin, Resolved } from "./origin.js"

export type { GeneratorName } from "../schema/generator.js"

/** Everything resolved: what is shared, and each environment on its own. No optionals, no names used as pointers. */
export interface Estate {
  readonly shared: Shared
  /** In the order in which the topology states them. */
  readonly environments: readonly Environment[]
}

/** What all environments share. */
export interface Shared extends Resolved {
  /** The file name of the topology, for headers. */
  readonly source: string
  readonly name: string
  readonly title: string
  readonly description: string | undefined
  /** What the topology chose to generate. */
  readonly generate: ReadonlySet<GeneratorName>
  readonly gcp: Gcp | undefined
  readonly vercel: Vercel | undefined
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
}

/** What every provider says of itself. */
interface Provider extends Resolved {
  readonly title: string
  readonly purpose: string
  readonly region: string
}

/** Something that a whole host reaches, such as a bucket that it writes to. */
export interface ProviderEdge extends Resolved {
  readonly to: EdgeTarget
  readonly access: Access
  readonly label: string | undefined
}

/** Something that a provider, a frontend, a bucket or somebody outside reaches: drawn and listed, enforced by nobody here. */
export interface OutsideEdge extends ProviderEdge {
  readonly from: Exclude<EdgeTarget, { readonly kind: "service" | "host" | "cdn" }>
}

/** Google Cloud. */
export interface Gcp extends Provider {
  readonly zone: string
  readonly operations: Resolved & {
    readonly project: string
    readonly purpose: string
    readonly stateBucket: string
    /** The Artifact Registry repository of private images. */
    readonly registry: string | undefined
  }
  readonly operators: readonly (Resolved & { readonly member: string; readonly reason: string })[]
}

/** Vercel. */
export interface Vercel extends Provider {
  readonly team: string | undefined
  readonly projects: readonly VercelProject[]
}

/** One frontend at Vercel. */
export interface VercelProject extends Resolved {
  readonly kind: "vercel"
  readonly name: string
  readonly title: string
  readonly purpose: string | undefined
  /** Its name at Vercel. */
  readonly project: string
  readonly framework: string | undefined
  readonly repository: string | undefined
  readonly directory: string | undefined
  /** Names of the environments it is in. */
  readonly environments: readonly string[]
}

/** A frontend in one environment. */
export interface Frontend {
  readonly project: VercelProject
  /** Its environment variables; values that hold a secret are not among them. */
  readonly variables: readonly VariableAssignment[]
  /** The routes that it serves, in declared order. */
  readonly routes: readonly Route[]
}

/** Cloudflare. */
export interface Cloudflare extends Provider {
  readonly zone: string
  readonly account: string | undefined
  /** The CDN before the buckets; undefined when no edge or route needs it. */
  readonly cdn: Cdn | undefined
  readonly buckets: readonly Bucket[]
}

/** The CDN before the buckets. */
export interface Cdn extends Resolved {
  readonly kind: "cdn"
  readonly name: "cdn"
  readonly title: string
}

/** One object storage bucket. */
export interface Bucket extends Resolved {
  readonly kind: "bucket"
  readonly name: string
  readonly title: string
  readonly purpose: string | undefined
  /** Its real name in each environment that it is in. */
  readonly names: Readonly<Record<string, string>>
  readonly location: string
  /** Days after which an object is deleted. */
  readonly expireDays: number | undefined
  /** Names of the environments it is in. */
  readonly environments: readonly string[]
}

/** Something outside that takes part. */
export interface External extends Resolved {
  readonly kind: "external"
  readonly name: string
  readonly title: string
  readonly role: "people" | "api" | "store"
  readonly purpose: string | undefined
  readonly group: string | undefined
  readonly hosts: readonly string[]
  readonly port: number
  readonly environments: readonly string[]
}

/** One container image. */
export interface Image extends Resolved {
  readonly name: string
  /** The whole repository, with the registry where it is private. */
  readonly repository: string
  /** As the topology states it, for people. */
  readonly shortRepository: string
  readonly private: boolean
  readonly family: Family
  readonly purpose: string | undefined
  /** Why its services take secrets as variables; undefined when they take files. */
  readonly secretsAsVariables: string | undefined
}

/** The image families whose habits are known. */
export type Family = "caddy" | "postgres" | "redis" | "db-backup" | "python" | "node" | "other"

/** One secret, by reference. */
export interface Secret extends Resolved {
  readonly name: string
  readonly purpose: string
  readonly from: "secret-manager" | "env-file"
  readonly id: string
  readonly form: "opaque" | "url-safe" | "url"
  readonly environments: readonly string[]
}

/** Where the hosts of an environment run. */
export type Placement = "cloud" | "local"

/** One environment. */
export interface Environment extends Resolved {
  readonly name: string
  readonly short: string
  readonly title: string
  readonly purpose: string | undefined
  readonly access: string | undefined
  readonly deploy: string | undefined
  readonly project: string | undefined
  readonly network: string | undefined
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
  readonly origin: Origin
}

/** A run-time variable whose value depends on where the environment runs. */
export interface PlacementVariable {
  readonly name: string
  readonly purpose: string
  /** Its value in each placement of the environment. */
  readonly values: Readonly<Partial<Record<Placement, string>>>
  readonly origin: Origin
}

/** One host. */
export interface Host extends Resolved {
  readonly kind: "host"
  readonly name: string
  readonly title: string
  readonly purpose: string | undefined
  readonly environment: string
  readonly generate: ReadonlySet<GeneratorName>
  /** The instance's name at GCP. */
  readonly instance: string
  readonly machine: string | undefined
  readonly bootImage: string
  /** GiB. */
  readonly bootDiskGib: number
  /** Its static private address. */
  readonly address: string | undefined
  /** The range that its Docker networks are taken from. */
  readonly dockerPool: string
  /** Bytes that the system itself needs. */
  readonly systemOverhead: number
  readonly sshPort: number
  readonly disks: readonly Disk[]
  /** Sorted by declaration. */
  readonly stacks: readonly Stack[]
  /** All services of all stacks, sorted by declaration. */
  readonly services: readonly Service[]
  readonly uses: readonly ProviderEdge[]
}

/** A persistent disk. */
export interface Disk extends Resolved {
  readonly name: string
  /** Its name at GCP. */
  readonly resource: string
  readonly sizeGib: number
  /** As stated: `100 GB`. */
  readonly sizeText: string
  readonly type: string
  readonly mount: string
  readonly snapshots:
    | (Resolved & { readonly every: "hour" | "day" | "week"; readonly at: string; readonly keepDays: number })
    | undefined
  readonly holds: readonly Folder[]
}

/** A folder on a disk. */
export interface Folder extends Resolved {
  readonly folder: string
  readonly contents: string
  readonly owner: string
  readonly mode: string
}

/** One Compose project of a host. */
export interface Stack extends Resolved {
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
  readonly name: string
  readonly purpose: string
  readonly fallback: string | undefined
  readonly origin: Origin
}

/** A secret that a stack takes, as a file or a variable. */
export interface SecretUse {
  readonly secret: Secret
  readonly asFile: boolean
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
  readonly internal: boolean
  /** Its subnet in CIDR notation; undefined for networks of somebody else. */
  readonly subnet: string | undefined
  readonly origin: Origin
}

/** Membership of a service in a network. */
export interface Membership {
  readonly key: string
  readonly aliases: readonly string[]
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
  readonly name: string
  /** `host.service`. */
  readonly id: string
  readonly host: string
  readonly stack: string
  readonly environment: string
  readonly title: string
  readonly purpose: string | undefined
  readonly group: string | undefined
  readonly image: Image | undefined
  /** `repository:tag` or `repository@sha256:…`; undefined when it is only built. */
  readonly reference: string | undefined
  /** The tag or digest alone. */
  readonly pin: string | undefined
  /** Where the pin stands: `images:/redis/production`. */
  readonly pinOrigin: Origin
  /** How its image is built where it runs; undefined when it is pulled. */
  readonly build: Build | undefined
  readonly command: Command | undefined
  readonly entrypoint: Command | undefined
  readonly ports: readonly Port[]
  /** Edges that start here, in declared order; those of a backup included. */
  readonly edges: readonly Edge[]
  readonly health: Health | undefined
  readonly variables: readonly VariableAssignment[]
  readonly envFiles: readonly string[]
  readonly secrets: readonly ServiceSecret[]
  readonly mounts: readonly Mount[]
  readonly tmpfs: readonly string[]
  /** Folders in volumes without a name. */
  readonly anonymousVolumes: readonly string[]
  readonly resources: Resources
  readonly restart: "no" | "always" | "on-failure" | "unless-stopped" | `on-failure:${number}`
  readonly logging: Resolved & {
    readonly driver: "json-file" | "local" | "journald" | "none"
    readonly maxSize: string
    readonly maxFiles: number
  }
  readonly stopGracePeriod: string | undefined
  readonly stopSignal: string | undefined
  readonly replicas: number
  readonly job: boolean
  readonly profiles: readonly string[]
  readonly concurrency: { readonly value: number; readonly flag: string } | undefined
  readonly store: (Resolved & { readonly contents: string | undefined; readonly usage: string | undefined }) | undefined
  readonly proxy: Proxy | undefined
  readonly backup: Backup | undefined
  readonly containerName: string | undefined
  readonly hostname: string | undefined
  /** Its networks, sorted by key; empty with `networkMode`. */
  readonly networks: readonly Membership[]
  readonly networkMode: "host" | "none" | undefined
  readonly expose: readonly number[]
  readonly extraHosts: readonly { readonly name: string; readonly address: string; readonly origin: Origin }[]
  readonly user: string | undefined
  readonly platform: string | undefined
  readonly pullPolicy: "always" | "never" | "missing" | "build" | undefined
  readonly capAdd: readonly string[]
  readonly capDrop: readonly string[]
  readonly securityOptions: readonly string[]
  readonly ulimits: readonly {
    readonly name: string
    readonly soft: number
    readonly hard: number
    readonly origin: Origin
  }[]
  readonly labels: readonly { readonly name: string; readonly value: string; readonly origin: Origin }[]
  readonly local: LocalDevelopment
  /** The escape hatch: further Compose keys, as they are. */
  readonly compose: Readonly<Record<string, unknown>>
}

/** A port in one environment. */
export interface Port extends Resolved {
  readonly name: string
  readonly port: number
  readonly protocol: "http" | "https" | "quic" | "tcp" | "udp"
  readonly transport: "tcp" | "udp"
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
  readonly host: string
  readonly name: string
  /** `host.service`. */
  readonly id: string
}

/** One edge in one environment. */
export interface Edge extends Resolved {
  readonly from: ServiceName
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
  readonly access: Access
  /** Only meaningful when `reach` is `local` and both are of one stack. */
  readonly condition: "started" | "healthy" | "completed"
  readonly required: boolean
  /** Whether Compose restarts the dependant with what it needs; only where the condition means something. */
  readonly restart: boolean
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
  readonly interval: string
  readonly timeout: string
  readonly retries: number
  readonly startPeriod: string
  readonly startInterval: string | undefined
  /** What it does, for people: `GET /health on 8000`, `pg_isready`. */
  readonly summary: string
}

/** One environment variable of a process. */
export interface VariableAssignment {
  readonly name: string
  readonly value: ResolvedText
  readonly origin: Origin
}

/** A text whose references are filled in: literals, and variables read at run time. Structurally a `Text` of formats. */
export type ResolvedText = readonly (string | RuntimeVariable)[]

/** A variable read when the artifact is used. */
export interface RuntimeVariable {
  readonly name: string
  readonly unset:
    | { readonly kind: "required"; readonly message: string }
    | { readonly kind: "default"; readonly value: string }
    | { readonly kind: "empty" }
  /** Whether its value is a secret. */
  readonly secret: boolean
  readonly purpose: string
}

/** A secret that a service is handed. */
export interface ServiceSecret extends Resolved {
  /** The variable that the service reads: `DATABASE_URL`; as a file, `DATABASE_URL_FILE` names it. */
  readonly variable: string
  readonly secret: Secret
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
      readonly target: string
      readonly readOnly: boolean
      readonly create: boolean
      readonly propagation: string | undefined
      readonly selinux: "z" | "Z" | undefined
      /** Whether a disk of the host holds it. */
      readonly disk: string | undefined
    })
  | (Resolved & {
      readonly kind: "volume"
      readonly volume: string
      readonly name: string | undefined
      readonly external: boolean
      readonly target: string
      readonly readOnly: boolean
    })

/** What a service may take. */
export interface Resources extends Resolved {
  readonly cpus: number | undefined
  /** Bytes. */
  readonly memory: number | undefined
  readonly reservedCpus: number | undefined
  /** Bytes. */
  readonly reservedMemory: number | undefined
  readonly pids: number | undefined
  /** Bytes. */
  readonly sharedMemory: number | undefined
}

/** What a service does as a proxy. */
export interface Proxy extends Resolved {
  readonly email: string | undefined
  readonly gracePeriod: string
  /** Ranges whose forwarded headers are believed; `cloudflare` are the CDN's published ranges. */
  readonly trusted: "cloudflare" | readonly string[]
  readonly adminPort: number
  /** The routes that it serves, in declared order. */
  readonly routes: readonly Route[]
  /** Where its Caddyfile is written, under the output directory. */
  readonly caddyfile: string
}

/** A backup that a service takes. */
export interface Backup extends Resolved {
  readonly of: ServiceName
  readonly to: Bucket
  readonly database: string | undefined
  /** `03:00`, UTC. */
  readonly at: string
  readonly everySeconds: number
  readonly retentionDays: number
}

/** How an image is built from source. */
export interface Build {
  /** The folder that is built, relative to the compose file. */
  readonly context: string
  readonly dockerfile: string | undefined
  readonly target: string | undefined
  readonly args: readonly (readonly [string, string])[]
}

/** How a service is run on a laptop. */
export interface LocalDevelopment extends Resolved {
  readonly build: Build | undefined
  readonly sourceMounts: readonly { readonly source: string; readonly target: string; readonly origin: Origin }[]
  readonly command: Command | undefined
}

/** One route in one environment. */
export interface Route extends Resolved {
  readonly name: string
  readonly title: string
  readonly purpose: string | undefined
  readonly role: "frontend" | "backend" | "compute" | "assets" | "other"
  readonly environment: string
  /** Host names where the environment runs in the cloud (or its only placement). */
  readonly sites: readonly Site[]
  /** Host names where it runs on a laptop, one for each of `sites`; the same ones unless the topology states others. */
  readonly localSites: readonly Site[]
  /** Its URL for people, and for `url()`: `https://api.example.com`. */
  readonly url: string
  readonly exposure: "host" | "private" | "cdn" | "public"
  /** The service that serves it; undefined when a provider outside the hosts does (Vercel, a bucket's CDN). */
  readonly proxy: ServiceName | undefined
  readonly tls:
    | { readonly kind: "automatic" | "acme-test" | "internal" | "off" }
    | { readonly kind: "files"; readonly certificate: string; readonly key: string }
  /** What answers: an ordered tree; the last takes everything that is left. */
  readonly handlers: readonly Handler[]
  readonly headers: readonly HeaderChange[]
  readonly compress: boolean
  /** Bytes. */
  readonly bodyLimit: number | undefined
  readonly hasWebsocket: boolean
}

/** One address of a route. */
export interface Site {
  /** `api.example.com`, `localhost`. */
  readonly hostname: string
  /** 443, 80, or the stated port. */
  readonly port: number
  readonly scheme: "http" | "https"
  /** As a Caddyfile names it: `api.example.com`, `http://localhost:8000`, or a placement variable. */
  readonly address: ResolvedText
  readonly origin: Origin
}

/** A header that is set (`value`) or removed (null). */
export interface HeaderChange {
  readonly name: string
  readonly value: string | null
  readonly origin: Origin
}

/** Which requests a handler takes. */
export interface Match extends Resolved {
  readonly paths: readonly string[]
  readonly methods: readonly string[]
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly remote: readonly string[]
  readonly not: Match | undefined
}

/** One handler of a route's tree. */
export interface Handler extends Resolved {
  readonly match: Match | undefined
  readonly strip: string | undefined
  readonly rewrite: string | undefined
  readonly headers: readonly HeaderChange[]
  readonly requestHeaders: readonly HeaderChange[]
  readonly basicAuth:
    | { readonly user: string; readonly password: Secret; readonly realm: string | undefined }
    | undefined
  readonly bodyLimit: number | undefined
  readonly dialTimeout: string | undefined
  readonly readTimeout: string | undefined
  readonly writeTimeout: string | undefined
  readonly stream: boolean
  readonly websocket: boolean
  readonly answer: Answer
}

/** What answers a request. */
export type Answer =
  | {
      readonly kind: "service"
      readonly service: ServiceName
      readonly title: string
      readonly portName: string
      /** Inside its container. */
      readonly port: number
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
      readonly keepPath: boolean
      readonly status: number
      readonly route: string | undefined
    }
  | { readonly kind: "respond"; readonly body: string; readonly status: number }
  | {
      readonly kind: "files"
      readonly root: string
      readonly from: string | undefined
      readonly fallback: string | undefined
    }
  | { readonly kind: "fragment"; readonly file: string; readonly reason: string }
  | { readonly kind: "handle"; readonly handlers: readonly Handler[] }

/** Where a proxy finds a service. */
export interface Upstream {
  /** The host half: a Docker DNS name, a private address, or a placement variable. */
  readonly host: ResolvedText
  readonly port: number
}
