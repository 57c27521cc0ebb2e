import { engineOf } from "../engines.js"
import type { Service } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** Without them the backup starts, fails every night, and says so in its log only. */
export const backupsCredentials: Rule = {
  code: "backups/credentials",
  severity: "error",
  summary: "A backup is not told what it logs in with.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      const engines = new Map(hosts.flatMap(({ services }) => services.map(({ id, image }) => [id, engineOf(image)])))
      for (const service of hosts.flatMap(({ services }) => services)) {
        const { backup, image, envFiles, id } = service
        // What a person keeps in an env file is not known here.
        if (backup === undefined || image?.family !== "db-backup" || envFiles.length > 0) continue
        const needed = engines.get(backup.of.id)?.kind === "cache" ? BUCKET : [...DATABASE, ...BUCKET]
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
  explain: () => ({
    why: "An image that takes backups starts without an account, waits for its hour, fails, and writes so to its own log. Nothing stops, no check turns red, and the first who finds out is whoever needs the backup.\n\nThe image `tiredofit/db-backup` reads the account at the database (`DB01_USER`, `DB01_PASS`) and the key to the bucket (`DB01_S3_KEY_ID`, `DB01_S3_KEY_SECRET`), each also from the file that `NAME_FILE` names. What a person keeps in an env file is not known, and not asked for.",
    source: {
      title: "tiredofit/docker-db-backup: environment variables",
      url: "https://github.com/tiredofit/docker-db-backup",
    },
    failing: shop(""),
    passing: shop(", DB01_S3_KEY_ID: KEY_ID, DB01_S3_KEY_SECRET: KEY"),
  }),
}

function shop(keys: string): string {
  const secrets =
    "PASSWORD: { purpose: Password of the orders }, KEY_ID: { purpose: Id of the key to the bucket }, KEY: { purpose: Key to the bucket }"
  return example({
    more: `clouds: { cloudflare: { purpose: Storage, zone: bakery.example, buckets: { backups: { name: bakery-backups } } } }\nsecrets: { ${secrets} }`,
    services: {
      postgres:
        "store: { contents: Orders }\nsecrets: { POSTGRES_PASSWORD: PASSWORD }\nmounts: [{ volume: orders, target: /var/lib/postgresql/data }]",
      backup: `image: db-backup\nbackup: { of: postgres, to: backups, at: "03:00", retention: 7d }\nenvironment: { DB01_USER: postgres }\nsecrets: { DB01_PASS: PASSWORD${keys} }`,
      // Takes the secrets in any case, so that what breaks is one thing.
      keeper: "secrets: { KEY_ID: KEY_ID, KEY: KEY }",
    },
  })
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
