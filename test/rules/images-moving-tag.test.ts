import { describe, expect, it } from "vitest"
import { imagesMovingTag } from "../../core/rules/images-moving-tag.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("images/moving_tag", () => {
  const found = (pin: string, environments: object = { production: {} }) =>
    findings(imagesMovingTag, bakery({ oven: {} }, { environments }), { oven: { default: pin } })

  it("warns of a tag without a version in production", () => {
    expect(found("stable")).toEqual([
      {
        message: 'The tag "stable" of the image oven names no version.',
        path: "images:/oven/default",
        found: '"stable"',
        allowed: "a tag with a minor version (7.4-alpine), or a digest",
        notes: [{ message: "the image is declared there", path: "/images/oven" }],
        help: "Pin the version that runs today, or its digest: groundplan pin edits the file.",
        environments: ["production"],
      },
    ])
  })

  it.each(["alpine", "main", "develop", "edge", "lts-slim", "alpine3.22", "bookworm-slim", "prod", "v-next"])(
    "refuses %s",
    (pin) => {
      expect(found(pin)).toEqual([expect.objectContaining({ message: expect.stringMatching(/names no version\.$/) })])
    },
  )

  it.each(["17", "v2", "7-alpine", "20-bookworm-slim", "7-alpine3.22"])("warns of %s", (pin) => {
    expect(found(pin)).toEqual([
      expect.objectContaining({
        message: `The tag ${JSON.stringify(pin)} of the image oven is moved to every release of its major version.`,
      }),
    ])
  })

  it.each([
    "17.6",
    "2.11-alpine",
    "v1.4.2",
    "1.24.0-rc.2",
    "20260131",
    "3f9c2ab",
    "build-512",
    `sha256:${"0a".repeat(32)}`,
    `7-alpine@sha256:${"0a".repeat(32)}`,
    "latest",
  ])("keeps quiet about %s", (pin) => {
    expect(found(pin)).toEqual([])
  })

  it("asks production only, whatever it is called", () => {
    expect(found("stable", { live: {}, staging: {}, prod: { stage: "staging" } })).toEqual([])
    expect(found("stable", { live: { stage: "production" }, prod: {} })).toHaveLength(2)
  })
})
