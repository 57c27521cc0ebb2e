import { child } from "../../schema/pointer.js"
import { type EngineName, engineOf } from "../engines.js"
import type { Backup, ResolvedText, VariableAssignment } from "../estate.js"
import { originOf } from "../origin.js"
import { addressOf } from "./addresses.js"
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
  const at = (key: string): string => originOf(backup, key)
  const { environment } = context.catalog
  const port = choosePort(target, undefined)
  if (port === undefined) refuseNoPort(backup, context)
  const address = port === undefined ? undefined : addressOf(context.service, { service: target, port }, context)
  const { endpoint, origin } = r2Endpoint(context)
  const rows: readonly (readonly [string, ResolvedText, string])[] = [
    ["DB01_TYPE", [TYPES[engineOf(target.image)?.name ?? "postgres"] ?? "pgsql"], at("of")],
    ["DB01_HOST", address?.host ?? [], at("of")],
    ["DB01_PORT", [String(address?.port ?? "")], at("of")],
    ["DB01_NAME", [backup.database ?? "ALL"], at("database")],
    ["DB01_BACKUP_BEGIN", [backup.at.replace(":", "")], at("at")],
    ["DB01_BACKUP_INTERVAL", [String(Math.max(1, Math.round(backup.everySeconds / 60)))], at("every")],
    ["DB01_CLEANUP_TIME", [String(backup.retentionDays * 24 * 60)], at("retention")],
    ["DB01_BACKUP_LOCATION", ["S3"], at("to")],
    ["DB01_S3_BUCKET", [backup.to.names[environment] ?? ""], backup.to.sources[`name:${environment}`] ?? at("to")],
    ["DB01_S3_HOST", endpoint, origin],
    ["DB01_S3_REGION", ["auto"], "default:backup.region"],
    ["DB01_S3_PROTOCOL", ["https"], "default:backup.protocol"],
  ]
  const stated = new Set([...Object.keys(data.environment ?? {}), ...Object.keys(data.secrets ?? {})])
  return rows.flatMap(([name, value, origin]) => (stated.has(name) ? [] : [{ name, value, origin }]))
}

/** What the image calls the engines that it can dump; PostgreSQL is the rest. */
const TYPES: Readonly<Partial<Record<EngineName, string>>> = {
  couchdb: "couch",
  keydb: "redis",
  mariadb: "mysql",
  mongo: "mongo",
  mssql: "mssql",
  mysql: "mysql",
  redis: "redis",
  valkey: "redis",
}

/** Where R2 is reached: by the account's id, which is read at run time unless it is stated. */
function r2Endpoint({ catalog }: ServiceContext): { readonly endpoint: ResolvedText; readonly origin: string } {
  const account = catalog.shared.cloudflare?.account
  if (account !== undefined)
    return { endpoint: [`${account}.r2.cloudflarestorage.com`], origin: child("/clouds/cloudflare", "account") }
  const variable = {
    name: "CLOUDFLARE_ACCOUNT_ID",
    purpose: "The Cloudflare account of the bucket",
    secret: false,
    unset: { kind: "required", message: "set CLOUDFLARE_ACCOUNT_ID" },
  } as const
  return { endpoint: [variable, ".r2.cloudflarestorage.com"], origin: "default:cloudflare.account" }
}

function refuseNoPort(backup: Backup, { problems }: ServiceContext): void {
  problems.error({
    code: "backups/no_port",
    message: `On which port ${backup.of.id} is backed up can't be told.`,
    path: originOf(backup, "of"),
    help: `Give ${backup.of.id} one port only.`,
  })
}
