import { describe, expect, it } from "vitest"
import { imagesLatest } from "../../core/rules/images-latest.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("images/latest", () => {
  const topology = (environments: object = { staging: {} }) =>
    bakery({ oven: {}, window: { image: "oven" } }, { environments })

  it("warns of it, once an image", () => {
    expect(findings(imagesLatest, topology(), { oven: { default: "latest" } })).toEqual([
      {
        message: 'The image oven is pinned to "latest".',
        path: "images:/oven/default",
        found: '"latest"',
        notes: [{ message: "the image is declared there", path: "/images/oven" }],
        help: "Pin the version that was tried, or its digest: groundplan pin edits the file.",
        environments: ["staging"],
      },
    ])
  })

  it("tells of production at the pin of production", () => {
    const found = findings(imagesLatest, topology({ staging: {}, production: {} }), {
      oven: { staging: "1.4", production: "latest-alpine" },
    })
    expect(found).toEqual([
      expect.objectContaining({
        message: 'The image oven is pinned to "latest-alpine".',
        path: "images:/oven/production",
        environments: ["production"],
      }),
    ])
  })

  it.each(["1.4", "latestly", `latest@sha256:${"0a".repeat(32)}`])("keeps quiet about %s", (pin) => {
    expect(findings(imagesLatest, topology(), { oven: { default: pin } })).toEqual([])
  })
})
