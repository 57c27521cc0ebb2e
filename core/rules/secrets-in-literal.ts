import { example } from "../example.js"
import { leaksOf } from "../leaks.js"
import type { Origin } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** A password in a literal stands in every artifact, in the repository and in its history. */
export const secretsInLiteral: Rule = {
  code: "secrets/in_literal",
  severity: "error",
  summary: "A literal URL holds a password.",
  *check(estate) {
    for (const leak of leaksOf(estate))
      if (leak.kind === "url") yield finding(leak.shown, leak.literal.origin, leak.literal.environment)
  },
  explain: () => ({
    why: "A URL with a password in it is the whole key to what it leads to, and stands in the Compose file, in `docker inspect`, in the repository and in its history. The rule looks at everything that is written down: variables and their defaults, commands, labels, build arguments, headers, answers, and words for people. A user without a password is fine, and so is a password that is read at run time.",
    source: {
      title: "RFC 3986, section 7.5: sensitive information in URIs",
      url: "https://www.rfc-editor.org/rfc/rfc3986#section-7.5",
    },
    failing: example({ services: { oven: "environment: { CACHE: 'redis://:sourdough@cache:6379/0' }" } }),
    passing: example({
      services: { oven: "secrets: { CACHE: CACHE_URL }" },
      more: "secrets: { CACHE_URL: { purpose: The cache, form: url } }",
    }),
  }),
}

function finding(url: string, path: Origin, environment: string | undefined): Finding {
  return {
    message: `The URL ${url} holds a password.`,
    path,
    found: url,
    help: 'Declare the password, or the whole URL (form "url"), under `secrets`, put a new one there, and refer to it.',
    ...(environment === undefined ? {} : { environments: [environment] }),
  }
}
