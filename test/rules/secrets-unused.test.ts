import { describe, expect, it } from "vitest"
import { secretsUnused } from "../../core/rules/secrets-unused.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("secrets/unused", () => {
  it("tells a secret that no service takes", () => {
    const topology = library()
    topology.secrets.STAFF = { purpose: "Hash of the staff's password" }
    expect(findings(secretsUnused, topology)).toEqual([
      {
        message: "The secret STAFF is taken by no service or frontend in any environment.",
        path: "/secrets/STAFF",
        found: "STAFF",
        help: "Remove it, here and where its value is kept; or hand it to the service that was meant.",
      },
    ])
  })

  it("knows every way of taking one, in a single environment too", () => {
    const topology = library()
    topology.secrets.STAFF = { purpose: "Hash of the staff's password", only: ["stage"] }
    topology.secrets.KEY = { purpose: "Key of the register" }
    topology.hosts.desk.services.catalogue.environment.ISBN_KEY = { secret: "KEY" }
    topology.routes.staff = {
      host: { stage: "staff.library.example" },
      handle: [{ handle: [{ to: "desk.catalogue", basicAuth: { user: "staff", password: "STAFF" } }] }],
    }
    expect(findings(secretsUnused, topology)).toEqual([])
  })
})
