import { child, type Pointer } from "../../schema/pointer.js"
import { isPerEnvironment, pick } from "../../schema/varying.js"
import type { Origin, Resolved } from "../origin.js"
import type { Problems } from "./problems.js"

/**
 * Reads the fields of one node of the topology for one environment, and remembers where each stated one stands.
 *
 * What {@link node} returns is the {@link Resolved} part of the node: read every field before spreading it.
 */
export class Fields<T extends object> {
  readonly #sources: Record<string, Origin> = {}

  constructor(
    readonly noun: string,
    readonly data: T,
    readonly path: Pointer,
    readonly environment: string | undefined,
    readonly problems: Problems,
  ) {}

  /** The field as stated, or undefined. For fields that do not vary. */
  plain<K extends keyof T & string>(key: K): T[K] | undefined {
    const value = this.data[key]
    if (value !== undefined) this.#sources[key] = child(this.path, key)
    return value
  }

  /** The field's value in this environment, or undefined. For fields declared with `varying`. */
  varying<K extends keyof T & string>(key: K): Plain<T[K]> | undefined {
    const stated = this.data[key]
    if (stated === undefined) return undefined
    const { value, origin } = pickAt(stated, child(this.path, key), this)
    if (value !== undefined) this.#sources[key] = origin
    return value as Plain<T[K]> | undefined
  }

  /** Records where a field stands that was read in some other way. */
  source(key: string, origin: Origin): void {
    this.#sources[key] = origin
  }

  /** A reader of a node below this one. */
  below<U extends object>(noun: string, data: U, ...keys: readonly (string | number)[]): Fields<U> {
    return new Fields(noun, data, keys.reduce<Pointer>(child, this.path), this.environment, this.problems)
  }

  /** The part that every resolved node has. */
  get node(): Resolved {
    return { noun: this.noun, path: this.path, sources: this.#sources }
  }
}

/** The value of a field once its environment is chosen. */
export type Plain<T> =
  Exclude<T, undefined> extends infer U
    ? U extends Readonly<Record<string, infer V>>
      ? string extends keyof U
        ? V
        : U
      : U
    : never

/** Picks a varying value, and says where the picked one stands. */
export function pickAt(
  stated: unknown,
  path: Pointer,
  place: { readonly environment: string | undefined; readonly problems: Problems },
): { readonly value: unknown; readonly origin: Origin } {
  if (!isPerEnvironment(stated) || place.environment === undefined) return { value: stated, origin: path }
  refuseUnknownEnvironments(stated, path, place.problems)
  const { value, key } = pick(stated, place.environment)
  return { value, origin: key === undefined ? path : child(path, key) }
}

/** Reports every key of a value per environment that names no environment. */
function refuseUnknownEnvironments(stated: Readonly<Record<string, unknown>>, path: Pointer, problems: Problems): void {
  for (const key of Object.keys(stated)) {
    if (key === "default" || problems.environments.includes(key)) continue
    problems.unknown("environment", { found: key, path: child(path, key), declared: problems.environments })
  }
}
