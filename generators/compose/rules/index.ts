import type { Rule } from "../../../core/rule.js"
import { composeKey } from "./compose-key.js"
import { composeUnknown } from "./compose-unknown.js"
import { composeValue } from "./compose-value.js"
import { dependencyCycle } from "./dependency-cycle.js"
import { dependencyProfile } from "./dependency-profile.js"
import { mountTwice } from "./mount-twice.js"
import { replicas } from "./replicas.js"
import { localStartOrder, startOrder } from "./start-order.js"
import { variableDefault } from "./variable-default.js"
import { variableTwice } from "./variable-twice.js"
import { words } from "./words.js"

/** What no Compose file can say, in the order in which it is listed. */
export const rules: readonly Rule[] = [
  composeKey,
  composeUnknown,
  composeValue,
  words,
  variableDefault,
  variableTwice,
  mountTwice,
  replicas,
  dependencyCycle,
  dependencyProfile,
  startOrder,
  localStartOrder,
]
