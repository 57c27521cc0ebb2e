import { describe, expect, it } from "vitest"
import { secretsShared } from "../../core/rules/secrets-shared.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("secrets/shared", () => {
  const found = (environments: Record<string, object>, secret: object = {}, use: unknown = "KEY") => {
    const topology = bakery(
      { oven: { secrets: { RECIPE_KEY: use } } },
      { environments, secrets: { KEY: { purpose: "Opens the recipes", ...secret } } },
    )
    topology.hosts.shop.stacks.main.project = "shop-{environment}"
    return findings(secretsShared, topology)
  }
  const one = { project: "bakery-one" }

  it("warns of one value in two environments", () => {
    expect(found({ test: one, staging: one, live: { project: "bakery-two" } })).toEqual([
      {
        message: "test and staging read one value of the secret KEY: they lie in one project, bakery-one.",
        path: "/secrets/KEY",
        found: "KEY",
        notes: [{ message: "staging lies in the project of test", path: "/environments/staging/project" }],
        help: "Give each environment a project of its own, or declare a secret for each with `only`.",
        environments: ["test", "staging"],
      },
    ])
  })

  it("is an error where one of them is production", () => {
    expect(found({ staging: one, production: one })).toEqual([
      expect.objectContaining({ severity: "error", environments: ["staging", "production"] }),
    ])
  })

  it("counts an environment once, however many of its secrets have one id", () => {
    const twice = (environments: Record<string, object>) => {
      const topology = bakery(
        { oven: { secrets: { A: "A", B: "B" } } },
        { environments, secrets: { A: { purpose: "Opens", id: "key" }, B: { purpose: "Closes", id: "key" } } },
      )
      topology.hosts.shop.stacks.main.project = "shop-{environment}"
      return findings(secretsShared, topology)
    }
    expect(twice({ staging: one })).toEqual([])
    expect(twice({ test: one, staging: one })).toMatchObject([{ environments: ["test", "staging"] }])
  })

  it("keeps quiet about projects of their own, values that people write, what only one takes, and laptops", () => {
    expect(found({ staging: one, production: { project: "bakery-two" } })).toEqual([])
    expect(found({ staging: {}, production: {} })).toEqual([])
    expect(found({ staging: one, production: one }, { source: "env-file" })).toEqual([])
    expect(found({ staging: one, production: one }, {}, { secret: "KEY", only: ["production"] })).toEqual([])
    expect(found({ staging: { ...one, placements: ["local"] }, production: one })).toEqual([])
  })
})
