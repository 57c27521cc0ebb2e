import type { Rule } from "../../../core/rule.js"
import { environmentLacks } from "../lacks.js"

/** VMs get their addresses from a subnetwork of their environment. */
export const terraformNoNetwork: Rule = {
  code: "terraform/no_network",
  severity: "error",
  summary: "An environment with VMs has no address range.",
  check: (estate) =>
    environmentLacks(estate, "network", "Add `network`, the range of its subnetwork, such as 10.10.0.0/24."),
}
