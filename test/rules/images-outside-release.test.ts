import { describe, expect, it } from "vitest"
import { imagesOutsideRelease } from "../../core/rules/images-outside-release.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const DIGEST = `sha256:${"0".repeat(64)}`

/** What is found where the image `oven` states a release line, and one tag is pinned. */
function pinnedTo(pin: string, release: unknown = "7-alpine") {
  const line = release === null ? {} : { release }
  const topology = bakery({ oven: {} }, { images: { oven: { repository: "oven", ...line } } })
  return findings(imagesOutsideRelease, topology, { oven: { default: pin } })
}

describe("images/outside_release", () => {
  it("refuses a tag of another line, and says where the line is stated", () => {
    expect(pinnedTo("8-alpine")).toEqual([
      {
        message: 'The tag "8-alpine" of the image oven is not of its release line "7-alpine".',
        path: "images:/oven/default",
        found: '"8-alpine"',
        allowed: "a tag of the line 7-alpine, or a digest alone",
        notes: [{ message: "the line is stated there", path: "/images/oven/release" }],
        help: "Pin a tag of that line, or move the line: state the new one as `release` of the image.",
        environments: ["staging"],
      },
    ])
  })

  it.each(["7-alpine", "7.4-alpine", "7.4.1-alpine3.20", "v7.4-alpine", DIGEST, `7.4-alpine@${DIGEST}`])(
    "7-alpine admits %s",
    (pin) => expect(pinnedTo(pin)).toEqual([]),
  )

  it.each(["7-bookworm", "70-alpine", "7.4", "alpine", "7-alpinelinux", "latest", `8-alpine@${DIGEST}`])(
    "7-alpine refuses %s",
    (pin) => expect(pinnedTo(pin)).toHaveLength(1),
  )

  it.each([
    ["17", "17.2-bookworm", true],
    ["17.2", "17", false],
    ["17.2", "17.20", false],
    ["alpine", "alpine", true],
    ["alpine", "7.4-alpine3.20", true],
    ["alpine", "7.4", false],
    ["7-alpine3", "7.4-alpine3.20", true],
    ["7-alpine3", "7.4-alpine30", false],
    ["stable", "stable", true],
  ])("%s and %s", (release, pin, admitted) => expect(pinnedTo(pin, release)).toHaveLength(admitted ? 0 : 1))

  it("knows a line of its own in each environment", () => {
    expect(pinnedTo("8.0", { default: "7", staging: "8" })).toEqual([])
    expect(pinnedTo("7.4", { default: "7", staging: "8" })).toMatchObject([
      { notes: [{ path: "/images/oven/release/staging" }] },
    ])
  })

  it("leaves an image without a line alone", () => expect(pinnedTo("anything", null)).toEqual([]))
})
