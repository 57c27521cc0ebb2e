import type { Environment } from "./estate/environment.js"
import type { Shared } from "./estate/shared.js"

export type { GeneratorName } from "../schema/generator.js"
export type {
  Bucket,
  Cdn,
  Cloudflare,
  Frontend,
  FrontendSecret,
  Gcp,
  OutsideEdge,
  ProviderEdge,
  Vercel,
  VercelProject,
} from "./estate/cloud.js"
export type { Access, Edge, EdgeTarget, ServiceName } from "./estate/edge.js"
export type { Environment, LocalNetwork, Placement, PlacementVariable } from "./estate/environment.js"
export type { External } from "./estate/external.js"
export type { Disk, Folder, Host } from "./estate/host.js"
export type { Family, Image } from "./estate/image.js"
export type { Exposure, Port } from "./estate/port.js"
export type { Answer, Handler, HeaderChange, Match, Route, Site, Upstream } from "./estate/route.js"
export type { Secret } from "./estate/secret.js"
export type {
  Backup,
  Build,
  Command,
  Health,
  LocalDevelopment,
  Mount,
  Proxy,
  Resources,
  Service,
  ServiceSecret,
  StoreUsers,
  VariableAssignment,
} from "./estate/service.js"
export type { Acceptance, Shared, StatedSeverity, Targets } from "./estate/shared.js"
export type { Membership, SecretUse, Stack, StackNetwork, VariableUse } from "./estate/stack.js"
export type { ResolvedText, RuntimeVariable } from "./estate/text.js"

/** Everything resolved: what is shared, and each environment on its own. No optionals, no names used as pointers. */
export interface Estate {
  /** What all environments have in common. */
  readonly shared: Shared
  /** In the order in which the topology states them. */
  readonly environments: readonly Environment[]
}
