import { CADDYFILE } from "./caddyfile.js"
import { CLOUD } from "./cloud.js"
import { COMPOSE } from "./compose.js"
import { FIREWALL } from "./firewall.js"
import { MODULES } from "./modules.js"
import { TERRAGRUNT } from "./terragrunt.js"
import type { Breakage } from "./tools.js"

export { HARMLESS } from "./harmless.js"
export type { Breakage, Tree } from "./tools.js"

/** The kinds of broken artifact that the proof must find. */
export const BREAKAGES: readonly Breakage[] = [
  ...COMPOSE,
  ...CADDYFILE,
  ...FIREWALL,
  ...CLOUD,
  ...TERRAGRUNT,
  ...MODULES,
]
