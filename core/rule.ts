import type { Pointer } from "../schema/pointer.js"
import type { Note, Severity } from "./diagnostic.js"
import type { Estate } from "./estate.js"

/** A rule that the estate must keep. One file each, in `core/rules/`. */
export interface Rule {
  /** Stable and documented: `ports/collision`. */
  readonly code: string
  readonly severity: Severity
  /** What it refuses, in one sentence. */
  readonly summary: string
  /** Yields what breaks it. `today` comes from the command line and reaches rules only. */
  readonly check: (estate: Estate, context: { readonly today: Date }) => Iterable<Finding>
}

/** What breaks a rule: a diagnostic without what the rule itself knows. */
export interface Finding {
  readonly message: string
  readonly path: Pointer
  readonly found?: string
  readonly allowed?: string
  readonly notes?: readonly Note[]
  readonly help?: string
  readonly environments?: readonly string[]
}

/** Declares a rule. Returns it unchanged; exists for its types. */
export function defineRule(rule: Rule): Rule {
  return rule
}
