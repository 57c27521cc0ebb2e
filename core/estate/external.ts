import type { Resolved } from "../origin.js"

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
