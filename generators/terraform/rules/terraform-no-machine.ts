import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

/** Google Cloud has no default machine type. */
export const terraformNoMachine: Rule = {
  code: "terraform/no_machine",
  severity: "error",
  summary: "A VM has no machine type.",
  *check(estate) {
    for (const [{ name }, hosts] of inTheCloud(estate)) {
      for (const host of hosts) {
        if (host.machine !== undefined) continue
        yield {
          message: `The host ${JSON.stringify(host.name)} has no machine type in ${name}.`,
          path: host.sources.machine ?? host.path,
          help: 'Add `machine`, such as e2-standard-2, or leave "terraform" out of its `generate`.',
          environments: [name],
        }
      }
    }
  },
  explain: () => ({
    why: "A machine type decides what a VM costs and what fits on it. Google Cloud has no default, and a guess would be wrong for somebody.",
    source: {
      title: "Google Cloud: machine families resource and comparison guide",
      url: "https://cloud.google.com/compute/docs/machine-resource",
    },
    failing: cloudExample({ host: "" }),
    passing: cloudExample({}),
  }),
}
