import * as z from "zod"

/** The generators that a topology may choose. */
export const generatorName = z.enum(["compose", "caddy", "terraform", "docs"])

/** The name of a generator of Groundplan's own. */
export type GeneratorName = z.infer<typeof generatorName>
