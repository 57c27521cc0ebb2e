import { codes, type ListedCode, type OwnCode } from "../core/codes/index.js"
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

/** A code that is no rule's, with what is known of it. */
export interface ListedProblem extends ListedCode {
  readonly code: OwnCode
}

/** Every code that a finding may have and that is no rule's, sorted. All of them are errors. */
export function everyProblem(): readonly ListedProblem[] {
  return Object.entries(codes)
    .map(([code, known]) => ({ ...(known as ListedCode), code: code as OwnCode }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}
