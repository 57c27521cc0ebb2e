import { describe, expect, it } from "vitest"
import { imagesUnused } from "../../core/rules/images-unused.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("images/unused", () => {
  it("tells an image that nothing runs", () => {
    const topology = bakery({ oven: {} })
    topology.images.mixer = { repository: "mixer" }
    expect(findings(imagesUnused, topology)).toEqual([
      {
        message: "The image mixer is run by no service in any environment.",
        path: "/images/mixer",
        found: "mixer",
        help: "Remove it, and its table in images.toml; or let a service run it.",
      },
    ])
  })

  it("keeps quiet about one that a single environment runs", () => {
    const topology = bakery({ oven: {}, mixer: { only: ["live"] } }, { environments: { staging: {}, live: {} } })
    topology.hosts.shop.stacks.main.project = "shop-{environment}"
    expect(findings(imagesUnused, topology)).toEqual([])
  })
})
