import type { Handler, HeaderChange } from "../../core/estate.js"
import type { Origin } from "../../core/origin.js"
import { type Directive, directive, handler } from "../../formats/caddyfile.js"
import type { Words } from "./words.js"

/** What is done to one response header. */
export interface Change {
  readonly name: string
  /** `default` sets it only where nobody else did. */
  readonly kind: "set" | "default" | "delete"
  /** Empty for `delete`. */
  readonly value: string
  readonly origin: Origin
}

/** Header changes as the topology states them. */
export function changesOf(headers: readonly HeaderChange[]): readonly Change[] {
  return headers.map(({ name, value, origin }) => ({
    name,
    kind: value === null ? "delete" : "set",
    value: value ?? "",
    origin,
  }))
}

/** Changes with further ones that win over those of the same name. */
export function overlaid(changes: readonly Change[], further: readonly Change[]): readonly Change[] {
  const names = new Set(further.map(({ name }) => name.toLowerCase()))
  return [...changes.filter(({ name }) => !names.has(name.toLowerCase())), ...further]
}

/** The names of all headers that some handlers change, or handlers below them; in lower case. */
export function changedNames(handlers: readonly Handler[], found = new Set<string>()): ReadonlySet<string> {
  for (const { headers, answer } of handlers) {
    for (const { name } of headers) found.add(name.toLowerCase())
    if (answer.kind === "handle") changedNames(answer.handlers, found)
  }
  return found
}

/**
 * Spells changes of response headers.
 *
 * They wait for the response (`defer`), so that they replace what an upstream sends instead of standing beside it.
 */
export function headerLines(changes: readonly Change[], origin: Origin, words: Words): readonly Directive[] {
  const stated = changes.filter(({ kind }) => kind !== "default")
  const lines = stated.map((change) => {
    const name = words.headerName(change.origin, change.name)
    return change.kind === "delete"
      ? directive(change.origin, `-${name}`)
      : directive(change.origin, name, [words.expands(change.origin, change.value)])
  })
  const block =
    lines.length === 0 ? [] : [handler(origin, "header", undefined, [], [directive(origin, "defer"), ...lines])]
  const defaults = changes
    .filter(({ kind }) => kind === "default")
    .map(({ name, value, origin }) => handler(origin, "header", undefined, [`?${name}`, value]))
  return [...block, ...defaults]
}
