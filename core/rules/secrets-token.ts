import { example } from "../example.js"
import { leaksOf } from "../leaks.js"
import { subjectOf } from "../literals.js"
import type { Rule } from "../rule.js"

/** A token that is written down is in the repository, in its history, in every clone, and in what is generated. */
export const secretsToken: Rule = {
  code: "secrets/token",
  severity: "error",
  summary: "A literal holds a token, a key or a certificate's private key.",
  *check(estate) {
    for (const leak of leaksOf(estate)) {
      if (leak.kind !== "token") continue
      const { environment, origin } = leak.literal
      yield {
        message: `${subjectOf(leak.literal)} holds ${leak.what}.`,
        path: origin,
        found: leak.shown,
        help: "Have it replaced where it was handed out: it is known by now. Declare the new one under `secrets`, and refer to it.",
        ...(environment === undefined ? {} : { environments: [environment] }),
      }
    }
  },
  explain: () => {
    const shop = (lines: string, more?: string) =>
      example({ services: { oven: lines }, ...(more === undefined ? {} : { more }) })
    return {
      why: "Whoever hands out tokens gives them a shape by which they are known: `ghp_`, `AKIA`, `sk_live_`, `xoxb-`, `AIza`, `-----BEGIN PRIVATE KEY-----`. One that stands in a variable, a command, a label, a header, a build argument, or in words that a page shows, is copied into files that many may read, and removing it from the topology does not remove it from the history of the repository.\n\nThe text is never repeated: the message says what it is, and `found` shows the part that is the same for all of its kind.",
      source: {
        title: "GitHub: supported secret scanning patterns",
        url: "https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns",
      },
      // Put together, so that no scanner takes this file for a leak.
      failing: shop(`environment: { REGISTRY: ${"gh" + "p_"}${"x1Y2z3".repeat(6)} }`),
      passing: shop("secrets: { REGISTRY: REGISTRY_TOKEN }", "secrets: { REGISTRY_TOKEN: { purpose: Pulls recipes } }"),
    }
  },
}
