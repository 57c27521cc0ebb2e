import { describe, expect, it } from "vitest"
import { secretsFileUnread } from "../../core/rules/secrets-file-unread.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const SECRETS = { secrets: { PASSWORD: { purpose: "Password of the sessions" } } }

describe("secrets/file_unread", () => {
  it("refuses a file that Redis does not read", () => {
    const topology = bakery({ redis: { secrets: { REDIS_PASSWORD: "PASSWORD" } } }, SECRETS)
    expect(findings(secretsFileUnread, topology)).toEqual([
      {
        message: "redis does not read REDIS_PASSWORD_FILE: shop.redis starts without PASSWORD.",
        path: "/hosts/shop/services/redis/secrets/REDIS_PASSWORD",
        found: "REDIS_PASSWORD_FILE",
        help: 'Read the file in `command`, or hand it over as a variable: { secret: …, as: "variable", reason: "…" }.',
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["by its path", { command: { shell: 'redis-server --requirepass "$(cat /run/secrets/PASSWORD)"' } }],
    [
      "by the variable",
      { entrypoint: ["sh", "-c", 'exec redis-server --requirepass "$(cat "$REDIS_PASSWORD_FILE")"'] },
    ],
  ])("keeps quiet where the command reads the file %s", (_, own) => {
    const topology = bakery({ redis: { secrets: { REDIS_PASSWORD: "PASSWORD" }, ...own } }, SECRETS)
    expect(findings(secretsFileUnread, topology)).toEqual([])
  })

  it("keeps quiet of variables, of PostgreSQL, and of what it does not know", () => {
    const variable = { secret: "PASSWORD", as: "variable", reason: "Its command takes it" }
    const topology = bakery(
      {
        redis: { secrets: { REDIS_PASSWORD: variable } },
        postgres: { secrets: { POSTGRES_PASSWORD: "PASSWORD" } },
        oven: { secrets: { OVEN_KEY: "PASSWORD" } },
      },
      SECRETS,
    )
    expect(findings(secretsFileUnread, topology)).toEqual([])
  })
})
