import { edgeCodes } from "./edges.js"
import { fileCodes } from "./files.js"
import { imageCodes } from "./images.js"
import type { ListedCode } from "./listed.js"
import { proofCodes } from "./proof.js"
import { referenceCodes } from "./references.js"
import { routeCodes } from "./routes.js"
import { schemaCodes } from "./schema.js"
import { serviceCodes } from "./services.js"

export type { CodeExplanation, ListedCode } from "./listed.js"

/** Every code that a diagnostic carries and that is no rule's. */
export const codes = {
  ...edgeCodes,
  ...fileCodes,
  ...imageCodes,
  ...proofCodes,
  ...referenceCodes,
  ...routeCodes,
  ...schemaCodes,
  ...serviceCodes,
} as const

/** One of {@link codes}. */
export type OwnCode = keyof typeof codes

/** What is known of a code; undefined for a rule's. Those of the TypeScript compiler (`typecheck/TS2322`) are one. */
export function listedCode(code: string): ListedCode | undefined {
  const known = code.replace(/^typecheck\/TS\d+$/, "typecheck/TSnnnn")
  return Object.hasOwn(codes, known) ? codes[known as OwnCode] : undefined
}
