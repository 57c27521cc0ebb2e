import type { Pointer } from "../schema/pointer.js"
import type { AcceptedFinding } from "./check.js"
import type { Diagnostic } from "./diagnostic.js"
import type { Acceptance, Estate } from "./estate.js"
import type { Rule } from "./rule.js"

/** Finds what the topology accepts. Each finding costs as many steps as its place has, however many acceptances there are. */
export class Acceptances {
  readonly #valid: readonly Acceptance[]
  readonly #byRule = new Map<string, Map<Pointer, Acceptance[]>>()
  readonly #used = new Set<Acceptance>()
  readonly #environments: readonly string[]

  /** An acceptance whose last day is past covers nothing. */
  constructor({ shared, environments }: Estate, today: Date) {
    const day = dayOf(today)
    this.#environments = environments.map(({ name }) => name)
    this.#valid = shared.acceptances.filter(({ until }) => until === undefined || until >= day)
    for (const acceptance of this.#valid) {
      const places = getOr(this.#byRule, acceptance.rule, () => new Map<Pointer, Acceptance[]>())
      getOr(places, acceptance.at, () => []).push(acceptance)
    }
  }

  /** Divides a finding into what is accepted of it, by environment, and the rest. */
  divide(finding: Diagnostic): {
    readonly accepted: readonly AcceptedFinding[]
    readonly rest: Diagnostic | undefined
  } {
    const places = this.#byRule.get(finding.code)
    if (places === undefined) return { accepted: [], rest: finding }
    const accepted: AcceptedFinding[] = []
    let rest: Diagnostic | undefined = finding
    for (const acceptance of acceptancesOf(finding.path, places)) {
      const here = this.#narrowed(finding, acceptance.environments)
      if (here === undefined) continue
      this.#used.add(acceptance)
      const part = rest === undefined ? undefined : this.#narrowed(rest, acceptance.environments)
      if (part === undefined) continue
      accepted.push({ ...part, acceptance })
      rest = this.#narrowed(
        rest!,
        this.#environments.filter((name) => !acceptance.environments.includes(name)),
      )
    }
    return { accepted, rest }
  }

  /** What no finding needed, of the rules that were asked. */
  unused(asked: readonly Rule[]): readonly Acceptance[] {
    const codes = new Set(asked.map(({ code }) => code))
    return this.#valid.filter((acceptance) => !this.#used.has(acceptance) && codes.has(acceptance.rule))
  }

  /** A finding in some environments only; undefined when it is in none of them. One without environments is in all. */
  #narrowed(finding: Diagnostic, environments: readonly string[]): Diagnostic | undefined {
    if (environments.length === this.#environments.length) return finding
    const left = (finding.environments ?? this.#environments).filter((name) => environments.includes(name))
    return left.length === 0 ? undefined : { ...finding, environments: left }
  }
}

/** A day as `until` writes it: `2026-01-31`. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** Those at a place and at every one above it. */
function* acceptancesOf(path: Pointer, places: ReadonlyMap<Pointer, readonly Acceptance[]>): Iterable<Acceptance> {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf("/"))) {
    yield* places.get(at) ?? []
    if (!at.includes("/")) break
  }
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
