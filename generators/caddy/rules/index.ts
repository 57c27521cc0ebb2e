import type { Rule } from "../../../core/rule.js"
import { caddyPublicName } from "./caddy-public-name.js"
import { caddyRedirectStatus } from "./caddy-redirect-status.js"
import { caddyValue } from "./caddy-value.js"
import { caddyWildcardCertificate } from "./caddy-wildcard-certificate.js"
import { targetsCaddy } from "./targets-caddy.js"

/** The rules that only matter when Caddyfiles are generated. */
export const rules: readonly Rule[] = [
  caddyValue,
  caddyPublicName,
  caddyRedirectStatus,
  caddyWildcardCertificate,
  targetsCaddy,
]
