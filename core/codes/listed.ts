/** A code that a diagnostic carries and that is no rule's: nothing weighs it, and nothing accepts it. */
export interface ListedCode {
  /** What it says, in one sentence. */
  readonly summary: string
  /** What the manual says of it; a function, so that examples are made only for who reads them. */
  readonly explain: () => CodeExplanation
}

/** Why a code is there, with examples where a topology can show it. */
export interface CodeExplanation {
  /** What happens where it is not refused, and how to get out of it: Markdown, one to three paragraphs. */
  readonly why: string
  /** The specification that it follows; undefined where it is Groundplan's own form. */
  readonly source?: {
    /** As a reader would look for it. */
    readonly title: string
    /** Where it stands. */
    readonly url: string
  }
  /** A whole topology that is told this code and no other, as YAML; undefined where it is no topology that is at fault. */
  readonly failing?: string
  /** The same topology, mended: nothing is found in it. */
  readonly passing?: string
  /** What images.toml says for both. Default: every image is pinned to `1.0.0`. */
  readonly pins?: string
  /** What images.toml says for `passing`, where that is what is mended. Default: what `pins` says. */
  readonly passingPins?: string
}

/** The Compose Specification on one element of a service. */
export function composeSource(element: string): NonNullable<CodeExplanation["source"]> {
  const url = `https://github.com/compose-spec/compose-spec/blob/main/05-services.md#${element}`
  return { title: `Compose Specification: ${element}`, url }
}
