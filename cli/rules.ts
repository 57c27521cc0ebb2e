import type { Rule } from "../core/rule.js"
import { rules } from "../core/rules/index.js"
import { generators } from "../generators/index.js"

/** A rule, and who brings it. */
export interface ListedRule extends Rule {
  /** The generator that it matters to; undefined when it is asked whatever is generated. */
  readonly generator: string | undefined
}

/** Every rule of Groundplan's own and of its generators, sorted by code. */
export function everyRule(): readonly ListedRule[] {
  listed ??= [
    ...rules.map((rule) => ({ ...rule, generator: undefined })),
    ...generators.flatMap(({ name, rules = [] }) => rules.map((rule) => ({ ...rule, generator: name }))),
  ].sort((a, b) => (a.code < b.code ? -1 : 1))
  return listed
}

let listed: readonly ListedRule[] | undefined
