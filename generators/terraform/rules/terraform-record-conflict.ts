import { dnsOf } from "../../../core/dns.js"
import type { Rule } from "../../../core/rule.js"

/** A name that is proxied, or an alias, has one record. */
export const terraformRecordConflict: Rule = {
  code: "terraform/record_conflict",
  severity: "error",
  summary: "One host name leads to two places.",
  *check(estate) {
    for (const { record, earlier } of dnsOf(estate).conflicts) {
      yield {
        message: `The host name ${record.hostname} leads to two places: routes ${earlier.route.name} of ${earlier.environment} and ${record.route.name} of ${record.environment}.`,
        path: record.origin,
        found: record.hostname,
        notes: [{ message: `${earlier.route.name} of ${earlier.environment}`, path: earlier.origin }],
        help: "Give one of them another host name.",
        environments: [record.environment],
      }
    }
  },
}
