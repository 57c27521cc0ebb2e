import { example } from "../example.js"
import { subjectOf, visitLiterals } from "../literals.js"
import type { Finding, Rule } from "../rule.js"

/** A reference that became a part of the text is handed to the program letter by letter. */
export const textsUnfilled: Rule = {
  code: "texts/unfilled",
  severity: "error",
  summary: "A literal text spells a reference, which nothing fills in.",
  *check(estate) {
    const found: Finding[] = []
    visitLiterals(estate, (literal) => {
      const { text, origin, environment } = literal
      const spelled = text.includes("[object") || text.includes("(") ? REFERENCE.exec(text)?.[0] : undefined
      if (spelled === undefined) return
      found.push({
        message: `${subjectOf(literal)} holds ${JSON.stringify(spelled)}, which is written out as it stands.`,
        path: origin,
        found: JSON.stringify(spelled),
        help: 'Write the text as data, { text: ["redis://", { at: "redis" }, "/0"] }; in TypeScript with the tag t before the template: t`redis://${at("redis")}/0`.',
        ...(environment === undefined ? {} : { environments: [environment] }),
      })
    })
    yield* found
  },
  explain: () => {
    const shop = (url: string) =>
      example({ services: { redis: "store: { usage: Cache }", oven: `uses: [redis]\nenvironment: { CACHE: ${url} }` } })
    return {
      why: 'In TypeScript a text with references is a template with the tag `t`. YAML and JSON have no templates: what looks like one there is a text as any other, so the program is told to connect to `${at("redis")}` and fails when it first tries. `[object Object]` is what JavaScript makes of a reference whose template lacks the tag; Groundplan refuses that where it happens, but what another program wrote into a file is not seen until then.',
      source: {
        title: "MDN: template literals, which only a tag makes more than a text",
        url: "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Template_literals",
      },
      failing: shop(`'redis://\${at("redis")}/0'`),
      passing: shop('{ text: ["redis://", { at: redis }, /0] }'),
    }
  },
}

/** A reference as TypeScript writes it within a template, or what JavaScript makes of one. */
const REFERENCE = /\$\{\s*(?:at|env|secret|url|bucket|hostOf|portOf)\([^}]{0,80}\}?|\[object Object\]/
