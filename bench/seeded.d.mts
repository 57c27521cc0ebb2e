/** A topology with seeded faults, and what is to be found in it. */
export interface Seeded {
  /** The topology, as plain data. */
  readonly topology: object
  /** Each fault's rule, and its place. */
  readonly expected: readonly { readonly code: string; readonly path: string }[]
}

/** The topology of bench/topology.mjs with faults in it. */
export function seededTopology(services: number, faults: number, seed?: number): Seeded

/** Prints it as a literal; with the line of each place, counted from 1. */
export function printed(
  topology: object,
  format: "ts" | "yaml",
): { readonly text: string; readonly lineOf: ReadonlyMap<string, number> }

/** The tags of its images, as images.toml has them. */
export const pins: string
