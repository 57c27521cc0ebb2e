import { type TopologyData, topology } from "../schema/topology.js"

/**
 * What the schema makes of data, or undefined when it refuses it.
 *
 * This module asks zod. In the bundle another stands in its place, with the same export, that was compiled ahead of time and asks as
 * much without zod, whose schemas take longer to make than a small topology takes to compile: see scripts/acceptor.mjs.
 */
export function accept(data: unknown): TopologyData | undefined {
  const result = topology.safeParse(data)
  return result.success ? result.data : undefined
}
