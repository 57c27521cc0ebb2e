import { describe, expect, it } from "vitest"
import { stacksDuplicateProject } from "../../core/rules/stacks-duplicate-project.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("stacks/duplicate_project", () => {
  it("refuses one project for two stacks of a host", () => {
    const topology = library()
    topology.hosts.archive.stacks.more = { directory: "more-{short}", project: "archive" }
    topology.hosts.archive.services.search.stack = "main"
    expect(findings(stacksDuplicateProject, topology)).toEqual([
      {
        message: 'The stacks archive.main of stage and archive.more of stage are both the project "archive".',
        path: "/hosts/archive/stacks/more/project",
        found: "archive",
        notes: [{ message: "the other one is stated there", path: "/hosts/archive/stacks/main/project" }],
        help: "Give one of them another project name; whichever runs already keeps its own.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("refuses one project for two hosts of one laptop", () => {
    const topology = library()
    topology.environments.stage.placements = ["cloud", "local"]
    topology.hosts.archive.stacks.main.project = "desk"
    expect(findings(stacksDuplicateProject, topology)).toEqual([
      expect.objectContaining({
        message: 'The stacks desk.main of stage and archive.main of stage are both the project "desk" on one laptop.',
      }),
    ])
  })

  it("keeps quiet when two VMs use one project", () => {
    const topology = library()
    topology.hosts.archive.stacks.main.project = "desk"
    expect(findings(stacksDuplicateProject, topology)).toEqual([])
  })
})
