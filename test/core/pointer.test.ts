import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { display, placeOf, pointer } from "../../schema/pointer.js"

/** Places are read as they are spelled, and as people write them. */

describe("placeOf", () => {
  it.each([
    ["hosts.shop.services.till", "/hosts/shop/services/till"],
    ["hosts.shop.services.till.uses[0].to", "/hosts/shop/services/till/uses/0/to"],
    ['hosts["odd.name"].mounts[12]', "/hosts/odd.name/mounts/12"],
    ['labels["a/b~c"]', "/labels/a~1b~0c"],
    ['labels["say \\"hi\\""]', '/labels/say "hi"'],
    ["/hosts/shop/labels/a~1b", "/hosts/shop/labels/a~1b"],
    ["/", "/"],
    ["topology", ""],
    ["images.toml", "images:"],
    ["images.toml redis.default", "images:/redis/default"],
    ["images:/redis/default", "images:/redis/default"],
  ])("reads %s", (text, expected) => {
    expect(placeOf(text)).toBe(expected)
  })

  it.each([
    "",
    ".hosts",
    "hosts.",
    "hosts..shop",
    "hosts shop",
    "hosts[",
    "hosts[x]",
    'hosts["x]',
    'hosts["\\x"]',
    "hosts]",
    "[0]x",
    "/a~2b",
  ])("reads nothing in %j", (text) => {
    expect(placeOf(text)).toBeUndefined()
  })

  it("reads back what messages spell, and pointers", () => {
    const key = fc.oneof(fc.string({ unit: "binary" }), fc.nat().map(String), fc.stringMatching(/^[a-z_-]+$/))
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), (path) => {
        const place = pointer(path)
        fc.pre(display(place) !== "topology" && !display(place).startsWith("images.toml"))
        expect(placeOf(place)).toBe(place)
        expect(placeOf(display(place))).toBe(place)
        expect(placeOf(display(`images:${place}`))).toBe(`images:${place}`)
      }),
    )
  })
})
