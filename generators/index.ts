import type { Generator } from "../core/generator.js"

/** Every generator there is. */
export const generators: readonly Generator[] = []
