/**
 * Gives the nodes of a diagram ids that every version of Mermaid reads as one: `svc_backend_api`.
 *
 * An id follows from names alone, so that adding a service leaves the others' ids as they are; only where two names come out the
 * same is the later one numbered.
 */
export class Ids {
  readonly #byKey = new Map<string, string>()
  readonly #taken = new Set<string>()

  /** The id of a thing, by what kind it is and its names. Asked again, the same. */
  of(kind: Kind, ...names: readonly string[]): string {
    const key = [kind, ...names].join("\n")
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const base = [kind, ...names.map(slug)].join("_")
    let id = base
    for (let count = 2; this.#taken.has(id); count++) id = `${base}_${count}`
    this.#taken.add(id)
    this.#byKey.set(key, id)
    return id
  }
}

/** What a node stands for: a service, services folded into one, a host, a provider, a frontend, a bucket, the CDN, somebody outside. */
export type Kind = "svc" | "fold" | "vm" | "cloud" | "site" | "bucket" | "cdn" | "ext" | "group"

/** Old lexers find `default`, `graph` and a final `end` inside ids; an `x` keeps them from it. */
function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "")
  return (plain || "x")
    .replace(/default/g, "defxault")
    .replace(/graph/g, "grxaph")
    .replace(/end$/, "endx")
}
