import type { Rule } from "../../../core/rule.js"
import { servicesComposeKey } from "./services-compose-key.js"
import { servicesComposeUnknown } from "./services-compose-unknown.js"
import { servicesComposeValue } from "./services-compose-value.js"
import { servicesDependencyProfile } from "./services-dependency-profile.js"
import { servicesMountTwice } from "./services-mount-twice.js"
import { servicesReplicas } from "./services-replicas.js"
import { servicesVariableClash } from "./services-variable-clash.js"
import { servicesVariableDefault } from "./services-variable-default.js"
import { servicesVariableTwice } from "./services-variable-twice.js"
import { servicesWords } from "./services-words.js"
import { stacksLocalStartOrder } from "./stacks-local-start-order.js"
import { stacksStartOrder } from "./stacks-start-order.js"
import { targetsCompose } from "./targets-compose.js"

/** What no Compose file can say, in the order in which it is listed. */
export const rules: readonly Rule[] = [
  servicesComposeKey,
  servicesComposeUnknown,
  servicesComposeValue,
  servicesWords,
  servicesVariableDefault,
  servicesVariableClash,
  servicesVariableTwice,
  servicesMountTwice,
  servicesReplicas,
  servicesDependencyProfile,
  stacksStartOrder,
  stacksLocalStartOrder,
  targetsCompose,
]
