/**
 * Gives the nodes of a diagram ids that every version of Mermaid reads as one: `svc_backend_api`.
 *
 * An id follows from a name alone, so that adding a service leaves the others' ids as they are; only where two names come out the
 * same is the later one numbered.
 */
export class Ids {
  readonly #known = new Map<Kind, Map<string, string>>()
  readonly #taken = new Set<string>()

  /** The id of a thing, by what kind it is and its name, which may have parts: `backend.api`. Asked again, the same. */
  of(kind: Kind, name = ""): string {
    let known = this.#known.get(kind)
    if (known === undefined) {
      known = new Map()
      this.#known.set(kind, known)
    }
    const before = known.get(name)
    if (before !== undefined) return before
    const base = name === "" ? kind : `${kind}_${slug(name)}`
    let id: string = base
    for (let count = 2; this.#taken.has(id); count++) id = `${base}_${count}`
    this.#taken.add(id)
    known.set(name, id)
    return id
  }
}

/** What a node stands for: a service, services folded into one, a host, a provider, a frontend, a bucket, the CDN, somebody outside. */
export type Kind = "svc" | "fold" | "vm" | "cloud" | "site" | "bucket" | "cdn" | "ext" | "group"

/** Old lexers find `default`, `graph` and a final `_end` inside ids; an `x` keeps them from it. */
function slug(name: string): string {
  // Most names have no more than a dot or a hyphen between words, and none of those parts.
  if (PLAIN.test(name) && !MISREAD.test(name)) return name.replace(/[.-]/g, "_")
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "")
  return (plain || "x")
    .replace(/default/g, "defxault")
    .replace(/graph/g, "grxaph")
    .replace(/(^|_)end$/, "$1endx")
}

const PLAIN = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/
const MISREAD = /default|graph|end$/
