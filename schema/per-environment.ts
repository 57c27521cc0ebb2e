// How a value that differs by environment is written. A module without zod: whoever reads the admitted topology needs no schema.

/** Words that no environment may have for a name: `default`, and those with which a value written as an object begins. */
export const RESERVED = [
  "default",
  "text",
  "env",
  "secret",
  "at",
  "url",
  "bucket",
  "shell",
  "certificate",
  "value",
  "flag",
  "cloud",
  "local",
] as const

/**
 * A value that may differ per environment: the value itself, or a record of environment names to values.
 *
 * `default` in the record is the value in every environment that the record does not name. The value is never itself an object
 * whose keys could be taken for environment names (see {@link RESERVED}).
 */
export type Varying<T> = T | { readonly [environment: string]: T }

const RESERVED_WORDS: ReadonlySet<string> = new Set(RESERVED)

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
