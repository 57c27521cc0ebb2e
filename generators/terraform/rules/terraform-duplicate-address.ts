import type { Host } from "../../../core/estate.js"
import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

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
  explain: () => {
    const two = (address: string) =>
      cloudExample({
        host: "machine: e2-small\naddress: 10.10.0.2",
        more: `  mill:
    machine: e2-small
    address: ${address}
    stacks: { main: { directory: mill, project: mill } }
    services: { grinder: { image: oven, resources: { memory: 256 MiB } } }`,
      })
    return {
      why: "An address of a subnetwork belongs to one VM. The second that asks for it is refused when it is applied; and whatever was meant for one of them would have reached the other.",
      source: {
        title: "Google Cloud: reserve a static internal IP address",
        url: "https://cloud.google.com/vpc/docs/reserve-static-internal-ip-address",
      },
      failing: two("10.10.0.2"),
      passing: two("10.10.0.3"),
    }
  },
}
