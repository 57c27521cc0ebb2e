import { describe, expect, it } from "vitest"
import { backupsCredentials } from "../../core/rules/backups-credentials.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("backups/credentials", () => {
  it("names what is missing, and where to put it", () => {
    const topology = library()
    topology.hosts.desk.services.backup.environment = {}
    expect(findings(backupsCredentials, topology)).toEqual([
      {
        message: "The backup desk.backup is not told DB01_USER, DB01_S3_KEY_ID.",
        path: "/hosts/desk/services/backup",
        found: "no DB01_USER, DB01_S3_KEY_ID",
        notes: [{ message: "the backup is stated there", path: "/hosts/desk/services/backup/backup" }],
        help: "Add DB01_USER, DB01_S3_KEY_ID to its `secrets`; DB01_USER may stand in `environment`.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("asks for no account of a Redis", () => {
    const topology = library()
    const { services } = topology.hosts.desk
    services.redis = { image: "redis", store: {} }
    services.backup.backup.of = "redis"
    services.backup.environment = {}
    services.backup.secrets = {}
    expect(findings(backupsCredentials, topology).map(({ found }) => found)).toEqual([
      "no DB01_S3_KEY_ID, DB01_S3_KEY_SECRET",
      "no DB01_S3_KEY_ID, DB01_S3_KEY_SECRET",
    ])
  })

  it("keeps quiet when all is there, in files, for all databases, or in an env file, and about other images", () => {
    const quiet = (backup: object) => {
      const topology = library()
      Object.assign(topology.hosts.desk.services.backup, backup)
      expect(findings(backupsCredentials, topology)).toEqual([])
    }
    quiet({})
    quiet({ environment: { DB01_USER_FILE: "/run/user", DEFAULT_S3_KEY_ID: "library" } })
    quiet({ environment: {}, secrets: {}, envFiles: ["./backup.env"] })
    quiet({ environment: {}, secrets: {}, image: "search" })
  })
})
