import type { Rule } from "../rule.js"
import { portsCollision } from "./ports-collision.js"
import { portsPublicReason } from "./ports-public-reason.js"
import { routesDuplicateHost } from "./routes-duplicate-host.js"

/** Every rule, in the order in which they are listed. */
export const rules: readonly Rule[] = [portsCollision, portsPublicReason, routesDuplicateHost]
