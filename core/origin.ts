import type { Pointer } from "../schema/pointer.js"

/**
 * Where a resolved value comes from: a {@link Pointer} into the topology, `images:` and a pointer into images.toml,
 * `default:<noun>.<field>` for a default that the topology did not override, or `constant:<module>`.
 */
export type Origin = string

/** What every resolved node carries: its place, and the origin of each field that the topology states, by the topology's name for it. */
export interface Resolved {
  /** The noun, as in `default:<noun>.<field>`. */
  readonly noun: string
  /** Where the node stands in the topology. */
  readonly path: Pointer
  /** The origin of each field that is stated; a field that is absent here has its default. */
  readonly sources: Readonly<Record<string, Origin>>
}

/** The origin of one field: where it is stated, else the default that filled it. */
export function originOf(node: Resolved, field: string): Origin {
  return node.sources[field] ?? `default:${node.noun}.${field}`
}
