import { Acceptances } from "./acceptances.js"
import { type Diagnostic, ruleCode } from "./diagnostic.js"
import type { Acceptance, Estate } from "./estate.js"
import { Fold } from "./fold.js"
import type { Finding, Rule, RuleSeverity } from "./rule.js"

/** A finding that the topology accepts. */
export interface AcceptedFinding extends Diagnostic {
  /** By which acceptance. */
  readonly acceptance: Acceptance
}

/** How an estate is held against rules. */
export interface CheckContext {
  /** What rules take for today. */
  readonly today: Date
  /** How much the findings of a rule weigh, by its code, where that is not what the rule says. */
  readonly severities: ReadonlyMap<string, RuleSeverity>
  /** Whether everything resolved and every rule is asked: only then is it known which acceptances are in vain. */
  readonly complete: boolean
}

/** What rules found. */
export interface Checked {
  /** What is not accepted, in the order of the rules. Findings that differ only in their environment are one. */
  readonly findings: readonly Diagnostic[]
  /** What the topology accepts. */
  readonly accepted: readonly AcceptedFinding[]
}

/** Holds an estate against rules, weighs what they find, and sets apart what the topology accepts. */
export function check(estate: Estate, rules: readonly Rule[], context: CheckContext): Checked {
  const acceptances = new Acceptances(estate, context.today)
  const findings = new Fold<Diagnostic>()
  const accepted = new Fold<AcceptedFinding>()
  const asked = rules.filter(({ code }) => context.severities.get(code) !== "off")
  for (const rule of [...asked.filter(({ last }) => last !== true), ...asked.filter(({ last }) => last === true)]) {
    const unused = rule.last === true && context.complete ? acceptances.unused(asked) : []
    for (const finding of rule.check(estate, { today: context.today, unused })) {
      const diagnostic = weighed(rule, finding, context.severities.get(rule.code))
      if (rule.last === true || isBinding(rule, diagnostic)) findings.add(diagnostic)
      else {
        const divided = acceptances.divide(diagnostic)
        for (const part of divided.accepted) accepted.add(part)
        if (divided.rest !== undefined) findings.add(divided.rest)
      }
    }
  }
  return { findings: findings.all, accepted: accepted.all }
}

/** Whether what is generated relies on it that this is not found. */
export function isBinding({ binding }: Rule, { severity }: Pick<Diagnostic, "severity">): boolean {
  return binding === true && severity === "error"
}

function weighed({ code, severity }: Rule, finding: Finding, stated: RuleSeverity | undefined): Diagnostic {
  const diagnostic = { code: ruleCode(code), severity, ...finding }
  return stated === undefined || stated === "off" ? diagnostic : { ...diagnostic, severity: stated }
}
