import { describe, expect, it } from "vitest"
import { stacksDuplicateFolder } from "../../core/rules/stacks-duplicate-folder.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("stacks/duplicate_folder", () => {
  it("refuses one folder of a VM for two stacks", () => {
    const topology = library()
    topology.hosts.archive.stacks.more = { directory: "other/archive-{short}", project: "more" }
    topology.hosts.archive.services.search.stack = "main"
    expect(findings(stacksDuplicateFolder, topology)).toEqual([
      {
        message:
          'The stacks archive.main of stage and archive.more of stage are both deployed to "/opt/archive-stage".',
        path: "/hosts/archive/stacks/more",
        found: "/opt/archive-stage",
        notes: [{ message: "the other one is stated there", path: "/hosts/archive/stacks/main" }],
        help: "State a folder of its own with `on`.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet where the folder follows from a directory that two stacks share, which is told as that", () => {
    const topology = library()
    topology.hosts.archive.stacks.more = { directory: "Archive-{short}", project: "more" }
    topology.hosts.archive.services.search.stack = "main"
    expect(findings(stacksDuplicateFolder, topology)).toEqual([])

    topology.hosts.archive.stacks.more.on = "/opt/archive-live"
    expect(findings(stacksDuplicateFolder, topology)).toMatchObject([{ environments: ["live"] }])

    delete topology.hosts.archive.stacks.more.on
    topology.hosts.archive.generate = ["terraform"]
    expect(findings(stacksDuplicateFolder, topology)).toHaveLength(2)
  })

  it("keeps quiet when they are apart", () => {
    const topology = library()
    topology.hosts.archive.stacks.more = { directory: "other/archive-{short}", project: "more", on: "/opt/more" }
    topology.hosts.archive.services.search.stack = "main"
    expect(findings(stacksDuplicateFolder, topology)).toEqual([])
  })

  it.each(["compose", "caddy"])("leaves it to that rule where only files of %s are written", (generator) => {
    const topology = library()
    topology.hosts.archive.stacks.more = { directory: "Archive-{short}", project: "more" }
    topology.hosts.archive.services.search.stack = "main"
    topology.hosts.archive.generate = [generator]
    expect(findings(stacksDuplicateFolder, topology)).toEqual([])
  })
})
