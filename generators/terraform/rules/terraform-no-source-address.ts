import type { Host } from "../../../core/estate.js"
import { grantsOf } from "../../../core/grants.js"
import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

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
  explain: () => {
    const two = (address: string) =>
      cloudExample({
        service: "image: oven\nports: { http: 8000 }\nresources: { memory: 256 MiB }",
        host: "machine: e2-small\naddress: 10.10.0.2",
        more: `  mill:
    generate: [compose]${address}
    stacks: { main: { directory: mill, project: mill } }
    services: { grinder: { image: oven, uses: [shop.oven] } }`,
      })
    return {
      why: "The firewall of a VM lets in other VMs by the account that they run as. A host that somebody keeps by hand has no such account, so that only its address tells it from anybody else.",
      source: {
        title: "Google Cloud: VPC firewall rules, sources",
        url: "https://cloud.google.com/firewall/docs/firewalls",
      },
      failing: two(""),
      passing: two("\n    address: 10.10.0.3"),
    }
  },
}
