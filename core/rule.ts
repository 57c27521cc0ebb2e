import type { Diagnostic, Severity } from "./diagnostic.js"
import type { Estate } from "./estate.js"

/** A rule that the estate must keep. One file each, in `core/rules/`. */
export interface Rule {
  /** Stable and documented: `ports/collision`. */
  readonly code: string
  /** How much each finding weighs that does not say so itself. */
  readonly severity: Severity
  /** What it refuses, in one sentence. */
  readonly summary: string
  /** Yields what breaks it. `today` comes from the command line and reaches rules only. */
  readonly check: (estate: Estate, context: { readonly today: Date }) => Iterable<Finding>
}

/** What breaks a rule: a diagnostic without what the rule itself, and the user's file, know. */
export type Finding = Omit<Diagnostic, "code" | "severity" | "position"> & {
  /** How much it weighs, where that is not what other findings of the rule do. */
  readonly severity?: Severity
}

/** Declares a rule. Returns it unchanged; exists for its types. */
export function defineRule(rule: Rule): Rule {
  return rule
}
