import { describe, expect, it } from "vitest"
import { parse } from "../../core/parse.js"
import { salvage } from "../../core/salvage.js"

const SHOP = {
  name: "bakery",
  environments: { shop: {} },
  images: { oven: { repository: "oven" }, till: { repository: "till" } },
  hosts: {
    front: {
      stacks: { main: { directory: "front", project: "front" } },
      services: { oven: { image: "oven", ports: { http: 8000 } }, till: { image: "till", uses: ["oven"] } },
    },
  },
}

describe("salvaging what the schema admits", () => {
  it("takes out the refused field, and keeps the rest", () => {
    const left = salvaged((shop) => {
      shop.hosts.front.services.oven.restart = "sometimes"
    })
    expect(left?.data).toEqual(SHOP)
  })

  it("takes out what lacks a field that it needs, and what the rest then lacks", () => {
    const left = salvaged((shop) => {
      delete shop.images.oven.repository
    })
    expect(Object.keys(left!.data.images!)).toEqual(["till"])
  })

  it("takes out a whole list, lest its elements change places", () => {
    const left = salvaged((shop) => {
      shop.hosts.front.services.till.uses = [7, "oven"]
    })
    expect(left!.data.hosts!.front!.services.till).toEqual({ image: "till" })
  })

  it("doubts what is said beside a removed part, of it, or by its name, and nothing else", () => {
    const { stands } = salvaged((shop) => {
      shop.hosts.front.services.oven.restart = "sometimes"
      delete shop.images.till.repository
    })!
    const said = { code: "references/unknown_image", severity: "error" as const, message: "" }
    const oven = "/hosts/front/services/oven"
    expect(stands({ ...said, path: `${oven}/ports/http` })).toBe(false)
    expect(stands({ ...said, path: "/routes/shop", notes: [{ message: "", path: oven }] })).toBe(false)
    expect(stands({ ...said, path: "/hosts/front/services/till/image", found: '"till"' })).toBe(false)
    expect(stands({ ...said, path: "/hosts/front/services/till/image", found: '"tlil"' })).toBe(true)
    expect(stands({ ...said, path: "/hosts/front/services/ovens" })).toBe(true)
  })

  it("gives up where nothing is left, or no end is found", () => {
    expect(salvage([], parse([]).diagnostics)).toBeUndefined()
    const { name: _name, ...nameless } = SHOP
    expect(salvage(nameless, parse(nameless).diagnostics)).toBeUndefined()
    const circle: Record<string, unknown> = { ...SHOP }
    circle.title = circle
    expect(salvage(circle, parse(circle).diagnostics)).toBeUndefined()
  })
})

// biome-ignore lint/suspicious/noExplicitAny: what is spoiled has no type any more
function salvaged(spoil: (shop: any) => void) {
  const shop = structuredClone(SHOP) as never
  spoil(shop)
  const { data, diagnostics } = parse(shop)
  expect(data).toBeUndefined()
  return salvage(shop, diagnostics)
}
