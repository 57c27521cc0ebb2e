import type { EnvironmentReference } from "../../schema/references.js"
import type { RuntimeVariable, Secret } from "../estate.js"

/** A variable that the topology names, as it is read at run time: without a default it must be set. */
export function environmentVariable(stated: EnvironmentReference): RuntimeVariable {
  const { env, default: fallback, purpose } = stated
  return {
    name: env,
    purpose: purpose ?? env,
    secret: false,
    unset: fallback === undefined ? { kind: "required", message: `set ${env}` } : { kind: "default", value: fallback },
  }
}

/** A secret as a run-time variable that must be set. */
export function secretVariable(secret: Secret): RuntimeVariable {
  return {
    name: secret.name,
    purpose: secret.purpose,
    secret: true,
    unset: { kind: "required", message: `set ${secret.name}` },
  }
}
