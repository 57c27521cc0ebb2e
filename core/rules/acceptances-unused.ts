import { display } from "../../schema/pointer.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** An acceptance that no finding needs would hide one that comes later. */
export const acceptancesUnused: Rule = {
  code: "acceptances/unused",
  severity: "warning",
  summary: "A finding is accepted that is not there.",
  last: true,
  *check(_, { unused = [] }) {
    for (const acceptance of unused) {
      const { rule, at, meant } = acceptance
      yield {
        message: `${rule} is accepted at ${display(at)}, where it finds nothing.`,
        path: originOf(acceptance, "at"),
        found: display(at),
        ...(meant === undefined ? {} : { notes: [{ message: "the near one stands there", path: meant }] }),
        help: meant === undefined ? "Remove the acceptance, or correct its place." : `Did you mean ${display(meant)}?`,
      }
    }
  },
  explain: () => ({
    why: [
      "An acceptance that nothing needs is a hole: the next finding at that place goes through it unseen, with a reason that was given",
      "for another one. So what was mended takes its acceptance along, and a place that is misspelled is told at once.",
    ].join("\n"),
    source: {
      title: "ESLint's --report-unused-disable-directives, for the same reason",
      url: "https://eslint.org/docs/latest/use/configure/rules#report-unused-eslint-disable-comments",
    },
    failing: example({
      services: { orders: "" },
      more: `rules:
  accept:
    - rule: ports/collision
      at: hosts.shop.services.orders
      reason: The till moves to a machine of its own in spring`,
    }),
    passing: example({ services: { orders: "" } }),
  }),
}
