import { describe, expect, it } from "vitest"
import { servicesAliasTaken } from "../../core/rules/services-alias-taken.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("services/alias_taken", () => {
  it("refuses a further name that is another service's", () => {
    const topology = library()
    topology.hosts.desk.services.postgres.aliases = ["db", "catalogue"]
    expect(findings(servicesAliasTaken, topology)).toEqual([
      {
        message: 'The further name "catalogue" of desk.postgres is also that of desk.catalogue, on the same host.',
        path: "/hosts/desk/services/postgres/aliases/1",
        found: '"catalogue"',
        notes: [{ message: "the other service is named there", path: "/hosts/desk/services/catalogue" }],
        help: "Choose another name.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet about a name of its own, and about names of other hosts", () => {
    const topology = library()
    topology.hosts.desk.services.postgres.aliases = ["db", "search"]
    expect(findings(servicesAliasTaken, topology)).toEqual([])
  })
})
