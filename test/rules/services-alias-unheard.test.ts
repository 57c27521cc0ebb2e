import { describe, expect, it } from "vitest"
import { servicesAliasUnheard } from "../../core/rules/services-alias-unheard.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const OVEN = { ports: { http: 8000 }, aliases: ["kiln"] }

describe("services/alias_unheard", () => {
  it("names aliases that stand on no network", () => {
    expect(findings(servicesAliasUnheard, bakery({ oven: OVEN, counter: {} }))).toEqual([
      {
        message: "Nobody can reach shop.oven by its aliases: no service of its host has an edge to it.",
        path: "/hosts/shop/services/oven/aliases",
        help: 'Remove `aliases`, or add "oven" to `uses` of the service that asks for them.',
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet where somebody uses the service, and where it states none", () => {
    expect(findings(servicesAliasUnheard, bakery({ oven: OVEN, counter: { uses: ["oven"] } }))).toEqual([])
    expect(findings(servicesAliasUnheard, bakery({ oven: { ports: { http: 8000 } } }))).toEqual([])
  })
})
