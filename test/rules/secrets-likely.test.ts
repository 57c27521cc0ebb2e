import { describe, expect, it } from "vitest"
import { secretsLikely } from "../../core/rules/secrets-likely.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const help = "Declare it under `secrets`, with a new value, and refer to it; accept the finding if anybody may know it."

describe("secrets/likely", () => {
  const found = (oven: object) => findings(secretsLikely, bakery({ oven }))

  it("warns of a literal in a variable whose name says that it is a secret, without repeating it", () => {
    expect(found({ environment: { SMTP_PASSWORD: "sourdough42", LEVEL: "info" } })).toEqual([
      {
        message: "The variable SMTP_PASSWORD of shop.oven is a literal, and its name says that it is a secret.",
        path: "/hosts/shop/services/oven/environment/SMTP_PASSWORD",
        found: "11 characters",
        help,
        environments: ["staging"],
      },
    ])
  })

  it("warns of a random text", () => {
    expect(found({ labels: { key: "q7Rk2Vx9Zp4Lm8Tn3Wd6Ys1B" } })).toEqual([
      {
        message: "The label key of shop.oven looks like a key: it is a random text.",
        path: "/hosts/shop/services/oven/labels/key",
        found: "24 characters",
        help,
        environments: ["staging"],
      },
    ])
  })

  it("does not take a label's name for that of a variable", () => {
    expect(found({ labels: { PASSWORD: "sourdough42" } })).toEqual([])
  })

  it("leaves to others what has a known shape, and words for people", () => {
    expect(found({ environment: { TOKEN: `${"gh" + "p_"}${"x1Y2z3".repeat(6)}` } })).toEqual([])
    expect(found({ purpose: "q7Rk2Vx9Zp4Lm8Tn3Wd6Ys1B" })).toEqual([])
  })

  it("keeps quiet about secrets, references and files", () => {
    const topology = bakery(
      {
        oven: {
          environment: { DB_PASSWORD: { env: "DB_PASSWORD" }, KEY_FILE: "/run/key", API_TOKEN: "/run/token" },
          secrets: { SMTP_PASSWORD: "SMTP" },
        },
      },
      { secrets: { SMTP: { purpose: "Sends receipts" } } },
    )
    expect(findings(secretsLikely, topology)).toEqual([])
  })
})
