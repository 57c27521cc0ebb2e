import type { Origin, Resolved } from "../origin.js"
import type { Access, EdgeTarget } from "./edge.js"
import type { Route } from "./route.js"
import type { Secret } from "./secret.js"
import type { VariableAssignment } from "./service.js"

/** What every provider says of itself. */
export interface Provider extends Resolved {
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
