import { describe, expect, it } from "vitest"
import { secretsInLiteral } from "../../core/rules/secrets-in-literal.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("secrets/in_literal", () => {
  const found = (environment: object) => {
    const topology = library()
    topology.environments = { live: {} }
    for (const place of [topology.hosts.desk, topology.hosts.archive]) place.address = place.address.live
    topology.clouds.cloudflare.buckets.scans.name = "library-scans"
    topology.routes.catalogue.host = "library.example"
    topology.hosts.desk.services.catalogue.environment = environment
    return findings(secretsInLiteral, topology)
  }

  it("refuses a password in a URL, and does not repeat it", () => {
    const all = found({ CACHE: "redis://:hunter2@cache:6379/0" })
    expect(all).toEqual([
      {
        message: "The URL redis://:…@cache:6379 holds a password.",
        path: "/hosts/desk/services/catalogue/environment/CACHE",
        found: "redis://:…@cache:6379",
        help: 'Declare the password, or the whole URL (form "url"), under `secrets`, put a new one there, and refer to it.',
        environments: ["live"],
      },
    ])
    expect(JSON.stringify(all)).not.toContain("hunter2")
  })

  it.each([
    ["a text", { text: ["postgres://", { env: "DB_USER" }, ":hunter2@", { at: "postgres" }, "/books"] }, "$…:…@"],
    ["a default", { env: "CACHE", default: "redis://me:hunter2@cache" }, "redis://me:…@cache"],
    ["what drivers of MySQL take", "shop:hunter2@tcp(db:3306)/books", "shop:…@tcp"],
    ["one of several URLs", "amqp://a,amqp://me:hunter2@b", "amqp://me:…@b"],
  ])("finds it in %s", (_, value, shown) => {
    const all = found({ CACHE: value })
    expect(all).toHaveLength(1)
    expect(all[0]!.message).toContain(shown)
    expect(JSON.stringify(all)).not.toContain("hunter2")
  })

  it("looks into request headers and the variables of frontends", () => {
    const topology = library()
    const url = "https://me:hunter2@isbn.example"
    topology.clouds.vercel = { purpose: "Shop", projects: { web: { environment: { ISBN: url } } } }
    topology.routes.catalogue.handle = [{ handle: [{ to: "desk.catalogue", requestHeaders: { "X-Isbn": url } }] }]
    topology.routes.catalogue.to = undefined
    expect(findings(secretsInLiteral, topology).map(({ path }) => path)).toEqual([
      "/clouds/vercel/projects/web/environment/ISBN",
      "/routes/catalogue/handle/0/handle/0/requestHeaders/X-Isbn",
      "/clouds/vercel/projects/web/environment/ISBN",
      "/routes/catalogue/handle/0/handle/0/requestHeaders/X-Isbn",
    ])
  })

  it("keeps quiet about users without a password, ports, and passwords that are read at run time", () => {
    expect(
      found({
        USER: "postgres://me@db:5432/books",
        PORT: "http://db:80/@me",
        TEXT: { text: ["postgres://me:", { env: "PASSWORD" }, "@db"] },
        MAIL: "Write to: a:b@c.example",
      }),
    ).toEqual([])
  })
})
