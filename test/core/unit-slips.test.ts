import { describe, expect, it } from "vitest"
import { unitMeant } from "../../core/unit-slips.js"

const SIZE = "a size is written like 512 MiB or 100 GB"
const DURATION = "a duration is written like 30s, 5m or 1h30m"
const DAYS = "a retention is a number of days, written like 14d"

describe("an amount that another tool would take", () => {
  it.each([
    ["128m", SIZE, "128 MiB"],
    ["128M", SIZE, "128 MiB"],
    ["128 mb", SIZE, "128 MiB"],
    ["512Mi", SIZE, "512 MiB"],
    ["1.5g", SIZE, "1.5 GiB"],
    ["2tb", SIZE, "2 TiB"],
    ["64kbytes", SIZE, "64 KiB"],
    ["300 bytes", SIZE, "300 B"],
    ["30 seconds", DURATION, "30s"],
    ["5min", DURATION, "5m"],
    ["2 Hours", DURATION, "2h"],
    ["250msec", DURATION, "250ms"],
    ["14 days", DAYS, "14d"],
    ["2w", DAYS, "14d"],
  ])("%s: %s → %s", (text, rule, meant) => {
    expect(unitMeant(text, rule)).toBe(meant)
  })

  it.each([
    ["much", SIZE],
    ["128", SIZE],
    ["0m", SIZE],
    ["12 parsecs", DURATION],
    ["1.5h", DURATION],
    ["3 months", DAYS],
    ["1.5d", DAYS],
    ["128m", "a name is lower-case letters"],
  ])("%s is no slip of: %s", (text, rule) => {
    expect(unitMeant(text, rule)).toBeUndefined()
  })
})
