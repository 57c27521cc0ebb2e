import { describe, expect, it } from "vitest"
import { stacksDuplicateDirectory } from "../../core/rules/stacks-duplicate-directory.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("stacks/duplicate_directory", () => {
  it("refuses one folder for two environments, and names both", () => {
    const topology = library()
    topology.hosts.archive.stacks.main.directory = "archive"
    expect(findings(stacksDuplicateDirectory, topology)).toEqual([
      {
        message: 'The stacks archive.main of stage and archive.main of live are both written to "archive".',
        path: "/hosts/archive/stacks/main/directory",
        found: "archive",
        help: "Give each a folder of its own; {environment} or {short} in it tells environments apart.",
        environments: ["stage", "live"],
      },
    ])
  })

  it("refuses one folder for two hosts, and shows both; capitals make no difference", () => {
    const topology = library()
    topology.hosts.archive.stacks.main.directory = "Desk-{short}"
    expect(findings(stacksDuplicateDirectory, topology)).toEqual([
      {
        message: 'The stacks desk.main of stage and archive.main of stage are both written to "Desk-stage".',
        path: "/hosts/archive/stacks/main/directory",
        found: "Desk-stage",
        notes: [{ message: "the other one is stated there", path: "/hosts/desk/stacks/main/directory" }],
        help: "Give each a folder of its own; {environment} or {short} in it tells environments apart.",
        environments: ["stage"],
      },
      expect.objectContaining({ found: "Desk-live" }),
    ])
  })

  it("keeps quiet when nothing is written", () => {
    const topology = library()
    topology.hosts.archive.stacks.main.directory = "archive"
    topology.hosts.archive.generate = ["terraform"]
    expect(findings(stacksDuplicateDirectory, topology)).toEqual([])
  })

  it.each(["compose", "caddy"])("refuses it where only files of %s are written", (generator) => {
    const topology = library()
    topology.hosts.archive.stacks.main.directory = "archive"
    topology.hosts.archive.generate = [generator]
    expect(findings(stacksDuplicateDirectory, topology)).toHaveLength(1)
  })
})
