import type { Environment, Shared } from "../estate.js"
import { type Origin, originOf } from "../origin.js"

/** What the topology says of an environment at Google Cloud, beside its hosts. */
export interface CloudClaims {
  /** The id of the project that all of it is in; undefined where none is named. */
  readonly project: string | undefined
  /** The bucket that keeps what Terraform knows of all units. */
  readonly stateBucket: string
  /** The Artifact Registry repository of private images; undefined without one. */
  readonly registry: string | undefined
  /** Who may log in to every machine, as root: `group:ops@example.com`. */
  readonly operators: readonly OperatorClaim[]
  /** Where the environment is declared. */
  readonly origin: Origin
}

/** Somebody who may log in to every machine. */
export interface OperatorClaim {
  /** `group:ops@example.com`. */
  readonly member: string
  /** Where it is stated. */
  readonly origin: Origin
}

/** What the topology says of an environment in the cloud; undefined where no Terraform files are generated for Google Cloud. */
export function cloudClaims(environment: Environment, { gcp, generate }: Shared): CloudClaims | undefined {
  if (gcp === undefined || !generate.has("terraform")) return undefined
  return {
    project: environment.project,
    stateBucket: gcp.operations.stateBucket,
    registry: gcp.operations.registry,
    operators: gcp.operators.map((operator) => ({ member: operator.member, origin: originOf(operator, "member") })),
    origin: environment.path,
  }
}
