import { describe, expect, it } from "vitest"
import { backupsMissing } from "../../core/rules/backups-missing.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("backups/missing", () => {
  const live = (change: (topology: ReturnType<typeof library>) => void) => {
    const topology = library()
    topology.environments.live.stage = "production"
    topology.hosts.desk.services.backup = { image: "search" }
    topology.hosts.desk.services.postgres.mounts = [{ volume: "books", target: "/var/lib/postgresql/data" }]
    change(topology)
    return findings(backupsMissing, topology)
  }

  it("warns of a datastore of production that nothing saves", () => {
    expect(live(() => undefined)).toEqual([
      {
        message:
          "The datastore desk.postgres is saved by no backup, and lies on no disk of its own that has snapshots.",
        path: "/hosts/desk/services/postgres/store",
        help: "Add a service with a `backup` of it, or keep it on a disk with `snapshots`.",
        environments: ["live"],
      },
    ])
  })

  it("asks a PostgreSQL that is not called a store", () => {
    const found = live((topology) => {
      topology.hosts.desk.services.postgres.store = undefined
    })
    expect(found.map(({ path }) => path)).toEqual(["/hosts/desk/services/postgres"])
  })

  it("keeps quiet about backups, disks, caches, laptops and other environments", () => {
    const quiet = (change: (topology: ReturnType<typeof library>) => void) => expect(live(change)).toEqual([])
    quiet((topology) => {
      topology.hosts.desk.services.backup = library().hosts.desk.services.backup
    })
    quiet((topology) => {
      topology.hosts.desk.services.postgres.mounts = [{ source: "/data/postgres", target: "/data" }]
    })
    quiet((topology) => {
      topology.hosts.desk.services.postgres.mounts = []
    })
    quiet((topology) => {
      topology.images.postgres = { repository: "memcached" }
      topology.hosts.desk.services.postgres.store = { usage: "Cache" }
      topology.hosts.desk.services.catalogue.uses = ["isbn", "archive.search", "scans"]
    })
    quiet((topology) => {
      topology.environments.live.placements = ["local"]
    })
    quiet((topology) => {
      topology.environments.live.stage = "development"
    })
  })

  it("warns of a folder that lies on no disk", () => {
    const found = live((topology) => {
      topology.hosts.desk.services.postgres.mounts = [{ source: "/srv/postgres", target: "/data" }]
    })
    expect(found).toHaveLength(1)
  })
})
