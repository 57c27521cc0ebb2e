import { display, type Pointer } from "../schema/pointer.js"
import type { Diagnostic, Severity } from "./diagnostic.js"
import type { Estate } from "./estate.js"
import { didYouMean, enumerate, nearest } from "./resolve/problems.js"
import type { Rule, RuleSeverity } from "./rule.js"

/**
 * Settles how much the findings of each rule weigh: what the caller says, else what the topology says.
 *
 * Reports codes that no rule has, and rules that can't be weighed less or accepted, since what is generated relies on them.
 */
export function settle(
  { shared }: Estate,
  rules: readonly Rule[],
  overrides: Readonly<Record<string, RuleSeverity>> = {},
): { readonly severities: ReadonlyMap<string, RuleSeverity>; readonly diagnostics: readonly Diagnostic[] } {
  const byCode = new Map(rules.map((rule) => [rule.code, rule]))
  const diagnostics: Diagnostic[] = []
  const severities = new Map<string, RuleSeverity>()
  for (const { rule: code, severity, path } of shared.severities) {
    const rule = byCode.get(code)
    if (rule === undefined) diagnostics.push(unknown(code, path, byCode.keys()))
    else if (isWeakened(rule, severity)) diagnostics.push(binding(rule, path, "weighed less"))
    else severities.set(code, severity)
  }
  for (const { rule: code, path } of shared.acceptances) {
    const rule = byCode.get(code)
    if (rule === undefined) diagnostics.push(unknown(code, `${path}/rule`, byCode.keys()))
    else if (rule.last === true || isWeakened(rule, "off")) diagnostics.push(binding(rule, `${path}/rule`, "accepted"))
  }
  for (const [code, severity] of Object.entries(overrides)) {
    const rule = byCode.get(code)
    if (rule === undefined) diagnostics.push(unknown(code, undefined, byCode.keys()))
    else if (isWeakened(rule, severity)) diagnostics.push(binding(rule, undefined, "weighed less"))
    else severities.set(code, severity)
  }
  return { severities, diagnostics }
}

/** Whether an error that what is generated relies on would be one no more. */
function isWeakened({ binding, severity }: Rule, stated: RuleSeverity): boolean {
  return binding === true && (severity satisfies Severity) === "error" && stated !== "error"
}

/** Without a place, it is the command line that says so. */
function unknown(code: string, path: Pointer | undefined, codes: Iterable<string>): Diagnostic {
  const declared = [...codes]
  const near = nearest(code, declared)
  const where = path === undefined ? "--rule" : display(path)
  return {
    code: path === undefined ? "usage/unknown_rule" : "references/unknown_rule",
    severity: "error",
    message: `${where} names the rule ${JSON.stringify(code)}, which there is not.`,
    path: path ?? "",
    found: JSON.stringify(code),
    allowed: enumerate(near === undefined ? declared : [near, ...declared.filter((one) => one !== near)]),
    help: near === undefined ? "Run groundplan rules to see all of them." : didYouMean(near),
  }
}

function binding({ code, last }: Rule, path: Pointer | undefined, done: string): Diagnostic {
  return {
    code: path === undefined ? "usage/binding_rule" : "references/binding_rule",
    severity: "error",
    message:
      last === true
        ? `${code} watches over acceptances: it can't be ${done} itself.`
        : `What is generated relies on ${code}: it can't be ${done}.`,
    path: path ?? "",
    found: JSON.stringify(code),
    help: "Mend what it finds instead.",
  }
}
