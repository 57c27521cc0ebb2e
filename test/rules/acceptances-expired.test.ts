import { describe, expect, it } from "vitest"
import { acceptancesExpired } from "../../core/rules/acceptances-expired.js"
import { findings } from "../support/findings.js"

/** A bakery that accepts what is found at its till until a day; rules take 1 January 2026 for today. */
const bakery = (until?: string) => ({
  name: "bakery",
  environments: { production: {} },
  images: { till: { repository: "bakery/till" } },
  hosts: { shop: { stacks: { main: { directory: "shop", project: "shop" } }, services: { till: { image: "till" } } } },
  rules: {
    accept: [
      {
        rule: "ports/collision",
        at: "hosts.shop.services.till",
        reason: "It moves in spring",
        ...(until === undefined ? {} : { until }),
      },
    ],
  },
})

describe("acceptances/expired", () => {
  it("finds one whose last day is past", () => {
    expect(findings(acceptancesExpired, bakery("2025-12-31"))).toEqual([
      {
        message: "ports/collision is accepted until 2025-12-31, which is past.",
        path: "/rules/accept/0/until",
        found: "2025-12-31",
        notes: [{ message: "the reason stands there", path: "/rules/accept/0/reason" }],
        help: "Mend what it finds and remove the acceptance, or agree on another day.",
      },
    ])
  })

  it.each(["2026-01-01", "2026-01-02", undefined])("takes %s", (until) => {
    expect(findings(acceptancesExpired, bakery(until))).toEqual([])
  })
})
