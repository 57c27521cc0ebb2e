/** A place in a file that was read. */
export interface Position {
  /** The file's path, as the reader was given it. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number
}

/** What a reader could not take: a mistake in the source, or a construct whose meaning it does not know. */
export interface ReadProblem {
  /** What was found and what was expected, in one sentence on one line. */
  readonly message: string
  /** Where it stands. */
  readonly position: Position
}
