import { child } from "../../schema/pointer.js"
import type { Backup, ResolvedText, VariableAssignment } from "../estate.js"
import { choosePort, type ServiceData } from "./catalog.js"
import type { ServiceContext } from "./services.js"

/**
 * The settings of a backup as its image reads them (tiredofit/db-backup 4: `DB01_…`). Empty for images whose habits are not known,
 * and for variables that the service states itself.
 */
export function backupVariables(
  backup: Backup | undefined,
  data: ServiceData,
  context: ServiceContext,
): readonly VariableAssignment[] {
  if (backup === undefined || context.service.family !== "db-backup") return []
  const target = context.catalog.services.get(backup.of.id)
  if (target === undefined) return []
  const at = (key: string): string => backup.sources[key] ?? `default:backup.${key}`
  const port = choosePort(target, undefined)
  const account = context.catalog.shared.cloudflare?.account
  const endpoint: ResolvedText =
    account === undefined
      ? [
          {
            name: "CLOUDFLARE_ACCOUNT_ID",
            purpose: "The Cloudflare account of the bucket",
            secret: false,
            unset: { kind: "required", message: "set CLOUDFLARE_ACCOUNT_ID" },
          },
          ".r2.cloudflarestorage.com",
        ]
      : [`${account}.r2.cloudflarestorage.com`]
  const rows: readonly (readonly [string, ResolvedText, string])[] = [
    ["DB01_TYPE", [target.family === "redis" ? "redis" : "pgsql"], at("of")],
    ["DB01_HOST", [target.name], at("of")],
    ["DB01_PORT", [String(port?.port ?? "")], at("of")],
    ["DB01_NAME", [backup.database ?? "ALL"], at("database")],
    ["DB01_BACKUP_BEGIN", [backup.at.replace(":", "")], at("at")],
    ["DB01_BACKUP_INTERVAL", [String(Math.round(backup.everySeconds / 60))], at("every")],
    ["DB01_CLEANUP_TIME", [String(backup.retentionDays * 24 * 60)], at("retention")],
    ["DB01_BACKUP_LOCATION", ["S3"], at("to")],
    [
      "DB01_S3_BUCKET",
      [backup.to.names[context.catalog.environment] ?? ""],
      backup.to.sources[`name:${context.catalog.environment}`] ?? at("to"),
    ],
    [
      "DB01_S3_HOST",
      endpoint,
      account === undefined ? "default:cloudflare.account" : child("/clouds/cloudflare", "account"),
    ],
    ["DB01_S3_REGION", ["auto"], "default:backup.region"],
    ["DB01_S3_PROTOCOL", ["https"], "default:backup.protocol"],
  ]
  const stated = new Set([...Object.keys(data.environment ?? {}), ...Object.keys(data.secrets ?? {})])
  return rows.flatMap(([name, value, origin]) => (stated.has(name) ? [] : [{ name, value, origin }]))
}
