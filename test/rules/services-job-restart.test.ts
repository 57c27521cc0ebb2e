import { describe, expect, it } from "vitest"
import { servicesJobRestart } from "../../core/rules/services-job-restart.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("services/job_restart", () => {
  it("refuses a job that is started again", () => {
    const topology = library()
    topology.hosts.desk.services.migrate.restart = "always"
    expect(findings(servicesJobRestart, topology)).toEqual([
      {
        message: "desk.migrate is a job, which runs once, but is started again when it ends.",
        path: "/hosts/desk/services/migrate/restart",
        found: "always",
        allowed: "no, on-failure or on-failure:5",
        notes: [{ message: "it is said to be a job", path: "/hosts/desk/services/migrate/job" }],
        help: "Remove `restart`, or `job`.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet about a job that is tried again when it fails", () => {
    const topology = library()
    topology.hosts.desk.services.migrate.restart = "on-failure:3"
    expect(findings(servicesJobRestart, topology)).toEqual([])
  })
})
