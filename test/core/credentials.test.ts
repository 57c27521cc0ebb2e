import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { knownCredential, likelyCredential } from "../../core/credentials.js"

/** Texts of the shape of a secret, put together so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]): string => parts.join("")
const random = "x1Y2z3A4b5C6".repeat(6)

describe("a known credential", () => {
  it.each([
    ["a private key", join("-----BEGIN ", "RSA PRIVATE KEY-----\nMIIE"), "-----BEGIN …"],
    ["a private key", join("-----BEGIN ", "PRIVATE KEY-----"), "-----BEGIN …"],
    ["an access key of AWS", join("AKIA", "IOSFODNN7EXAMPLE".replace("9", "7")), "AKIA…"],
    ["an access key of AWS", join("ASIA", "2345672345672345"), "ASIA…"],
    ["a token of GitHub", join("ghp_", random.slice(0, 36)), "ghp_…"],
    ["a token of GitHub", join("github_pat_", random.slice(0, 60)), "github_pat_…"],
    ["a token of GitLab", join("glpat-", random.slice(0, 20)), "glpat-…"],
    ["a token of Slack", join("xoxb-", "123456789012-abcdef"), "xoxb-…"],
    [
      "a webhook of Slack",
      join("https://hooks.slack.com/services/", "T0123456/B0123456/", random.slice(0, 24)),
      "hooks.slack.com/services/…",
    ],
    ["a key of Stripe", join("sk_live_", random.slice(0, 24)), "sk_live_…"],
    ["a key of Stripe", join("whsec_", random.slice(0, 24)), "whsec_…"],
    ["an API key of Google", join("AIza", random.slice(0, 35)), "AIza…"],
    ["a client secret of Google", join("GOCSPX-", random.slice(0, 28)), "GOCSPX-…"],
    ["a key of Anthropic", join("sk-ant-", random.slice(0, 40)), "sk-ant-…"],
    ["a key of OpenAI", join("sk-proj-", random.slice(0, 40)), "sk-proj-…"],
    ["a key of OpenAI", join("sk-", random.slice(0, 48)), "sk-…"],
    ["a key of SendGrid", join("SG.", random.slice(0, 22), ".", random.slice(0, 43)), "SG.…"],
    ["a token of npm", join("npm_", random.slice(0, 36)), "npm_…"],
    ["a token of Docker Hub", join("dckr_pat_", random.slice(0, 27)), "dckr_pat_…"],
    ["a token of Hugging Face", join("hf_", "aBcDeFgHiJ".repeat(4)), "hf_…"],
    ["a token of DigitalOcean", join("dop_v1_", "0a".repeat(32)), "dop_v1_…"],
    ["a key of age", join("AGE-SECRET-KEY-1", "Q".repeat(58)), "AGE-SECRET-KEY-1…"],
    ["a JSON Web Token", join("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.", random.slice(0, 43)), "eyJ…"],
  ])("is %s", (what, text, shown) => {
    expect(knownCredential(text)).toEqual({ what, shown })
    expect(knownCredential(`before ${text}, after`)).toEqual({ what, shown })
  })

  it.each([
    "sk_live_",
    "risk-averse-and-long-winded-name",
    "task-queue-with-a-long-name-2026",
    "sk-a-name-made-of-words-and-2",
    "disk-0123456789012345678901234567",
    "AKIABAKERY",
    join("XAKIA", "2345672345672345"),
    "npm_config_registry=https://registry.example",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "eyJhbGciOiJIUzI1NiJ9",
    "xoxo, the bakery",
    "SG.small",
  ])("is not %s", (text) => {
    expect(knownCredential(text)).toBeUndefined()
  })
})

describe("a likely credential", () => {
  it.each([
    ["SMTP_PASSWORD", "sourdough"],
    ["PASSWORD", "1234"],
    ["DB_PASS", "rye!bread"],
    ["SESSION_SECRET", "rise"],
    ["STRIPE_API_KEY", "abc-123"],
    ["APIKEY", "abc-123"],
    ["ACCESS_TOKEN", "abc123"],
    ["R2_SECRET_ACCESS_KEY", "abc123"],
    ["signing_key", "abc123"],
  ])("is the value of %s", (name, text) => {
    expect(likelyCredential(text, name)).toBe("name")
  })

  it.each([
    ["POSTGRES_PASSWORD_FILE", "/run/secrets/password"],
    ["POSTGRES_PASSWORD", "/run/secrets/password"],
    ["AUTH_TOKEN", "https://auth.bakery.example/token"],
    ["CSRF_TOKEN", "X-Token"],
    ["NEXT_PUBLIC_API_KEY", "abc-123"],
    ["REQUIRE_PASSWORD", "true"],
    ["PASSWORD", "none"],
    ["PASSWORD", ""],
    ["PASSWORD", "\0"],
    ["HELP_PASSWORD", "Ask the baker"],
    ["S3_KEY_ID", "bakery-backups"],
    ["TOKENS", "abcdef"],
    ["COMPASS", "north"],
  ])("is not the value of %s, %j", (name, text) => {
    expect(likelyCredential(text, name)).toBeUndefined()
  })

  it("is a random text of base64, whatever its variable", () => {
    for (const text of ["q7Rk2Vx9Zp4Lm8Tn3Wd6Ys1B", "aG9+3kd/Zx81LmQpW72vTe0RbYc5"]) {
      expect(likelyCredential(text, undefined)).toBe("letters")
      expect(likelyCredential(text, "LEVEL")).toBe("letters")
    }
    expect(likelyCredential("q7Rk2Vx9Zp4Lm8Tn3Wd6Ys1B", "NEXT_PUBLIC_ID")).toBeUndefined()
  })

  it.each([
    ["a digest", `sha256:${"0a1b".repeat(16)}`],
    ["a hash", "3f9c2ab47d0e5b6198c3f9c2ab47d0e5b6198c3f"],
    ["a UUID", "6F9619FF-8B86-D011-B42D-00CF4FC964FF"],
    ["a path", "/srv/Bakery2/Recipes3/Sourdough4/Rye5"],
    ["a class", "com.bakery.OrderServiceConfigurationV2"],
    ["a name in words", "OrderServiceConfigurationLoaderV12"],
    ["a name with numbers", "europe-west8-docker-registry-2026-01-31"],
    ["a constant", "ORDERS_2026_MAXIMUM_PER_CUSTOMER_100"],
    ["a URL", "https://bakery.example/Orders/2026/List?page=1"],
    ["an alphabet", "abcdefghijklmnopqrstuvwxyz"],
    ["a short text", "q7Rk2Vx9Zp4Lm8Tn"],
    ["words", "Bread 1, Rolls 2, Cakes 3 and Pies 4"],
    ["many of the same", "aA1aA1aA1aA1aA1aA1aA1aA1"],
  ])("is not %s", (_, text) => {
    expect(likelyCredential(text, undefined)).toBeUndefined()
  })

  it("is seldom missed where 24 bytes are drawn, and never found in their hexadecimal form", () => {
    let missed = 0
    let drawn = 0
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const bytes = createHash("sha256").update(String(seed)).digest().subarray(0, 24)
        drawn += 1
        if (likelyCredential(bytes.toString("base64url"), undefined) !== "letters") missed += 1
        expect(likelyCredential(bytes.toString("hex"), undefined)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
    expect(missed / drawn).toBeLessThan(0.2)
  })
})
