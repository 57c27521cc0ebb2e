import type { Rule } from "../../../core/rule.js"
import { targetOf, unsupported } from "../../../core/targets.js"
import { cloudExample } from "../example.js"
import { unitsOf } from "../units.js"

/** A secret stays out of the state only where Terraform can write a value without keeping it. */
export const targetsTerraform: Rule = {
  code: "targets/terraform",
  severity: "error",
  summary: "The stated version of Terraform does not know what the modules use.",
  *check(estate) {
    const target = targetOf(estate.shared.targets, "terraform")
    const finding = unsupported(
      { feature: WRITE_ONLY, path: target.origin, environment: undefined },
      "terraform",
      target,
    )
    if (finding !== undefined && unitsOf(estate).length > 0) yield finding
  },
  explain: () => ({
    why: "The modules hand values to providers through write-only arguments, so that no secret is kept in a state file that many may read, and every unit says so (`required_version`). An older Terraform refuses them all.",
    source: {
      title: "Terraform: write-only arguments",
      url: "https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only",
    },
    failing: cloudExample({ targets: '{ terraform: "1.9" }' }),
    passing: cloudExample({ targets: '{ terraform: "1.11" }' }),
  }),
}

const WRITE_ONLY = {
  name: "write-only arguments",
  since: "1.11",
  instead: 'leave "terraform" out of `generate`',
}
