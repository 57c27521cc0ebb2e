import type { Position, ReadProblem } from "../position.js"

/** What was found wrong, each thing once: a snippet that is imported often is read as often. */
export class Problems {
  readonly #found = new Map<string, ReadProblem>()

  /** Tells of one. */
  add(message: string, position: Position): void {
    this.#found.set(`${position.line}:${position.column}:${position.file}:${message}`, { message, position })
  }

  /** All, by place: file by file in the order in which they were first spoken of. */
  all(): readonly ReadProblem[] {
    const files = new Map<string, ReadProblem[]>()
    for (const problem of this.#found.values()) {
      const { file } = problem.position
      const others = files.get(file)
      if (others === undefined) files.set(file, [problem])
      else others.push(problem)
    }
    return [...files.values()].flatMap((problems) => problems.sort(byPlace))
  }
}

function byPlace({ position: left }: ReadProblem, { position: right }: ReadProblem): number {
  return left.line - right.line || left.column - right.column
}
