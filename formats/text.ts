/**
 * A value whose parts are literal or known only at run time. Each format spells both in one function beside its `print`.
 *
 * Neighbouring literals are merged and empty ones dropped by {@link text}, so two equal texts have equal parts.
 */
export type Text = readonly Part[]

/** A literal string, or a variable read when the artifact is used. */
export type Part = string | Variable

/** A variable of the environment in which the artifact is used: Compose interpolation, a Caddy placeholder, an HCL `var`. */
export interface Variable {
  /** Its name: `[A-Za-z_][A-Za-z0-9_]*`. */
  readonly name: string
  /** What happens when it is not set. `required` stops with `message`; `default` uses `value`; `empty` yields "". */
  readonly unset:
    | { readonly kind: "required"; readonly message: string }
    | { readonly kind: "default"; readonly value: string }
    | { readonly kind: "empty" }
}

/** Builds a normal-form text: neighbouring literals merged, empty literals dropped. */
export function text(...parts: readonly Part[]): Text {
  return merged(parts)
}

/** The same parts in normal form, whatever stands between the literals: `["a", "b", {…}, ""]` → `["ab", {…}]`. */
export function merged<P extends object>(parts: readonly (string | P)[]): readonly (string | P)[] {
  const result: (string | P)[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part === "") continue
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part
    else result.push(part)
  }
  return result
}

/** The text as a plain string when it has no variable, otherwise `undefined`. */
export function literal(value: Text): string | undefined {
  if (value.length === 0) return ""
  const [only] = value
  return value.length === 1 && typeof only === "string" ? only : undefined
}
