import { describe, expect, it } from "vitest"
import { terraformNoOperators } from "../../generators/terraform/rules/terraform-no-operators.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

describe("terraform/no_operators", () => {
  const found = (gcp: Loose, more: Loose = {}) =>
    findings(
      terraformNoOperators,
      bakery(
        { oven: {} },
        {
          generate: ["terraform"],
          clouds: {
            gcp: {
              purpose: "Machines",
              region: "europe-west8",
              zone: "europe-west8-b",
              operations: { project: "bakery-ops", purpose: "Shared by all", stateBucket: "bakery-state" },
              ...gcp,
            },
          },
          ...more,
        },
      ),
    )

  it("warns of VMs into which nobody may log in, once for all environments", () => {
    const hosts = bakery({ oven: {} }).hosts
    hosts.shop.stacks.main = { directory: "shop-{environment}", project: "shop-{environment}" }
    expect(found({}, { hosts, environments: { staging: {}, production: {} } })).toEqual([
      {
        message: "Nobody may log in to the VMs: clouds.gcp names no operators.",
        path: "/clouds/gcp",
        help: 'Add `operators: [{ member: "group:…", reason: "…" }]`; accept the finding where somebody else grants it.',
        environments: ["staging", "production"],
      },
    ])
  })

  it("warns of an empty list", () => {
    expect(found({ operators: [] })).toHaveLength(1)
  })

  it("weighs what the topology says: nothing that is generated relies on it", () => {
    expect([terraformNoOperators.code, terraformNoOperators.binding]).toEqual(["terraform/no_operators", false])
  })

  it("keeps quiet where somebody is named, where Terraform makes no VM, and on a laptop", () => {
    expect(found({ operators: [{ member: "group:ops@bakery.example", reason: "Deploys" }] })).toEqual([])
    expect(found({}, { generate: ["compose"] })).toEqual([])
    expect(found({}, { environments: { staging: { placements: ["local"] } } })).toEqual([])
  })
})
