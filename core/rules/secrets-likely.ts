import { example } from "../example.js"
import { type Leak, leaksOf } from "../leaks.js"
import { subjectOf } from "../literals.js"
import type { Rule } from "../rule.js"

/** What looks like a password is one until somebody says otherwise. */
export const secretsLikely: Rule = {
  code: "secrets/likely",
  severity: "warning",
  summary:
    "A literal looks like a password or a key: by its name, by the option that hands it over, or because it is random.",
  *check(estate) {
    for (const leak of leaksOf(estate)) {
      if (leak.kind === "url" || leak.kind === "token") continue
      const { environment, origin } = leak.literal
      yield {
        message: messageOf(leak),
        path: origin,
        found: leak.shown,
        help: "Declare it under `secrets`, with a new value, and refer to it; accept the finding if anybody may know it.",
        ...(environment === undefined ? {} : { environments: [environment] }),
      }
    }
  },
  explain: () => {
    const shop = (lines: string, more?: string) =>
      example({ services: { oven: lines }, ...(more === undefined ? {} : { more }) })
    return {
      why: "Most secrets have no shape of their own: a password is what somebody thought of, a signing key is 32 random bytes. What gives them away is the name of the variable (`…_PASSWORD`, `…_SECRET`, `…_TOKEN`, `…_API_KEY`), the option or the header that hands it over (`--requirepass …`, `mysql -p…`, `curl --user name:…`, `Authorization: Bearer …`, `?token=…`), or a text in which capitals, small letters and digits follow each other as no person writes them. That can be wrong, so it is a warning: hashes, digests, UUIDs and names made of words are left alone, and what remains can be accepted where it stands.\n\nThe text is never repeated; `found` says how long it is.",
      source: {
        title: "The Twelve-Factor App: config",
        url: "https://12factor.net/config",
      },
      failing: shop("environment: { SMTP_PASSWORD: sourdough42 }"),
      passing: shop(
        "secrets: { SMTP_PASSWORD: SMTP_PASSWORD }",
        "secrets: { SMTP_PASSWORD: { purpose: Sends receipts } }",
      ),
    }
  },
}

function messageOf(leak: Exclude<Leak, { readonly kind: "url" | "token" }>): string {
  const subject = subjectOf(leak.literal)
  switch (leak.kind) {
    case "name":
      return `${subject} is a literal, and its name says that it is a secret.`
    case "letters":
      return `${subject} looks like a key: it is a random text.`
    case "spelled":
      return `${subject} spells out a secret ${leak.how}.`
  }
}
