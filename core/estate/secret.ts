import type { Resolved } from "../origin.js"

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
