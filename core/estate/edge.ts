import type { Resolved } from "../origin.js"
import type { Bucket, Cdn, VercelProject } from "./cloud.js"
import type { External } from "./external.js"

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
