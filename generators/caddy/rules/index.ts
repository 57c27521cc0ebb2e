import type { Rule } from "../../../core/rule.js"
import { publicName } from "./public-name.js"
import { redirectStatus } from "./redirect-status.js"
import { value } from "./value.js"
import { wildcardCertificate } from "./wildcard-certificate.js"

/** The rules that only matter when Caddyfiles are generated. */
export const rules: readonly Rule[] = [value, publicName, redirectStatus, wildcardCertificate]
