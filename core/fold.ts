import type { Diagnostic } from "./diagnostic.js"

/** Gathers diagnostics, those that differ only in their environment as one with all of them. */
export class Fold<D extends Diagnostic> {
  readonly #found = new Map<string, D>()

  /** Each fact once, in the order in which it was first found. */
  get all(): readonly D[] {
    return [...this.#found.values()]
  }

  /** Adds one, or its environments to what is known already. What holds in all environments has none. */
  add(diagnostic: D): void {
    const key = `${diagnostic.code}\n${diagnostic.path}\n${diagnostic.message}`
    const known = this.#found.get(key)
    if (known === undefined || diagnostic.environments === undefined) this.#found.set(key, diagnostic)
    else if (known.environments !== undefined) {
      const environments = [...new Set([...known.environments, ...diagnostic.environments])]
      this.#found.set(key, { ...known, environments })
    }
  }
}
