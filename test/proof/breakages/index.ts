import { CADDYFILE } from "./caddyfile.js"
import { HARMLESS_CADDYFILE } from "./caddyfile-harmless.js"
import { CLOUD } from "./cloud.js"
import { COMPOSE } from "./compose.js"
import { COMPOSE_KEYS } from "./compose-keys.js"
import { ENV, HARMLESS_ENV } from "./env-files.js"
import { FIREWALL } from "./firewall.js"
import { HARMLESS as SHARED } from "./harmless.js"
import { HARMLESS_MACHINES, MACHINES } from "./machines.js"
import { MODULES } from "./modules.js"
import { HARMLESS_NAMES, NAMES } from "./names.js"
import { SECRETS } from "./secrets.js"
import { TERRAGRUNT } from "./terragrunt.js"
import type { Breakage } from "./tools.js"

export type { Breakage, Tree } from "./tools.js"

/** What is wrong with Compose files, and with secrets and env files beside them. */
export const BROKEN_COMPOSE: readonly Breakage[] = [...COMPOSE, ...COMPOSE_KEYS, ...SECRETS, ...ENV]

/** What is wrong with Caddyfiles. */
export const BROKEN_CADDYFILES: readonly Breakage[] = CADDYFILE

/** What is wrong with Terragrunt units and Terraform modules. */
export const BROKEN_UNITS: readonly Breakage[] = [
  ...FIREWALL,
  ...CLOUD,
  ...NAMES,
  ...TERRAGRUNT,
  ...MODULES,
  ...MACHINES,
]

/** The kinds of broken artifact that the proof must find. */
export const BREAKAGES: readonly Breakage[] = [...BROKEN_COMPOSE, ...BROKEN_CADDYFILES, ...BROKEN_UNITS]

/** Changes that the proof must stay silent on. */
export const HARMLESS: readonly Breakage[] = [
  ...SHARED,
  ...HARMLESS_CADDYFILE,
  ...HARMLESS_ENV,
  ...HARMLESS_MACHINES,
  ...HARMLESS_NAMES,
]
