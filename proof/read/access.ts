import { at } from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import type { Resource } from "../terraform/unit.js"
import { identity } from "./values.js"

/** One grant: what somebody may do with something at Google Cloud. */
export interface AccessGrant {
  /** What it is a grant on: `google_secret_manager_secret_iam_member` is one on a secret. */
  readonly type: string
  /** `roles/secretmanager.secretAccessor`; undefined where it is not known. */
  readonly role: string | undefined
  /** Who has it: an account of the files as {@link accountOf} names it, a literal such as `group:ops@example.com`; undefined where it is not known. */
  readonly member: string | undefined
  /** The thing, as {@link identity} names it; undefined for a whole project, and where it is not known. */
  readonly on: string | undefined
  /** The project that it is in; undefined where it is that of its unit's provider, or not known. */
  readonly project: string | undefined
  /** The unit's folder. */
  readonly unit: string
  /** Where the item stands that it is granted for; the block without one. */
  readonly position: Position
  /** Where each part is stated. */
  readonly places: Readonly<Record<"role" | "member" | "on", Position | undefined>>
}

/** What each type of grant is on, by the attribute that says so. */
const ON: Readonly<Record<string, string | undefined>> = {
  google_project_iam_member: undefined,
  google_secret_manager_secret_iam_member: "secret_id",
  google_artifact_registry_repository_iam_member: "repository",
  google_iap_tunnel_instance_iam_member: "instance",
  google_compute_instance_iam_member: "instance_name",
  google_service_account_iam_member: "service_account_id",
  google_storage_bucket_iam_member: "bucket",
}

/** Reads the grants that resources state. */
export function readAccess(resources: readonly Resource[]): readonly AccessGrant[] {
  return resources
    .filter(({ type }) => type in ON)
    .map(({ type, attributes, unit, cause }) => {
      const field = ON[type]
      return {
        type,
        role: identity(at(attributes, "role")),
        member: accountOf(identity(at(attributes, "member"))),
        on: field === undefined ? undefined : accountOf(identity(at(attributes, field))),
        project: identity(at(attributes, "project")),
        unit,
        position: cause,
        places: {
          role: at(attributes, "role")?.position,
          member: at(attributes, "member")?.position,
          on: field === undefined ? undefined : at(attributes, field)?.position,
        },
      }
    })
}

/** A service account by one name, whichever of its attributes refers to it; all else as it is. */
export function accountOf(name: string | undefined): string | undefined {
  return name?.replace(/#((?:module\.\w+\.)*google_service_account\..*)\.(?:email|member|name|id)$/, "#$1")
}
