import { describe, expect, it } from "vitest"
import { environmentsProductionReached } from "../../core/rules/environments-production-reached.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("environments/production_reached", () => {
  const topology = () => {
    const made = library()
    made.environments = { stage: { project: "library-stage" }, live: { project: "library-live", stage: "production" } }
    made.externals.isbn.hosts = { stage: ["sandbox.isbn.example"], live: ["isbn.example"] }
    return made
  }
  const found = (value: unknown, change: (made: ReturnType<typeof library>) => void = () => undefined) => {
    const made = topology()
    made.hosts.desk.services.catalogue.environment.VALUE = value
    change(made)
    return findings(environmentsProductionReached, made)
  }
  const path = "/hosts/desk/services/catalogue/environment/VALUE"

  it("refuses a host name of production in a lower environment", () => {
    expect(found("https://Catalogue.library.example/api")).toEqual([
      {
        message:
          "The variable VALUE of desk.catalogue leads stage to live: Catalogue.library.example is a host name of the route catalogue there.",
        path,
        found: "Catalogue.library.example",
        notes: [{ message: "it is that of live", path: "/routes/catalogue/host/live" }],
        help: "State a value for each environment, or refer to what is meant with `url`, `at` or `bucket`.",
        environments: ["stage"],
      },
    ])
  })

  it.each([
    ["a bucket", "s3://library-scans/a", "library-scans is the bucket scans there"],
    ["an address", "10.2.0.3:9200", "10.2.0.3 is the address of archive there"],
    ["a project", "library-live", "library-live is the project there"],
    ["another one's host", "https://isbn.example/x", "isbn.example is a host name of isbn there"],
    [
      "a host behind a user",
      "postgres://me@catalogue.library.example/books",
      "catalogue.library.example is a host name",
    ],
    ["one of several", "a.example,catalogue.library.example", "catalogue.library.example is a host name"],
  ])("finds %s", (_, value, message) => {
    expect(found(value).map((one) => one.message)).toEqual([expect.stringContaining(message)])
  })

  it("stands at the value of the environment, and looks into commands, headers and redirects", () => {
    const made = topology()
    made.hosts.desk.services.catalogue.environment.VALUE = { stage: "10.2.0.2", live: "10.2.0.2" }
    made.hosts.archive.services.search.command = ["serve", "--peer=10.2.0.3"]
    made.routes.catalogue.handle = [
      { match: { path: ["/old"] }, redirect: "https://catalogue.library.example/" },
      { to: "desk.catalogue", requestHeaders: { "X-Host": "catalogue.library.example" } },
    ]
    made.routes.catalogue.to = undefined
    expect(findings(environmentsProductionReached, made).map((one) => one.path)).toEqual([
      `${path}/stage`,
      "/hosts/archive/services/search/command/1",
      "/routes/catalogue/handle/0/redirect",
      "/routes/catalogue/handle/1/requestHeaders/X-Host",
    ])
  })

  it.each([
    ["mailboxes", "books@catalogue.library.example"],
    ["the domain of a cookie", ".catalogue.library.example"],
    ["other names", "https://old-catalogue.library.example"],
    ["addresses that only begin so", "10.2.0.31"],
    ["what the environment has itself", "https://stage.library.example"],
    ["what is filled in", { url: "catalogue" }],
    ["a value of production alone", { live: "https://catalogue.library.example" }],
  ])("keeps quiet about %s", (_, value) => {
    expect(found(value)).toEqual([])
  })

  it("keeps quiet about what both have, words for people, and without production", () => {
    expect(
      found("library-scans", (made) => {
        made.clouds.cloudflare.buckets.scans.name = "library-scans"
      }),
    ).toEqual([])
    expect(
      found("x", (made) => {
        made.hosts.desk.services.catalogue.purpose = "Serves catalogue.library.example"
      }),
    ).toEqual([])
    expect(
      found("https://catalogue.library.example", (made) => {
        made.environments.live.stage = "staging"
      }),
    ).toEqual([])
  })

  it("keeps quiet about localhost, and what any name of a wildcard's domain may be", () => {
    const made = topology()
    made.routes.catalogue.host.live = ["localhost:8080", "*.library.example"]
    made.routes.catalogue.tls = "internal"
    made.hosts.desk.services.caddy.ports.web = 8080
    made.hosts.desk.services.catalogue.environment.VALUE = "http://localhost:9000 https://*.library.example"
    made.hosts.desk.services.catalogue.environment.PUBLIC_URL = "x"
    expect(findings(environmentsProductionReached, made)).toEqual([])
  })
})
