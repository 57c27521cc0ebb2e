import type { Diagnostic, Severity } from "./diagnostic.js"
import type { Acceptance, Estate } from "./estate.js"

export type { RuleSeverity } from "../schema/rules.js"

/** A rule that the estate must keep. One file each, in `core/rules/`. */
export interface Rule {
  /** Stable and documented: `ports/collision`. */
  readonly code: string
  /** How much each finding weighs that does not say so itself. */
  readonly severity: Severity
  /** What it refuses, in one sentence. */
  readonly summary: string
  /** What `groundplan rules` and its page in the manual say of it; a function, so that a build never carries the text. */
  readonly explain?: () => Explanation
  /**
   * Whether what is generated relies on it: then its errors can't be weighed less, accepted, or known from a baseline. Default: for a
   * generator's rule true, for another one false.
   */
  readonly binding?: boolean
  /** Whether it looks at what became of the findings of others, and so is asked after them. Default false. */
  readonly last?: boolean
  /** Yields what breaks it. */
  readonly check: (estate: Estate, context: RuleContext) => Iterable<Finding>
}

/** What a rule knows beside the estate. */
export interface RuleContext {
  /** Midnight (UTC) of the day that the command line names; it reaches rules only, and never an artifact. */
  readonly today: Date
  /** The acceptances that no finding needed; only for a rule that is asked last. */
  readonly unused?: readonly Acceptance[]
}

/** Why a rule is there, with the examples that are its tests too. */
export interface Explanation {
  /** What happens where the rule is not kept: Markdown, one to three paragraphs. */
  readonly why: string
  /** The specification that it follows, or the incident that it prevents. */
  readonly source: {
    /** As a reader would look for it. */
    readonly title: string
    /** Where it stands; undefined for what no page states. */
    readonly url?: string
  }
  /** A whole topology that breaks this rule and no other, as YAML. Every image is pinned to `1.0.0` unless `pins` says otherwise. */
  readonly failing: string
  /** The same topology, mended: nothing is found in it. */
  readonly passing: string
  /** What images.toml says for both. */
  readonly pins?: string
  /** What images.toml says for `passing`, where that is what is mended. Default: what `pins` says. */
  readonly passingPins?: string
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
