import { describe, expect, it } from "vitest"
import type { Diagnostic } from "../../core/diagnostic.js"
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
    const { told } = salvaged((shop) => {
      shop.hosts.front.services.oven.restart = "sometimes"
      delete shop.images.till.repository
    })!
    const said = { code: "references/unknown_image" as const, severity: "error" as const, message: "" }
    const isTold = (diagnostic: Diagnostic) => told(diagnostic) !== undefined
    const oven = "/hosts/front/services/oven"
    expect(isTold({ ...said, path: `${oven}/ports/http` })).toBe(false)
    expect(isTold({ ...said, path: "/routes/shop", notes: [{ message: "", path: oven }] })).toBe(false)
    expect(isTold({ ...said, path: "/hosts/front/services/till/image", found: '"till"' })).toBe(false)
    expect(isTold({ ...said, path: "/hosts/front/services/till/image", found: '"tlil"' })).toBe(true)
    expect(isTold({ ...said, path: "/hosts/front/services/ovens" })).toBe(true)
  })

  it("says of no secret that it is unknown which may be one that was taken out", () => {
    const path = "/hosts/front/services/till/secrets/PIN"
    const unknown = { code: "references/unknown_secret" as const, severity: "error" as const, message: "", path }
    const { told } = salvaged((shop) => {
      shop.secrets = { TILL_PIN: { purpose: "Opens the till" }, "till-pin": { purpose: "Opens the till" } }
    })!
    expect(told({ ...unknown, found: "a text of 8 characters" })).toBeUndefined()
    expect(told({ ...unknown, found: '"OVEN_PIN"' })).toBeDefined()
    const none = salvaged((shop) => {
      shop.secrets = ["TILL_PIN"]
    })!
    expect(none.told({ ...unknown, found: '"TILL_PIN"' })).toBeUndefined()
  })

  it("reads a misspelled key as the one that is meant, in its place, and tells what is below it as it is written", () => {
    const left = salvaged((shop) => {
      const { oven, ...others } = shop.hosts.front.services
      shop.hosts.front.services = { oven: { image: "oven", prots: { http: 80_800, https: 443 } }, ...others }
    })!
    expect(Object.keys(left.data.hosts!.front!.services.oven!)).toEqual(["image", "ports"])
    const ports = "/hosts/front/services/oven/prots"
    expect(left.further.map(({ code, path }) => [code, path])).toEqual([["schema/too_big", `${ports}/http`]])
    const said = { code: "references/absent" as const, severity: "error" as const, message: "" }
    const at = "/hosts/front/services/till"
    expect(
      left.told({ ...said, path: at, notes: [{ message: "", path: `/hosts/front/services/oven/ports/https` }] }),
    ).toBeUndefined()
    const named = salvaged((shop) => {
      shop.hosts.front.services.oven = { image: "oven", prots: { https: 443 } }
    })!
    const notes = [{ message: "" }, { message: "", path: "/hosts/front/services/oven/ports/https" }]
    expect(named.told({ ...said, path: at, notes })).toEqual({
      ...said,
      path: at,
      notes: [{ message: "" }, { message: "", path: `${ports}/https` }],
    })
  })

  it("reads keys that are misspelled one below the other", () => {
    const left = salvaged((shop) => {
      const { hosts, ...rest } = shop
      shop.hsots = { front: { ...hosts.front, servces: hosts.front.services } }
      delete shop.hsots.front.services
      delete shop.hosts
      expect(Object.keys(rest)).toContain("images")
    })!
    expect(left.data.hosts!.front!.services.till).toEqual(SHOP.hosts.front.services.till)
    const said = { code: "references/absent" as const, severity: "error" as const, message: "" }
    expect(left.told({ ...said, path: "/hosts/front/services/till" })?.path).toBe("/hsots/front/servces/till")
    expect(left.further).toMatchObject([{ code: "schema/unrecognized_key", path: "/hsots/front/servces" }])
  })

  it("takes out a key that may mean none, or one that is there", () => {
    const left = salvaged((shop) => {
      shop.hosts.front.services.till.port = 80
      shop.hosts.front.services.till.ports = {}
      shop.zebras = { oven: {} }
    })!
    expect(left.data).toEqual({
      ...SHOP,
      hosts: {
        front: {
          ...SHOP.hosts.front,
          services: { ...SHOP.hosts.front.services, till: { ...SHOP.hosts.front.services.till, ports: {} } },
        },
      },
    })
    const said = { code: "references/absent" as const, severity: "error" as const, message: "" }
    expect(left.told({ ...said, path: "/hosts/front/services/oven" })).toBeDefined()
    expect(left.told({ ...said, path: "/hosts/front/services/till/image" })).toBeUndefined()
  })

  it("gives a handler whose matcher is refused one that takes nothing, so that it hides no other", () => {
    const left = salvaged((shop) => {
      const handle = [{ match: { path: ["api"] }, to: "front.oven" }, { to: "front.till" }]
      shop.routes = { shop: { host: "bakery.example", handle } }
    })!
    expect(left.data.routes!.shop!.handle).toEqual([
      { match: { path: ["/refused/routes/shop/handle/0/match"] }, to: "front.oven" },
      { to: "front.till" },
    ])
  })

  it("does without the system's name", () => {
    const left = salvaged((shop) => delete shop.name)!
    expect(left.data.name).toBe("unnamed")
    const said = { code: "references/absent" as const, severity: "error" as const, message: "" }
    expect(left.told({ ...said, path: "/hosts/front" })).toBeDefined()
  })

  it("gives up where nothing is left, or no end is found", () => {
    expect(salvage([], parse([]).diagnostics)).toBeUndefined()
    const { environments: _environments, ...nowhere } = SHOP
    expect(salvage(nowhere, parse(nowhere).diagnostics)).toBeUndefined()
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
