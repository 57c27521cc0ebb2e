import type { Rule } from "../../../core/rule.js"
import { cloudExample } from "../example.js"
import { environmentLacks } from "../lacks.js"

/** VMs get their addresses from a subnetwork of their environment. */
export const terraformNoNetwork: Rule = {
  code: "terraform/no_network",
  severity: "error",
  summary: "An environment with VMs has no address range.",
  check: (estate) =>
    environmentLacks(estate, "network", "Add `network`, the range of its subnetwork, such as 10.10.0.0/24."),
  explain: () => ({
    why: "A VM has its address from a subnetwork, whose range can't be taken back while something has an address in it. It is stated, so that ranges of environments, offices and Docker stay clear of each other.",
    source: { title: "Google Cloud: subnets", url: "https://cloud.google.com/vpc/docs/subnets" },
    failing: cloudExample({ environments: { staging: "{ project: bakery-staging }" } }),
    passing: cloudExample({}),
  }),
}
