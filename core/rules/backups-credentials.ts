import type { Service } from "../estate.js"
import type { Rule } from "../rule.js"

/** Without them the backup starts, fails every night, and says so in its log only. */
export const backupsCredentials: Rule = {
  code: "backups/credentials",
  severity: "error",
  summary: "A backup is not told what it logs in with.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      const families = new Map(hosts.flatMap(({ services }) => services.map(({ id, image }) => [id, image?.family])))
      for (const service of hosts.flatMap(({ services }) => services)) {
        const { backup, image, envFiles, id } = service
        // What a person keeps in an env file is not known here.
        if (backup === undefined || image?.family !== "db-backup" || envFiles.length > 0) continue
        const needed = families.get(backup.of.id) === "redis" ? BUCKET : [...DATABASE, ...BUCKET]
        const missing = needed.filter((variable) => !isTold(service, variable))
        if (missing.length === 0) continue
        yield {
          message: `The backup ${id} is not told ${missing.join(", ")}.`,
          path: service.path,
          found: `no ${missing.join(", ")}`,
          notes: [{ message: "the backup is stated there", path: backup.path }],
          help: `Add ${missing.join(", ")} to its \`secrets\`${missing.includes("DB01_USER") ? "; DB01_USER may stand in `environment`" : ""}.`,
          environments: [name],
        }
      }
    }
  },
}

/** The account at the database; a Redis may have none. */
const DATABASE = ["DB01_USER", "DB01_PASS"]
/** The key to the bucket. */
const BUCKET = ["DB01_S3_KEY_ID", "DB01_S3_KEY_SECRET"]

/** db-backup reads each of them from the file that NAME_FILE names, too, and what holds for all databases from DEFAULT_…. */
function isTold({ variables, secrets }: Service, variable: string): boolean {
  const everywhere = variable.replace("DB01_", "DEFAULT_")
  const names = [variable, `${variable}_FILE`, everywhere, `${everywhere}_FILE`]
  return variables.some(({ name }) => names.includes(name)) || secrets.some((secret) => names.includes(secret.variable))
}
