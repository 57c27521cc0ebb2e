import { describe, expect, it } from "vitest"
import { disksFolderOutside } from "../../core/rules/disks-folder-outside.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("disks/folder_outside", () => {
  it("warns of a folder that is elsewhere", () => {
    const topology = library()
    topology.hosts.desk.disks.data.holds["/database"] = { contents: "Books" }
    expect(findings(disksFolderOutside, topology)).toEqual([
      {
        message: "The folder /database does not lie on the disk data, which is mounted at /data.",
        path: "/hosts/desk/disks/data/holds/~1database",
        found: "/database",
        allowed: "a folder below /data",
        notes: [{ message: "the disk is mounted there", path: "/hosts/desk/disks/data/mount" }],
        help: "Name the folder as it is found on the disk.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet about folders below the mount point", () => {
    const topology = library()
    topology.hosts.desk.disks.data.holds["/data/more"] = { contents: "Covers" }
    expect(findings(disksFolderOutside, topology)).toEqual([])
  })
})
