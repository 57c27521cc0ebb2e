import { child, display, type Pointer } from "../../schema/pointer.js"
import type { Diagnostic, Named } from "../diagnostic.js"
import { described, isPlausibleName, redacted } from "../redact.js"

/** What may be named and not declared. */
export type UnknownNoun = Named<"references"> extends infer N ? (N extends `unknown_${infer W}` ? W : never) : never

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

  /** The names below a place that nothing declares, of those that were reported. */
  unknownBelow(place: Pointer): readonly string[] {
    return [...this.#byKey.values()].flatMap(({ code, path, found = "" }) =>
      code.startsWith("references/unknown_") && path.startsWith(`${place}/`) ? [found.slice(1, -1)] : [],
    )
  }

  /** Adds an error. `environment` is where it was found, or undefined when it holds in all. */
  error(problem: Omit<Diagnostic, "severity" | "environments">, environment?: string): void {
    if (this.#repeats(problem, environment)) return
    const environments = environment === undefined ? [] : [environment]
    this.#byKey.set(keyOf(problem), { severity: "error", ...problem, environments })
  }

  /** Adds an error for a name that nothing declares, with the nearest declared one as a hint. */
  unknown(
    what: UnknownNoun,
    place: {
      readonly found: string
      readonly path: Pointer
      readonly declared: Iterable<string>
      /** Where a declared name is declared; undefined for one that the topology does not declare. */
      readonly at: (name: string) => Pointer | undefined
      /** Other words that may have been meant. */
      readonly words?: readonly string[]
    },
  ): void {
    // The names may be an iterator, which is read once only; a secret's are read here and below.
    const names = what === "secret" ? [...place.declared] : place.declared
    if (what === "secret" && this.#isValue({ ...place, declared: names })) return
    const fact = {
      code: `references/unknown_${what}` as const,
      message: `${display(place.path)} names the ${what} ${JSON.stringify(redacted(place.found))}, which is not declared.`,
      path: place.path,
    }
    // The same name is looked for once an environment; finding the nearest one is the expensive part.
    if (this.#repeats(fact, undefined)) return
    const declared = [...new Set(names)]
    const known = qualified(place.found, declared) ?? nearest(place.found, declared)
    const near = known ?? nearest(place.found, place.words ?? [])
    const path = known === undefined ? undefined : place.at(known)
    this.error({
      ...fact,
      found: JSON.stringify(redacted(place.found)),
      allowed: declared.length === 0 ? `no ${what} is declared` : enumerate(declared),
      ...(path === undefined ? {} : { notes: [{ message: `${JSON.stringify(known)} is declared there`, path }] }),
      help: near === undefined ? `Declare the ${what}, or name one that is declared.` : didYouMean(near),
    })
  }

  /** Whether what stands where a secret's name belongs may be its value, which nobody may read; reported then. */
  #isValue({
    found,
    path,
    declared,
  }: {
    readonly found: string
    readonly path: Pointer
    readonly declared: Iterable<string>
  }): boolean {
    if (isPlausibleName(found)) return false
    const isVariable = /^[A-Za-z_][A-Za-z0-9_]*$/.test(found) && redacted(found) === found
    const names = [...new Set(declared)]
    const near = isVariable ? nearest(found, names) : undefined
    // A slip of a name keeps its digits; a password that is made of the name of what it opens has its own: `dbpassword1`.
    if (near !== undefined && digitsOf(found) === digitsOf(near)) return false
    this.error({
      code: "references/unknown_secret",
      message: `${display(path)} names a secret with ${described(found)}, which is the name of none.`,
      path,
      found: described(found),
      allowed: names.length === 0 ? "no secret is declared" : enumerate(names),
      help: "Write the name under which it is declared in `secrets`. If this is its value, have it replaced: it is known by now.",
    })
    return true
  }

  /** Whether a fact is known already; notes the environment then. */
  #repeats(fact: Pick<Diagnostic, "code" | "path" | "message">, environment: string | undefined): boolean {
    const key = keyOf(fact)
    const known = this.#byKey.get(key)
    if (known === undefined) return false
    if (environment !== undefined && known.environments.length > 0 && !known.environments.includes(environment))
      this.#byKey.set(key, { ...known, environments: [...known.environments, environment] })
    return true
  }
}

function digitsOf(text: string): string {
  return text.replace(/\D+/g, "")
}

function keyOf({ code, path, message }: Pick<Diagnostic, "code" | "path" | "message">): string {
  return `${code}\n${path}\n${message}`
}

/** Where the names of a record are declared. */
export function below(path: Pointer): (name: string) => Pointer {
  return (name) => child(path, name)
}

const MOST_NAMES = 10

/** Quotes names for a message, ten at most: `"api", "web" or 3 more`. */
export function enumerate(names: readonly string[]): string {
  // The last one takes no more room than saying that there is one more.
  const count = names.length === MOST_NAMES + 1 ? names.length : MOST_NAMES
  const shown = names.slice(0, count).map((name) => JSON.stringify(name))
  return names.length > count ? `${shown.join(", ")} or ${names.length - count} more` : shown.join(", ")
}

/** The one name that a bare one is the end of, or nearly: `postgres` → `data.postgres`; undefined where there are several. */
function qualified(name: string, declared: readonly string[]): string | undefined {
  if (name.includes(".") || declared.includes(name)) return undefined
  const ends = new Map<string, string | undefined>()
  for (const one of declared) {
    const end = one.slice(one.indexOf(".") + 1)
    if (end !== one) ends.set(end, ends.has(end) ? undefined : one)
  }
  if (ends.has(name)) return ends.get(name)
  if (nearest(name, declared) !== undefined) return undefined
  const near = nearest(name, [...ends.keys()])
  return near === undefined ? undefined : ends.get(near)
}

/** The help for a slip: `Did you mean "ports"?` */
export function didYouMean(name: string): string {
  return `Did you mean ${JSON.stringify(name)}?`
}

/** The name that {@link didYouMean} suggests; undefined where a help says something else. */
export function suggested(help: string | undefined): string | undefined {
  const quoted = /^Did you mean ("(?:[^"\\]|\\.)*")\?$/.exec(help ?? "")?.[1]
  return quoted === undefined ? undefined : (JSON.parse(quoted) as string)
}

/** The candidate that differs least from a name, if it differs little enough to be a slip. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length * 0.4))
  const lower = name.toLowerCase()
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(lower, candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  // People shorten words: `mem` for `memory`.
  return best ?? (name.length < 2 ? undefined : candidates.find((candidate) => candidate.startsWith(lower)))
}

/** The optimal string alignment distance: insertions, deletions, substitutions, and neighbours that have changed places. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = []
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution, swap))
    }
    before = previous
    previous = current
  }
  return previous[b.length]!
}
