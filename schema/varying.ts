import * as z from "zod"
import { environmentKey, RESERVED } from "./atoms.js"

/**
 * A value that may differ per environment: the value itself, or a record of environment names to values.
 *
 * `default` in the record is the value in every environment that the record does not name. The value is never itself an object
 * whose keys could be taken for environment names (see {@link RESERVED}).
 */
export type Varying<T> = T | { readonly [environment: string]: T }

const RESERVED_WORDS: ReadonlySet<string> = new Set(RESERVED)

/** The schema of {@link Varying}. */
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
    .refine((record) => Object.keys(record).length > 0, "a value per environment names at least one environment")
    .meta({ minProperties: 1 })
}

/**
 * Picks the value for one environment.
 *
 * `pick({ default: 1, production: 2 }, "staging")` → `{ value: 1, key: "default" }`; a plain value has no key.
 */
export function pick<T>(
  value: Varying<T> | undefined,
  environment: string,
): { value: T | undefined; key: string | undefined } {
  if (!isPerEnvironment(value)) return { value: value as T | undefined, key: undefined }
  const record = value as Readonly<Record<string, T>>
  if (Object.hasOwn(record, environment)) return { value: record[environment], key: environment }
  if (Object.hasOwn(record, "default")) return { value: record.default, key: "default" }
  return { value: undefined, key: undefined }
}

/** Whether a value is a record per environment rather than the value itself. */
export function isPerEnvironment(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  for (const first in value) return first === "default" || !RESERVED_WORDS.has(first)
  return false
}
