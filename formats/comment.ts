/** A comment: lines, or one string that is split at its line breaks. */
export type Comment = string | readonly string[]

/**
 * Splits a comment into lines that end nowhere but at their end, in any format whose comments run to the end of the line:
 * at every line break that YAML 1.1 or Unicode knows, with other control characters and lone surrogates spelled `\u0007`.
 *
 * `"Warm\nfrom 6 a.m."` → `["Warm", "from 6 a.m."]`
 */
export function commentLines(comment: Comment): readonly string[] {
  const lines = typeof comment === "string" ? [comment] : comment
  if (!lines.some((line) => TROUBLE.test(line))) return lines
  return lines.flatMap((line) => line.split(LINE_BREAK)).map((line) => line.replace(NOT_PRINTABLE, unicodeEscape))
}

const LINE_BREAK = /\r\n|[\n\r\v\f\x85\u2028\u2029]/
const NOT_PRINTABLE = /[\0-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|\p{Surrogate}/gu
/** All that the two above find; without `g`, a regular expression keeps no state between tests. */
const TROUBLE = /[\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
}
