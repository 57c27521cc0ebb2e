/** What is understood of the names in one thing: a resource, a nested block, a file of Terragrunt. What stands in no part of it is told. */
export interface Vocabulary {
  /** Names, with blanks between them, of what the proof computes with or holds against other files. */
  readonly followed?: string
  /** Names, with blanks between them, of what changes nothing that is proved. */
  readonly harmless?: string
  /** Those of all names without which nothing is made, with blanks between them. */
  readonly needed?: string
  /** What is right with some values alone, by its name. */
  readonly only?: Readonly<Record<string, Only>>
  /** Nested blocks, and attributes that are objects, by name. */
  readonly blocks?: Readonly<Record<string, Vocabulary>>
  /** What is told with words of its own that follow its name: `runs a command`. */
  readonly told?: Readonly<Record<string, string>>
}

/** The values that an attribute, or each item of its list, may have. */
export interface Only {
  /** One of these. */
  readonly values: readonly (string | number | boolean)[]
  /** Or a text of this form. */
  readonly form?: RegExp
  /** Whether leaving it out means something else. Default false. */
  readonly isNeeded?: boolean
}

/** What is known of one name; undefined for what is not in the vocabulary. */
export type Word =
  | { readonly kind: "followed" | "harmless" }
  | { readonly kind: "only"; readonly only: Only }
  | { readonly kind: "block"; readonly of: Vocabulary }
  | { readonly kind: "told"; readonly what: string }

/** Names with blanks between them, one by one. */
export function namesOf(words: string): readonly string[] {
  return words.split(/\s+/).filter((word) => word !== "")
}

/** The words of a vocabulary by name; a vocabulary is taken apart once. */
export function wordsOf(vocabulary: Vocabulary): ReadonlyMap<string, Word> {
  const known = TAKEN_APART.get(vocabulary)
  if (known !== undefined) return known
  const { followed = "", harmless = "", only = {}, blocks = {}, told = {} } = vocabulary
  const words = new Map<string, Word>([
    ...namesOf(followed).map((name) => [name, { kind: "followed" }] as const),
    ...namesOf(harmless).map((name) => [name, { kind: "harmless" }] as const),
    ...Object.entries(only).map(([name, one]) => [name, { kind: "only", only: one }] as const),
    ...Object.entries(blocks).map(([name, of]) => [name, { kind: "block", of }] as const),
    ...Object.entries(told).map(([name, what]) => [name, { kind: "told", what }] as const),
  ])
  TAKEN_APART.set(vocabulary, words)
  return words
}

const TAKEN_APART = new WeakMap<Vocabulary, ReadonlyMap<string, Word>>()
