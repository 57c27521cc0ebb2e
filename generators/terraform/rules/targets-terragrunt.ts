import type { Rule } from "../../../core/rule.js"
import { targetOf, unsupported } from "../../../core/targets.js"
import { cloudExample } from "../example.js"
import { unitsOf } from "../units.js"

/** Units are planned before all of them are there, on outputs that are made up where the state has none yet. */
export const targetsTerragrunt: Rule = {
  code: "targets/terragrunt",
  severity: "error",
  summary: "The stated version of Terragrunt does not know what the units use.",
  *check(estate) {
    const target = targetOf(estate.shared.targets, "terragrunt")
    const finding = unsupported(
      { feature: MERGED_MOCKS, path: target.origin, environment: undefined },
      "terragrunt",
      target,
    )
    if (finding !== undefined && unitsOf(estate).length > 0) yield finding
  },
  explain: () => ({
    why: "A unit that reads an output which is not in the state yet can be planned all the same, because what the state lacks is made up (`mock_outputs_merge_strategy_with_state`). An older Terragrunt refuses the argument, in every unit that depends on another one.",
    source: {
      title: "Terragrunt 0.36.2: merge strategies for mock outputs with state",
      url: "https://github.com/gruntwork-io/terragrunt/releases/tag/v0.36.2",
    },
    failing: cloudExample({ targets: '{ terragrunt: "0.35.16" }' }),
    passing: cloudExample({ targets: '{ terragrunt: "0.36.2" }' }),
  }),
}

const MERGED_MOCKS = {
  name: "`mock_outputs_merge_strategy_with_state`",
  since: "0.36.2",
  instead: 'leave "terraform" out of `generate`',
}
