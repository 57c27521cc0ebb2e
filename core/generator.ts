import type { Artifact } from "./artifact.js"
import type { Estate } from "./estate.js"
import type { Proof } from "./proof.js"
import type { Rule } from "./rule.js"

/** Translates the estate into the files of one tool. Decides nothing about meaning: that is done in `resolve`. */
export interface Generator {
  /** As `generate` in the topology names it. */
  readonly name: string
  /** What it generates, in one sentence. */
  readonly summary: string
  /**
   * Yields its files one by one, so that no more than one document is held at a time. `proof` is what the files of machines were proved
   * to say; undefined where that was not asked, and for generators that are proved themselves.
   */
  readonly generate: (estate: Estate, proof?: Proof) => Iterable<Artifact>
  /** Whether its files are for people, who are told what was proved of those for machines: it then runs last. Default false. */
  readonly isForPeople?: boolean
  /** Rules that only matter when this generator is chosen. */
  readonly rules?: readonly Rule[]
}

/** Declares a generator. Returns it unchanged; exists for its types. */
export function defineGenerator(generator: Generator): Generator {
  return generator
}
