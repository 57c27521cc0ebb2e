import { child } from "../../schema/pointer.js"
import { dayOf } from "../acceptances.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** What was accepted until a day is to be mended by then, or agreed upon anew. */
export const acceptancesExpired: Rule = {
  code: "acceptances/expired",
  severity: "warning",
  summary: "A finding is accepted until a day that is past.",
  last: true,
  *check({ shared }, { today }) {
    const day = dayOf(today)
    for (const acceptance of shared.acceptances) {
      const { rule, until, path } = acceptance
      if (until === undefined || until >= day) continue
      yield {
        message: `${rule} is accepted until ${until}, which is past.`,
        path: originOf(acceptance, "until"),
        found: until,
        notes: [{ message: "the reason stands there", path: child(path, "reason") }],
        help: "Mend what it finds and remove the acceptance, or agree on another day.",
      }
    }
  },
  explain: () => ({
    why: [
      "An acceptance with `until` is a promise: the finding is fine for now, and gone by that day. From the day after, the acceptance",
      "covers nothing any more, so the finding counts again, and this rule names the promise that was not kept.",
      "",
      "The day comes from the clock, or from `--today`, so that a pipeline can be run as if it were next month.",
    ].join("\n"),
    source: { title: "Decisions that are to be temporary need a day on which somebody looks again" },
    failing: example({
      services: { orders: "" },
      more: `rules:
  accept:
    - rule: ports/collision
      at: hosts.shop.services.orders
      reason: The till moves to a machine of its own in spring
      until: 2020-03-31`,
    }),
    passing: example({ services: { orders: "" } }),
  }),
}
