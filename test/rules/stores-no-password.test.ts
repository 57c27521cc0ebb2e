import { describe, expect, it } from "vitest"
import { storesNoPassword } from "../../core/rules/stores-no-password.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("stores/no_password", () => {
  const found = (service: object) =>
    findings(
      storesNoPassword,
      bakery({ postgres: service }, { secrets: { PASSWORD: { purpose: "Password of the orders" } } }),
    )

  it("refuses a PostgreSQL without a password", () => {
    expect(found({})).toEqual([
      {
        message:
          "The PostgreSQL shop.postgres is given no POSTGRES_PASSWORD, and its image refuses to begin a database without.",
        path: "/hosts/shop/services/postgres",
        found: "no POSTGRES_PASSWORD",
        help: "Declare a secret, and add POSTGRES_PASSWORD to the service's `secrets`.",
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["an empty one", { environment: { POSTGRES_PASSWORD: "" } }],
    ["the secret under another name", { secrets: { PASSWORD: "PASSWORD" } }],
    ["another method than trust", { environment: { POSTGRES_HOST_AUTH_METHOD: "scram-sha-256" } }],
    ["options for the server", { command: ["-c", "shared_buffers=1GB"] }],
  ])("does not take for one: %s", (_, service) => expect(found(service)).toHaveLength(1))

  it.each([
    ["a secret", { secrets: { POSTGRES_PASSWORD: "PASSWORD" } }],
    ["a variable", { environment: { POSTGRES_PASSWORD: { env: "PASSWORD_OF_TODAY" } } }],
    ["a file", { environment: { POSTGRES_PASSWORD_FILE: "/run/password" } }],
    ["nobody asked for one", { environment: { POSTGRES_HOST_AUTH_METHOD: "trust" } }],
    ["a method known at run time", { environment: { POSTGRES_HOST_AUTH_METHOD: { env: "METHOD" } } }],
    ["an env file", { envFiles: ["../postgres.env"] }],
    ["an entrypoint of its own", { entrypoint: ["postgres"] }],
    ["a job", { job: true }],
    ["a client", { command: ["pg_dump", "orders"] }],
    ["another image", { image: "oven" }],
  ])("keeps quiet about %s", (_, service) => expect(found(service)).toEqual([]))
})
