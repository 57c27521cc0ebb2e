import type { Host } from "../../../core/estate.js"
import { grantsOf } from "../../../core/grants.js"
import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"

/** A VM of ours is told by its service account in a firewall, any other host by its address. */
export const terraformNoSourceAddress: Rule = {
  code: "terraform/no_source_address",
  severity: "error",
  summary: "A host that is kept by hand reaches a VM, and its address is unknown.",
  *check(estate) {
    for (const [environment, hosts] of inTheCloud(estate)) {
      const made = new Set<Host>(hosts)
      for (const { source, target, causes } of grantsOf(environment, estate.shared)) {
        if (source.kind !== "host" || !made.has(target)) continue
        if (made.has(source.host) || source.host.address !== undefined) continue
        yield {
          message: `${source.host.name} is kept by hand and reaches ${target.name}, whose firewall can't let in what has no address.`,
          path: source.host.path,
          notes: [{ message: "this edge asks for it", path: causes[0]! }],
          help: "Add its `address`.",
          environments: [environment.name],
        }
      }
    }
  },
}
