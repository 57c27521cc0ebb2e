/** The generators of Groundplan's own. */
export const GENERATOR_NAMES = ["compose", "caddy", "terraform", "docs"] as const

/** The name of a generator of Groundplan's own. */
export type GeneratorName = (typeof GENERATOR_NAMES)[number]
