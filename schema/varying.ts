import * as z from "zod"
import { environmentKey } from "./atoms.js"
import { isNotEmpty } from "./predicates.js"

/** Marks the type of a record of environments; no value has it. */
export declare const byEnvironment: unique symbol

/** A record of environments to values as people write it. The mark tells its type from that of a record of anything else. */
export interface ByEnvironment<V> {
  /** The value in an environment, or for all that are not named: `default`. */
  readonly [environment: string]: V
  /** The mark. */
  readonly [byEnvironment]?: never
}

/** The schema of a value that may differ by environment: the value itself, or a record of environments to values. */
export function varying<S extends z.ZodType>(value: S) {
  const several = value instanceof z.ZodUnion ? (value.options as readonly z.ZodType[]) : [value]
  // One flat union: where one stands inside another, zod explains why the inner one failed before it tries the next form.
  return z.union([...several, perEnvironment(value)]) as unknown as z.ZodUnion<
    readonly [S, ReturnType<typeof perEnvironment<S>>]
  >
}

/** The schema of a record of environment names to values, which names at least one. */
export function perEnvironment<S extends z.ZodType>(value: S) {
  return z
    .record(environmentKey, value)
    .refine(isNotEmpty, "a value per environment names at least one environment")
    .meta({ minProperties: 1 }) as unknown as z.ZodType<ByEnvironment<z.output<S>>, ByEnvironment<z.input<S>>>
}
