/** A text whose references are filled in: literals, and variables read at run time. Structurally a `Text` of formats. */
export type ResolvedText = readonly (string | RuntimeVariable)[]

/** A variable read when the artifact is used. */
export interface RuntimeVariable {
  /** `LOG_LEVEL`. */
  readonly name: string
  /** What happens when it is not set: an error that says `message`, `value`, or the empty text. */
  readonly unset:
    | { readonly kind: "required"; readonly message: string }
    | { readonly kind: "default"; readonly value: string }
    | { readonly kind: "empty" }
  /** Whether its value is a secret. */
  readonly secret: boolean
  /** What it is, in words, for `.env.example`. */
  readonly purpose: string
}
