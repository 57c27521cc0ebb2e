import type { Origin, Resolved } from "../origin.js"
import type { Secret } from "./secret.js"
import type { Service } from "./service.js"

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
