import { describe, expect, it } from "vitest"
import { bucketsShared } from "../../core/rules/buckets-shared.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("buckets/shared", () => {
  it("refuses backups of two environments in one bucket", () => {
    const topology = library()
    topology.clouds.cloudflare.buckets.scans.name = "library-scans"
    expect(findings(bucketsShared, topology)).toEqual([
      {
        severity: "error",
        message: 'Backups of stage and live go to one bucket, "library-scans".',
        path: "/clouds/cloudflare/buckets/scans/name",
        found: '"library-scans"',
        notes: [{ message: "stage names it there", path: "/clouds/cloudflare/buckets/scans/name" }],
        help: "Give each environment a bucket of its own: `name` may differ by environment.",
        environments: ["stage", "live"],
      },
    ])
  })

  it("warns of a limited bucket that another environment names", () => {
    const topology = library()
    topology.clouds.cloudflare.buckets.plans = { name: { stage: "library-scans" }, only: ["stage"] }
    expect(findings(bucketsShared, topology)).toEqual([
      expect.objectContaining({
        message: 'The bucket plans is limited to some environments, but "library-scans" is that of live, too.',
        path: "/clouds/cloudflare/buckets/scans/name/live",
        environments: ["stage", "live"],
      }),
    ])
    expect(findings(bucketsShared, topology)[0]).not.toHaveProperty("severity")
  })

  it("keeps quiet about buckets of their own, and about one that all environments share on purpose", () => {
    const topology = library()
    topology.clouds.cloudflare.buckets.covers = { name: "library-covers" }
    expect(findings(bucketsShared, topology)).toEqual([])
  })

  it("keeps quiet about a limited bucket that its own environments share", () => {
    const topology = library()
    topology.clouds.cloudflare.buckets.covers = { name: "library-covers", only: ["stage", "live"] }
    expect(findings(bucketsShared, topology)).toEqual([])
  })
})
