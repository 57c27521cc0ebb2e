import { collectionFunctions, numberFunctions } from "./collections.js"
import type { HclFunction } from "./evaluate.js"
import { encodingFunctions } from "./json.js"
import { networkFunctions } from "./network.js"
import { textFunctions } from "./texts.js"

/**
 * Terraform's functions that depend on nothing but their arguments. Those of files are in `hcl-files.ts`; what depends on the
 * clock, on chance or on a key is in neither, and so not known.
 */
export const plainFunctions: ReadonlyMap<string, HclFunction> = new Map([
  ...collectionFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...encodingFunctions,
  ...networkFunctions,
])
