import type { Origin, Resolved } from "../origin.js"
import type { Frontend, OutsideEdge } from "./cloud.js"
import type { Edge, ServiceName } from "./edge.js"
import type { Host } from "./host.js"
import type { Route } from "./route.js"

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
