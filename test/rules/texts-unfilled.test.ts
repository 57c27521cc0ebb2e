import { describe, expect, it } from "vitest"
import { textsUnfilled } from "../../core/rules/texts-unfilled.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("texts/unfilled", () => {
  const found = (oven: object) => findings(textsUnfilled, bakery({ oven }))

  it("refuses a reference that is a part of the text", () => {
    expect(found({ environment: { CACHE: 'redis://${at("redis")}/0' } })).toEqual([
      {
        message: 'The variable CACHE of shop.oven holds "${at(\\"redis\\")}", which is written out as it stands.',
        path: "/hosts/shop/services/oven/environment/CACHE",
        found: '"${at(\\"redis\\")}"',
        help: 'Write the text as data, { text: ["redis://", { at: "redis" }, "/0"] }; in TypeScript with the tag t before the template: t`redis://${at("redis")}/0`.',
        environments: ["staging"],
      },
    ])
  })

  it.each([
    '${url("shop")}/api',
    "${ secret('KEY') }",
    '${env("LEVEL", { default: "info" })}',
    '${bucket("photos")}',
    '${hostOf("redis")}:${portOf("redis")}',
    "redis://[object Object]/0",
  ])("finds %s", (text) => {
    expect(found({ environment: { A: text } })).toHaveLength(1)
    expect(found({ command: ["serve", text] })).toMatchObject([{ path: "/hosts/shop/services/oven/command/1" }])
    expect(found({ environment: { A: { env: "A", default: text } } })).toHaveLength(1)
    expect(found({ purpose: text })).toHaveLength(1)
  })

  it("keeps quiet about variables, calls, and references that are data", () => {
    expect(
      found({
        environment: {
          A: "${HOME}",
          B: 'at("redis")',
          C: "$(url(x))",
          D: "${format(x)}",
          E: { text: ["a", { env: "B" }] },
          F: "[object]",
        },
      }),
    ).toEqual([])
  })
})
