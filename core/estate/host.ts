import type { GeneratorName } from "../../schema/generator.js"
import type { Resolved } from "../origin.js"
import type { ProviderEdge } from "./cloud.js"
import type { Service } from "./service.js"
import type { Stack } from "./stack.js"

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
