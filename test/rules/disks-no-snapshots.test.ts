import { describe, expect, it } from "vitest"
import { disksNoSnapshots } from "../../core/rules/disks-no-snapshots.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("disks/no_snapshots", () => {
  const live = (change: (topology: ReturnType<typeof library>) => void = () => undefined) => {
    const topology = library()
    topology.environments.live.stage = "production"
    change(topology)
    return findings(disksNoSnapshots, topology)
  }

  it("warns of a disk of production without them", () => {
    expect(live()).toEqual([
      {
        message: "The disk data holds data of live, and has no snapshots.",
        path: "/hosts/desk/disks/data",
        found: "no snapshots",
        help: 'Add `snapshots`, such as { every: "day", keep: "14d" }.',
        environments: ["live"],
      },
    ])
  })

  it("says whose data is lost where a datastore on it has no backup either", () => {
    const found = live((topology) => {
      topology.hosts.desk.services.backup = { image: "search" }
    })
    expect(found).toEqual([
      {
        message: "The disk data holds the data of desk.postgres, of which there are neither backups nor snapshots.",
        path: "/hosts/desk/disks/data",
        found: "no snapshots",
        notes: [{ message: "desk.postgres is declared there", path: "/hosts/desk/services/postgres" }],
        help: 'Add `snapshots`, such as { every: "day", keep: "14d" }.',
        environments: ["live"],
      },
    ])
  })

  it("keeps quiet about snapshots, empty disks, laptops and other environments", () => {
    const quiet = (change: (topology: ReturnType<typeof library>) => void) => expect(live(change)).toEqual([])
    quiet((topology) => {
      topology.hosts.desk.disks.data.snapshots = { every: "day", keep: "7d" }
    })
    quiet((topology) => {
      topology.hosts.desk.disks.data.holds = undefined
      topology.hosts.desk.services.postgres.mounts = []
    })
    quiet((topology) => {
      topology.environments.live.placements = ["local"]
    })
    quiet((topology) => {
      topology.environments.live.stage = "staging"
    })
  })

  it("asks a disk on which services write, though it is not said to hold anything", () => {
    const found = live((topology) => {
      topology.hosts.desk.disks.data.holds = undefined
    })
    expect(found).toHaveLength(1)
  })
})
