import { describe, expect, it } from "vitest"
import { redacted } from "../../core/redact.js"
import { secretsLikely } from "../../core/rules/secrets-likely.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const help = "Declare it under `secrets`, with a new value, and refer to it; accept the finding if anybody may know it."

describe("secrets/likely", () => {
  const found = (oven: object) => findings(secretsLikely, bakery({ oven }))

  it("warns of a literal in a variable whose name says that it is a secret, without repeating it", () => {
    expect(found({ environment: { SMTP_PASSWORD: "sourdough42", LEVEL: "info" } })).toEqual([
      {
        message: "The variable SMTP_PASSWORD of shop.oven is a literal, and its name says that it is a secret.",
        path: "/hosts/shop/services/oven/environment/SMTP_PASSWORD",
        found: "11 characters",
        help,
        environments: ["staging"],
      },
    ])
  })

  it("warns of a random text", () => {
    expect(found({ labels: { key: "q7Rk2Vx9Zp4Lm8Tn3Wd6Ys1B" } })).toEqual([
      {
        message: "The label key of shop.oven looks like a key: it is a random text.",
        path: "/hosts/shop/services/oven/labels/key",
        found: "24 characters",
        help,
        environments: ["staging"],
      },
    ])
  })

  it("takes the name of a label or a header for that of a variable", () => {
    expect(found({ labels: { "bakery.api-token": "sourdough42", "bakery.level": "sourdough42" } })).toMatchObject([
      { message: "The label bakery.api-token of shop.oven is a literal, and its name says that it is a secret." },
    ])
    const routed = (requestHeaders: object, headers: object = {}) =>
      findings(
        secretsLikely,
        bakery(
          { caddy: CADDY, oven: { ports: { http: 8000 } } },
          { routes: { oven: { host: "bakery.example", handle: [{ to: "shop.oven", requestHeaders, headers }] } } },
        ),
      ).map(({ message }) => message)
    expect(routed({ "X-Api-Key": "sourdough42" }, { "X-Robots-Tag": "noindex" })).toEqual([
      "The header X-Api-Key of oven is a literal, and its name says that it is a secret.",
    ])
    expect(routed({ Authorization: "Bearer sourdough42" })).toEqual([
      "The header Authorization of oven spells out a secret in a header.",
    ])
    expect(routed({ "X-Api-Key": "{env.API_KEY}", Authorization: "Bearer {env.API_KEY}" })).toEqual([])
  })

  it.each<readonly [string, object, string, string]>([
    ["words", { command: "redis-server --requirepass sourdough42" }, "command", "after --requirepass"],
    ["a list", { command: ["redis-server", "--requirepass", "sourdough42"] }, "command", "after --requirepass"],
    ["one word", { command: ["serve", "--db-password=sourdough42"] }, "command", "after --db-password"],
    ["a shell", { command: { shell: "PGPASSWORD=sourdough42 psql -h db" } }, "command/shell", "as PGPASSWORD"],
    ["an entrypoint", { entrypoint: ["sh", "-c", "mysql -psourdough42 -e 1"] }, "entrypoint", "after -p"],
    ["a list of MySQL's", { health: { command: ["mysqladmin", "-psourdough42"] } }, "health/command", "after -p"],
    ["Redis' client", { health: { command: "redis-cli -a sourdough42 ping" } }, "health/command", "after -a"],
    [
      "curl",
      { health: { command: ["curl", "-u", "elastic:sourdough42", "localhost:9200"] } },
      "health/command",
      "after the user of curl",
    ],
    [
      "a header",
      { health: { command: 'curl -H "Authorization: Bearer sourdough42" localhost' } },
      "health/command",
      "in a header",
    ],
    [
      "a query",
      { environment: { HOOK: "https://hooks.example/bake?token=sourdough42" } },
      "environment/HOOK",
      "as token",
    ],
    [
      "a connection string",
      { environment: { ORDERS: "Server=db;Database=orders;User Id=shop;Password=sourdough42;" } },
      "environment/ORDERS",
      "as Password",
    ],
    [
      "JSON",
      { environment: { ORDERS: '{"host": "db", "password": "sourdough42"}' } },
      "environment/ORDERS",
      "as password",
    ],
    [
      "options",
      { environment: { JAVA_OPTS: "-Dshop.db.password=sourdough42" } },
      "environment/JAVA_OPTS",
      "as Dshop.db.password",
    ],
    ["a laptop's command", { local: { command: "serve --api-key sourdough42" } }, "local/command", "after --api-key"],
  ])("warns of a secret that %s spells out, without repeating it", (_, oven, place, how) => {
    const all = found(oven)
    expect(all).toEqual([
      {
        message: expect.stringMatching(new RegExp(`^The .* of shop\\.oven spells out a secret ${how}\\.$`)),
        path: `/hosts/shop/services/oven/${place}`,
        found: expect.stringMatching(/^\d+ characters$/),
        help,
        environments: ["staging"],
      },
    ])
    expect(JSON.stringify(all)).not.toContain("sourdough42")
    // And nobody prints it from there.
    expect(redacted(JSON.stringify(oven))).not.toContain("sourdough42")
  })

  it("tells an argument with a shape of its own once", () => {
    const random = "q7Rk2Vx9Zp4Lm8Tn3Wd6Ys1B"
    expect(found({ command: ["serve", "--api-key", random] })).toMatchObject([
      { path: "/hosts/shop/services/oven/command/2" },
    ])
    expect(found({ command: ["serve", "--api-token", `${"gh" + "p_"}${"x1Y2z3".repeat(6)}`] })).toEqual([])
    expect(found({ command: ["serve", "--db-password=redis://:sourdough42@cache"] })).toEqual([])
  })

  it.each([
    ["a file", { command: "serve --api-key /run/secrets/KEY --private-key server.pem" }],
    [
      "a variable",
      { command: { shell: 'redis-server --requirepass "$(cat /run/secrets/KEY)" && PGPASSWORD=$KEY psql' } },
    ],
    ["a reference", { command: ["serve", "--password", { env: "KEY" }] }],
    ["a setting", { command: "serve --token none --auth-token required --password auto" }],
    ["another option", { command: "serve --token-ttl 3600 --key-size 4096 -p 8080" }],
    ["a user alone", { health: { command: "curl --user elastic localhost:9200 && mysqladmin -p ping" } }],
    ["a query without one", { environment: { HOOK: "https://hooks.example/bake?page=sourdough42" } }],
    ["the name of a secret", { command: "serve --secret ORDERS_PASSWORD" }],
  ])("keeps quiet about %s", (_, oven) => {
    expect(found(oven)).toEqual([])
  })

  it("leaves to others what has a known shape, and words for people", () => {
    expect(found({ environment: { TOKEN: `${"gh" + "p_"}${"x1Y2z3".repeat(6)}` } })).toEqual([])
    expect(found({ purpose: "q7Rk2Vx9Zp4Lm8Tn3Wd6Ys1B" })).toEqual([])
  })

  it("keeps quiet about secrets, references and files", () => {
    const topology = bakery(
      {
        oven: {
          environment: { DB_PASSWORD: { env: "DB_PASSWORD" }, KEY_FILE: "/run/key", API_TOKEN: "/run/token" },
          secrets: { SMTP_PASSWORD: "SMTP" },
        },
      },
      { secrets: { SMTP: { purpose: "Sends receipts" } } },
    )
    expect(findings(secretsLikely, topology)).toEqual([])
  })
})
