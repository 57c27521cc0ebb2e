import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample, gcpLines } from "../example.js"

/** What lets somebody in is generated for operators; without any, the first deployment stands before a closed door. */
export const terraformNoOperators: Rule = {
  code: "terraform/no_operators",
  severity: "warning",
  summary: "VMs are made into which nobody may log in.",
  binding: false,
  *check(estate) {
    const { gcp } = estate.shared
    const environments = inTheCloud(estate).map(([{ name }]) => name)
    if (gcp === undefined || gcp.operators.length > 0 || environments.length === 0) return
    yield {
      message: "Nobody may log in to the VMs: clouds.gcp names no operators.",
      path: gcp.path,
      help: 'Add `operators: [{ member: "group:…", reason: "…" }]`; accept the finding where somebody else grants it.',
      environments,
    }
  },
  explain: () => ({
    why: "A VM has no public port for SSH. Operators come through Identity-Aware Proxy: for each of them a role on the VM is granted, and for all of them the firewall lets the proxy's range through. Where no operator is named, neither is generated: no stack can be deployed, no variable brought, no backup restored, and every command of the page of operations is refused. Owners of the project have the role, and still no way through the firewall.",
    source: {
      title: "Google Cloud: TCP forwarding with Identity-Aware Proxy",
      url: "https://cloud.google.com/iap/docs/using-tcp-forwarding",
    },
    failing: cloudExample({
      gcp: gcpLines(["\noperators: [{ member: 'group:ops@bakery.example', reason: Deploys }]", ""]),
    }),
    passing: cloudExample({}),
  }),
}
