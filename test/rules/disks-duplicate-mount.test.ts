import { describe, expect, it } from "vitest"
import { disksDuplicateMount } from "../../core/rules/disks-duplicate-mount.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("disks/duplicate_mount", () => {
  it("refuses two disks at one place", () => {
    const topology = library()
    topology.hosts.desk.disks.more = { size: "10 GiB", mount: "/data" }
    expect(findings(disksDuplicateMount, topology)).toEqual([
      {
        message: "The disks data and more of desk are both mounted at /data.",
        path: "/hosts/desk/disks/more/mount",
        found: "/data",
        notes: [{ message: "the other one is mounted there", path: "/hosts/desk/disks/data/mount" }],
        help: "Mount one of them elsewhere.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet when they are apart", () => {
    const topology = library()
    topology.hosts.desk.disks.more = { size: "10 GiB", mount: "/more" }
    expect(findings(disksDuplicateMount, topology)).toEqual([])
  })
})
