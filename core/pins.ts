import { pointer } from "../schema/pointer.js"
import type { Diagnostic } from "./diagnostic.js"
import type { Pins } from "./resolve/index.js"

/** A tag (`7-alpine`), a digest (`sha256:…`), or both (`7-alpine@sha256:…`), as the OCI distribution specification spells them. */
const PIN =
  /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9._-]{0,127}@sha256:[0-9a-f]{64})$/

/** What a pin may be, in words. */
export const PIN_FORM = "a tag (7-alpine), a digest (sha256:…), or both (7-alpine@sha256:…)"

/** Whether a text is a tag, a digest, or both. */
export function isPin(text: string): boolean {
  return PIN.test(text)
}

/**
 * Holds the data of images.toml against its form: a table an image, in it a tag or digest an environment or `default`.
 *
 * What is no pin stands as {@link UNREADABLE} in the result, so that the rest can be judged beside it.
 */
export function parsePins(data: unknown): { readonly pins: Pins; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const pins = Object.entries(data as Record<string, unknown>).map(([image, table]) => {
    if (typeof table !== "object" || table === null || Array.isArray(table)) {
      diagnostics.push(notATable(image, table))
      return [image, { default: UNREADABLE }] as const
    }
    const read = Object.entries(table).map(([environment, pin]) => {
      if (typeof pin === "string" && isPin(pin)) return [environment, pin] as const
      diagnostics.push(notAPin(image, environment, pin))
      return [environment, UNREADABLE] as const
    })
    return [image, Object.fromEntries(read)] as const
  })
  return { pins: Object.fromEntries(pins), diagnostics }
}

/** Stands for a pin that can't be read; nothing is written then. */
export const UNREADABLE = "0.0.0-unreadable"

function notATable(image: string, found: unknown): Diagnostic {
  const header = `[${keyText(image)}]`
  const pin = typeof found === "string" && isPin(found) ? found : "…"
  return {
    ...problem([image], `${image} is not a table of environments.`, `a table: ${header}, with a line an environment`),
    help: `Write ${header}, and below it default = "${pin}".`,
  }
}

/** A number is not echoed: `1.0` and `1` are the same one, but not the same tag. */
function notAPin(image: string, environment: string, found: unknown): Diagnostic {
  const path = [image, environment]
  if (typeof found === "string" || (typeof found === "object" && !(found instanceof Date)))
    return problem(path, `${image}.${environment} is ${JSON.stringify(found)}.`, PIN_FORM)
  const kind = found instanceof Date ? "date" : typeof found
  return {
    ...problem(path, `${image}.${environment} is a ${kind}, not a text.`, PIN_FORM),
    help: `Put what stands there in quotes: ${keyText(environment)} = "…".`,
  }
}

/** A key as TOML spells it. */
function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key)
}

function problem(path: readonly string[], message: string, allowed: string): Diagnostic {
  return { code: "images/invalid", severity: "error", message, path: `images:${pointer(path)}`, allowed }
}
