import { isRandom, knownCredential, likelyCredential, urlWithPassword } from "./credentials.js"
import type { Estate } from "./estate.js"
import { type Literal, visitLines } from "./literals.js"
import { spelledOut } from "./redact.js"

/** A literal that is a secret, or looks like one. Of the secret itself nothing may be shown but `shown`. */
export type Leak =
  | { readonly kind: "url"; readonly literal: Literal; readonly shown: string }
  | { readonly kind: "token"; readonly literal: Literal; readonly what: string; readonly shown: string }
  | { readonly kind: "name" | "letters"; readonly literal: Literal; readonly shown: string }
  | { readonly kind: "spelled"; readonly literal: Literal; readonly how: string; readonly shown: string }

/**
 * The literals of an estate that give something away: URLs with a password, tokens, and what looks like either. Words for people are
 * held against known shapes only.
 */
export function leaksOf(estate: Estate): readonly Leak[] {
  const known = KNOWN.get(estate)
  if (known !== undefined) return known
  const leaks: Leak[] = []
  visitLines(estate, (literal) => {
    const { text, kind, name, part, isVariable } = literal
    if (text.length < SHORTEST) return
    if (kind === "line") {
      const how = spelledOut(text.replace(RANDOM, (word) => (isRandom(word) ? "…" : word)))
      if (how !== undefined) leaks.push({ kind: "spelled", literal, how, shown: `${text.length} characters` })
      return
    }
    const url = urlWithPassword(text)
    if (url !== undefined) leaks.push({ kind: "url", literal, shown: url })
    const token = knownCredential(text)
    if (token !== undefined) {
      leaks.push({ kind: "token", literal, ...token })
      return
    }
    if (kind === "words") return
    const likely = likelyCredential(text, isVariable ? name : undefined)
    if (likely !== undefined) {
      leaks.push({ kind: likely, literal, shown: `${text.length} characters` })
      return
    }
    // What is answered is read by people, and an argument is told with its line.
    const how = kind === "argument" || part === "the answer" ? undefined : spelledOut(text)
    if (how !== undefined) leaks.push({ kind: "spelled", literal, how, shown: `${text.length} characters` })
  })
  KNOWN.set(estate, leaks)
  return leaks
}

/** What may be a random text: it is told as the argument that it is. */
const RANDOM = /[A-Za-z0-9+/_-]{24,}={0,2}/g

/** No password is shorter. */
const SHORTEST = 4

/** Three rules ask, and every answer looks at every text. An estate never changes. */
const KNOWN = new WeakMap<Estate, readonly Leak[]>()
