import { isPerEnvironment, pick, RESERVED } from "../../schema/per-environment.js"
import { child, display, type Pointer } from "../../schema/pointer.js"
import type { Origin, Resolved } from "../origin.js"
import { below, type Problems } from "./problems.js"

const NO_SOURCES: Resolved["sources"] = {}

/**
 * Reads the fields of one node of the topology for one environment, and remembers where each stated one stands.
 *
 * What {@link sources} and {@link node} return is complete only when every field has been read: ask for it last.
 */
export class Fields<T extends object> {
  #sources: Record<string, Origin> | undefined

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
    if (value !== undefined) this.source(key, child(this.path, key))
    return value
  }

  /** The field's value in this environment, or undefined. For fields declared with `varying`. */
  varying<K extends keyof T & string>(key: K): Plain<T[K]> | undefined {
    const stated = this.data[key]
    if (stated === undefined) return undefined
    const path = child(this.path, key)
    if (!isPerEnvironment(stated)) {
      this.source(key, path)
      return stated as Plain<T[K]>
    }
    const { value, origin } = pickAt(stated, path, this)
    if (value !== undefined) this.source(key, origin)
    return value as Plain<T[K]> | undefined
  }

  /** The same for a field that has no default: reported where it is stated, but not for this environment. */
  everywhere<K extends keyof T & string>(key: K): Plain<T[K]> | undefined {
    const value = this.varying(key)
    if (value === undefined && this.data[key] !== undefined) missingValue(child(this.path, key), this)
    return value
  }

  /** Records where a field stands that was read in some other way. */
  source(key: string, origin: Origin): void {
    this.#sources ??= {}
    this.#sources[key] = origin
  }

  /** A reader of a node below this one. What is not stated there stands nowhere: all of it is this node's. */
  below<U extends object>(noun: string, data: U, ...keys: readonly (string | number)[]): Fields<U> {
    const isStated = (this.data as Readonly<Record<string, unknown>>)[keys[0]!] !== undefined
    const path = isStated ? keys.reduce<Pointer>(child, this.path) : this.path
    return new Fields(noun, data, path, this.environment, this.problems)
  }

  /** Where each field read so far stands. */
  get sources(): Resolved["sources"] {
    return this.#sources ?? NO_SOURCES
  }

  /** The part that every resolved node has. */
  get node(): Resolved {
    return { noun: this.noun, path: this.path, sources: this.sources }
  }
}

/** What a record holds under a name that people choose; not what every object has, such as `constructor`. */
export function member<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
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

/** The environment at hand, and where to tell what is wrong. */
export interface Place {
  readonly environment: string | undefined
  readonly problems: Problems
}

/** Picks a varying value, and says where the picked one stands. */
export function pickAt(
  stated: unknown,
  path: Pointer,
  place: Place,
): { readonly value: unknown; readonly origin: Origin } {
  if (!isPerEnvironment(stated) || place.environment === undefined) return { value: stated, origin: path }
  refuseUnknownEnvironments(stated, path, place.problems)
  const { value, key } = pick(stated, place.environment)
  return { value, origin: key === undefined ? path : child(path, key) }
}

/** Whether a list of environments leaves this one, each name in it checked to be declared. No list leaves all. */
export function isIn(only: readonly string[] | undefined, path: Pointer, { environment, problems }: Place): boolean {
  if (only === undefined) return true
  refuseUnknownNames(only, path, problems)
  return environment === undefined || only.includes(environment)
}

/** Reports every name in an `only` that is no environment's. */
export function refuseUnknownNames(only: readonly string[], path: Pointer, problems: Problems): void {
  for (const [index, name] of only.entries()) {
    if (problems.environments.includes(name)) continue
    const declared = problems.environments
    problems.unknown("environment", { found: name, path: child(path, index), declared, at: ENVIRONMENTS })
  }
}

const ENVIRONMENTS = below("/environments")

/** Reports every key of a value per environment that names no environment. */
function refuseUnknownEnvironments(stated: Readonly<Record<string, unknown>>, path: Pointer, problems: Problems): void {
  for (const key in stated) {
    if (key === "default" || problems.environments.includes(key)) continue
    const declared = problems.environments
    problems.unknown("environment", { found: key, path: child(path, key), declared, at: ENVIRONMENTS, words: RESERVED })
  }
}

function missingValue(path: Pointer, { environment, problems }: Place): void {
  problems.error(
    {
      code: "values/missing",
      message: `${display(path)} has no value for every environment that needs one.`,
      path,
      help: "Add the environment, or a `default`.",
    },
    environment,
  )
}
