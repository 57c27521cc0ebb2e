import type { Host } from "../../../core/estate.js"
import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"

/** A network gives each address once. */
export const terraformDuplicateAddress: Rule = {
  code: "terraform/duplicate_address",
  severity: "error",
  summary: "Two VMs of a network have one address.",
  *check(estate) {
    for (const [{ name, hosts }] of inTheCloud(estate)) {
      const known = new Map<string, Host>()
      for (const host of hosts) {
        if (host.address === undefined) continue
        const earlier = known.get(host.address)
        if (earlier === undefined) {
          known.set(host.address, host)
          continue
        }
        yield {
          message: `The hosts ${host.name} and ${earlier.name} both have the address ${host.address} in ${name}.`,
          path: originOf(host, "address"),
          found: host.address,
          notes: [{ message: `${earlier.name} has it too`, path: originOf(earlier, "address") }],
          help: "Give one of them another address.",
          environments: [name],
        }
      }
    }
  },
}
