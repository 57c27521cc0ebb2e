import { describe, expect, it } from "vitest"
import { defaultOrder, otherDirectives } from "../../formats/caddyfile/order.js"
import * as caddyfile from "../../proof/vocabulary/caddyfile.js"

const vocabularies = Object.entries(caddyfile).flatMap(([name, value]) =>
  "refused" in value ? [[name, value] as const] : [],
)

describe("the vocabulary of Caddyfiles", () => {
  it.each(vocabularies)("%s has each name once", (_, { harmless, followed, refused }) => {
    const all = [...harmless, ...followed, ...refused.keys()]
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
  })

  it("has every directive that Caddy has of its own", () => {
    const { harmless, followed, refused } = caddyfile.DIRECTIVES
    const missing = [...defaultOrder, ...otherDirectives].filter(
      (name) => !harmless.has(name) && !followed.has(name) && !refused.has(name),
    )
    expect(missing).toEqual([])
  })
})
