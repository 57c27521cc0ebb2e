import { describe, expect, it } from "vitest"
import { secretsToken } from "../../core/rules/secrets-token.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

/** Put together, so that no scanner takes this file for a leak. */
const TOKEN = `${"gh" + "p_"}${"x1Y2z3".repeat(6)}`
const help =
  "Have it replaced where it was handed out: it is known by now. Declare the new one under `secrets`, and refer to it."

describe("secrets/token", () => {
  it("refuses a token in a variable, and does not repeat it", () => {
    const found = findings(secretsToken, bakery({ oven: { environment: { REGISTRY: TOKEN } } }))
    expect(found).toEqual([
      {
        message: "The variable REGISTRY of shop.oven holds a token of GitHub.",
        path: "/hosts/shop/services/oven/environment/REGISTRY",
        found: "ghp_…",
        help,
        environments: ["staging"],
      },
    ])
    expect(JSON.stringify(found)).not.toContain("x1Y2z3")
  })

  it.each([
    [
      "a default",
      { environment: { A: { env: "B", default: TOKEN } } },
      "environment/A",
      "The default in the variable A",
    ],
    ["a text", { environment: { A: { text: ["token=", TOKEN, { env: "C" }] } } }, "environment/A", "The variable A"],
    ["words of a command", { command: `run --token ${TOKEN}` }, "command", "The command"],
    ["a list of words", { command: ["run", TOKEN] }, "command/1", "The command"],
    ["a line of a shell", { command: { shell: `run ${TOKEN}` } }, "command/shell", "The command"],
    ["an entrypoint", { entrypoint: ["run", TOKEN] }, "entrypoint/1", "The entrypoint"],
    ["a health check", { health: { command: ["ask", TOKEN] } }, "health/command/1", "The health check"],
    ["a label", { labels: { key: TOKEN } }, "labels/key", "The label key"],
    [
      "a build argument",
      { build: { context: "./oven", args: { KEY: TOKEN } } },
      "build/args/KEY",
      "The build argument KEY",
    ],
    ["a laptop's command", { local: { command: ["run", TOKEN] } }, "local/command/1", "The command on a laptop"],
    [
      "a laptop's build",
      { local: { build: { context: "../oven", args: { KEY: TOKEN } } } },
      "local/build/args/KEY",
      "The build argument KEY",
    ],
    ["a further key", { compose: { annotations: { key: [TOKEN] } } }, "compose/annotations/key/0", "A Compose key"],
    ["words that a page shows", { purpose: `Bakes with ${TOKEN}` }, "purpose", "The purpose"],
    ["a title", { title: TOKEN }, "title", "The title"],
    ["what a store holds", { store: { contents: TOKEN } }, "store/contents", "The contents"],
    ["a reason", { ports: { a: { port: 1, exposure: "public", reason: TOKEN } } }, "ports/a/reason", "The reason"],
    ["the label of an arrow", { uses: [{ to: "mixer", label: TOKEN }] }, "uses/0/label", "The label"],
  ])("finds it in %s", (_, oven, place, subject) => {
    const found = findings(secretsToken, bakery({ oven, mixer: {} }))
    expect(found.map(({ path }) => path)).toEqual([`/hosts/shop/services/oven/${place}`])
    expect(found[0]!.message).toBe(`${subject} of shop.oven holds a token of GitHub.`)
  })

  it("finds it in routes, frontends, hosts, environments and what all share", () => {
    const topology = library()
    topology.environments = { live: { purpose: TOKEN } }
    for (const place of [topology.hosts.desk, topology.hosts.archive]) place.address = place.address.live
    topology.hosts.desk.services.catalogue.environment = {}
    topology.clouds.cloudflare.buckets.scans.name = "library-scans"
    topology.clouds.cloudflare.purpose = TOKEN
    topology.clouds.vercel = { purpose: "Shop", projects: { web: { environment: { KEY: TOKEN } } } }
    topology.description = TOKEN
    topology.images.search.purpose = TOKEN
    topology.secrets.BACKUP_KEY.purpose = TOKEN
    topology.externals.isbn.purpose = TOKEN
    topology.hosts.desk.purpose = TOKEN
    topology.hosts.desk.disks.data.holds["/data/postgres"].contents = TOKEN
    topology.routes.catalogue = {
      host: "library.example",
      purpose: TOKEN,
      headers: { "X-Key": TOKEN },
      handle: [
        { match: { path: ["/a"] }, respond: TOKEN },
        { match: { path: ["/b"] }, redirect: `https://library.example/${TOKEN}` },
        { handle: [{ to: "desk.catalogue", requestHeaders: { "X-Key": TOKEN }, headers: { "X-Gone": null } }] },
      ],
    }
    expect(findings(secretsToken, topology).map(({ path, environments }) => [path, environments])).toEqual([
      ["/description", undefined],
      ["/clouds/cloudflare/purpose", undefined],
      ["/images/search/purpose", undefined],
      ["/secrets/BACKUP_KEY/purpose", undefined],
      ["/externals/isbn/purpose", undefined],
      ["/environments/live/purpose", ["live"]],
      ["/hosts/desk/purpose", ["live"]],
      ["/hosts/desk/disks/data/holds/~1data~1postgres/contents", ["live"]],
      ["/clouds/vercel/projects/web/environment/KEY", ["live"]],
      ["/routes/catalogue/purpose", ["live"]],
      ["/routes/catalogue/headers/X-Key", ["live"]],
      ["/routes/catalogue/handle/0/respond", ["live"]],
      ["/routes/catalogue/handle/1/redirect", ["live"]],
      ["/routes/catalogue/handle/2/handle/0/requestHeaders/X-Key", ["live"]],
    ])
  })

  it("keeps quiet about secrets by reference, hashes and digests", () => {
    expect(findings(secretsToken, library())).toEqual([])
    const quiet = { A: `sha256:${"0a".repeat(32)}`, B: "3f9c2ab47d0e5b6198c3f9c2ab47d0e5b6198c3f", C: "level" }
    expect(findings(secretsToken, bakery({ oven: { environment: quiet } }))).toEqual([])
  })
})
