import { display, type Pointer } from "../../schema/pointer.js"
import type { Diagnostic } from "../diagnostic.js"

/** Collects what is wrong while a topology is resolved, so that all of it is told in one run. */
export class Problems {
  readonly #byKey = new Map<string, Diagnostic & { environments: readonly string[] }>()

  /** `environments` are the declared ones, against which every value per environment is checked. */
  constructor(readonly environments: readonly string[]) {}

  /** What was collected; a fact found in several environments stands once, with all of them. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#byKey.values()].map(({ environments, ...diagnostic }) =>
      environments.length === 0 ? diagnostic : { ...diagnostic, environments },
    )
  }

  /** Adds an error. `environment` is where it was found, or undefined when it holds in all. */
  error(problem: Omit<Diagnostic, "severity" | "environments">, environment?: string): void {
    const key = `${problem.code}\n${problem.path}\n${problem.message}`
    const known = this.#byKey.get(key)
    const environments = environment === undefined ? [] : [environment]
    if (known === undefined) this.#byKey.set(key, { severity: "error", ...problem, environments })
    else this.#byKey.set(key, { ...known, environments: [...new Set([...known.environments, ...environments])] })
  }

  /** Adds an error for a name that nothing declares, with the nearest declared one as a hint. */
  unknown(
    what: string,
    place: { readonly found: string; readonly path: Pointer; readonly declared: Iterable<string> },
  ): void {
    const declared = [...place.declared]
    const near = nearest(place.found, declared)
    this.error({
      code: `reference/unknown_${what.replace(/ /g, "_")}`,
      message: `${display(place.path)} names the ${what} ${JSON.stringify(place.found)}, which is not declared.`,
      path: place.path,
      found: JSON.stringify(place.found),
      allowed: declared.length === 0 ? `no ${what} is declared` : enumerate(declared),
      help:
        near === undefined
          ? `Declare the ${what}, or name one that is declared.`
          : `Did you mean ${JSON.stringify(near)}?`,
    })
  }
}

/** Quotes names for a message, ten at most: `"api", "web" or 3 more`. */
export function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => JSON.stringify(name))
  return names.length > 10 ? `${shown.join(", ")} or ${names.length - 10} more` : shown.join(", ")
}

/** The candidate that differs least from a name, if it differs little enough to be a slip. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length * 0.4))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** Levenshtein's distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution))
    }
    previous = current
  }
  return previous[b.length]!
}
