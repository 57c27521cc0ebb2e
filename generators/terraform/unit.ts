import type { Origin } from "../../core/origin.js"
import type { Attribute, Entry, Gap, ReferenceNode } from "../../formats/hcl.js"
import { ref } from "../../formats/hcl.js"
import type { ModuleName } from "./modules.js"

/** The providers that units need, one each. */
export type Provider = "google" | "cloudflare" | "vercel"

/** One Terragrunt unit: a module, its inputs, and a state of its own. */
export interface Unit {
  /** Below the Terraform directory: `live/production/network`. */
  readonly path: string
  /** Undefined where environments share it. */
  readonly environment: string | undefined
  readonly module: ModuleName
  readonly provider: Provider
  /** What it owns, as a phrase: `the network of production and its one subnetwork`. */
  readonly owns: string
  /** The node that it is there for. */
  readonly origin: Origin
  /** Units whose outputs it reads. */
  readonly reads: readonly Dependency[]
  /** Further units that are applied before it. */
  readonly after: readonly Unit[]
  /** Attributes of its `locals` block; none prints no block. */
  readonly locals: () => readonly Attribute[]
  /** The module's inputs. */
  readonly inputs: () => readonly (Entry | Gap)[]
  /** Stand-ins for every output of its module, for plans made before it is applied. */
  readonly mocks: () => readonly Entry[]
}

/** A unit whose outputs are read. */
export interface Dependency {
  /** The label of its `dependency` block, an HCL identifier. */
  readonly label: string
  readonly unit: Unit
}

/** `dependency.network.outputs.network_id`. */
export function output(label: string, name: string): ReferenceNode {
  return ref(`dependency.${label}.outputs.${name}`)
}

/** The project that stand-ins name: no unit's plan looks into it. */
export const MOCK_PROJECT = "mock-project"

/** No `locals` block. */
export function noLocals(): readonly Attribute[] {
  return []
}
