import { describe, expect, it } from "vitest"
import { isPin, PIN_FORM, parsePins, UNREADABLE } from "../../core/pins.js"

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`

describe("isPin", () => {
  it.each(["7", "7-alpine", "v1.2.3", "_x", "a".repeat(128), DIGEST, `7-alpine@${DIGEST}`])("takes %s", (text) => {
    expect(isPin(text)).toBe(true)
  })

  it.each([
    "",
    "-7",
    ".7",
    "7 alpine",
    "a".repeat(129),
    "sha256:abc",
    `@${DIGEST}`,
    `redis:${DIGEST}`,
    `7@${DIGEST}@`,
    "7\n",
  ])("refuses %j", (text) => {
    expect(isPin(text)).toBe(false)
  })
})

describe("parsePins", () => {
  it("takes a tag or digest an environment", () => {
    const data = { redis: { default: "7-alpine", live: `7.4@${DIGEST}` }, postgres: { default: DIGEST } }
    expect(parsePins(data)).toEqual({ pins: data, diagnostics: [] })
  })

  it("takes a file that says nothing", () => {
    expect(parsePins({})).toEqual({ pins: {}, diagnostics: [] })
  })

  it.each([
    [
      { redis: "7" },
      {
        path: "images:/redis",
        message: "redis is not a table of environments.",
        allowed: "a table: [redis], with a line an environment",
        help: 'Write [redis], and below it default = "7".',
      },
    ],
    [
      { "oven/hot": ["7"] },
      {
        path: "images:/oven~1hot",
        message: "oven/hot is not a table of environments.",
        allowed: 'a table: ["oven/hot"], with a line an environment',
        help: 'Write ["oven/hot"], and below it default = "…".',
      },
    ],
    [
      { redis: { live: 7 } },
      {
        path: "images:/redis/live",
        message: "redis.live is a number, not a text.",
        allowed: PIN_FORM,
        help: 'Put what stands there in quotes: live = "…".',
      },
    ],
    [
      { redis: { live: "7 alpine" } },
      { path: "images:/redis/live", message: 'redis.live is "7 alpine".', allowed: PIN_FORM },
    ],
    [
      { redis: { live: { tag: "7" } } },
      { path: "images:/redis/live", message: 'redis.live is {"tag":"7"}.', allowed: PIN_FORM },
    ],
  ])("refuses %j", (data, expected) => {
    expect(parsePins(data)).toEqual({
      pins: expect.anything(),
      diagnostics: [{ code: "images/invalid", severity: "error", ...expected }],
    })
  })

  it("tells every mistake", () => {
    const { diagnostics } = parsePins({ redis: { stage: 7, live: "" }, caddy: 2 })
    expect(diagnostics.map(({ path }) => path)).toEqual(["images:/redis/stage", "images:/redis/live", "images:/caddy"])
  })

  it("keeps what can be read, and lets the rest be judged beside it", () => {
    expect(parsePins({ redis: { default: "7-alpine", live: 7 }, oven: "1" }).pins).toEqual({
      redis: { default: "7-alpine", live: UNREADABLE },
      oven: { default: UNREADABLE },
    })
  })
})
