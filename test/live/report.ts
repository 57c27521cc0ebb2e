/** What came of one thing that was tried. */
export interface Result {
  readonly environment: string
  readonly what: string
  readonly outcome: "holds" | "fails" | "not run"
  /** What was seen. */
  readonly detail: string
  readonly seconds: number
}

/** Collects results, and prints each as it comes. */
export class Report {
  readonly results: Result[] = []
  private readonly started = Date.now()

  /** Tries something: what it throws is a failure, what it returns is said beside it. Nothing stops the next one. */
  async check(environment: string, what: string, attempt: () => Promise<string>): Promise<boolean> {
    const begun = Date.now()
    let [outcome, detail]: [Result["outcome"], string] = ["holds", ""]
    try {
      detail = await attempt()
    } catch (error) {
      outcome = error instanceof NotRun ? "not run" : "fails"
      detail = error instanceof Error ? error.message : String(error)
    }
    this.add({ environment, what, outcome, detail, seconds: (Date.now() - begun) / 1000 })
    return outcome !== "fails"
  }

  /** Seconds since the report began. */
  get seconds(): number {
    return (Date.now() - this.started) / 1000
  }

  private add(result: Result): void {
    this.results.push(result)
    const { environment, what, outcome, detail, seconds } = result
    const [first = "", ...more] = detail.split("\n")
    console.log(`${outcome.padEnd(7)}  ${environment.padEnd(11)}  ${what}: ${first} (${seconds.toFixed(1)} s)`)
    for (const line of more) console.log(`${" ".repeat(24)}${line}`)
  }
}

/** Thrown where something can't be tried on this machine; the message says why. */
export class NotRun extends Error {}

/** Throws with every line that is wrong, at most so many of them. */
export function expectNone(wrong: readonly string[], shown = 40): void {
  if (wrong.length === 0) return
  const more = wrong.length > shown ? [`and ${wrong.length - shown} more`] : []
  throw new Error([`${wrong.length} wrong`, ...wrong.slice(0, shown), ...more].join("\n"))
}
