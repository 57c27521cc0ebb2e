import type { Diagnostic } from "./diagnostic.js"
import type { Estate } from "./estate.js"
import type { Rule } from "./rule.js"

/** Holds an estate against rules. Findings that differ only in their environment are told once. */
export function check(
  estate: Estate,
  rules: readonly Rule[],
  context: { readonly today: Date },
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  for (const { code, severity, check: findings } of rules) {
    for (const finding of findings(estate, context)) {
      const key = `${code}\n${finding.path}\n${finding.message}`
      const known = found.get(key)
      const environments = [...new Set([...(known?.environments ?? []), ...(finding.environments ?? [])])]
      found.set(key, { code, severity, ...finding, ...(environments.length === 0 ? {} : { environments }) })
    }
  }
  return [...found.values()]
}
