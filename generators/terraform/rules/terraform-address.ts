import { extent } from "../../../core/networks.js"
import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

/** A VM's address is one of its subnetwork, and not one that Google Cloud keeps for itself. */
export const terraformAddress: Rule = {
  code: "terraform/address",
  severity: "error",
  summary: "A VM's address is not one that its subnetwork has to give.",
  *check(estate) {
    for (const [{ name, network, ...environment }, hosts] of inTheCloud(estate)) {
      if (network === undefined) continue
      const { first, last } = extent(network)
      for (const host of hosts) {
        if (host.address === undefined) continue
        const address = extent(host.address).first
        if (address >= first + RESERVED && address <= last - RESERVED) continue
        const inside = address >= first && address <= last
        yield {
          message: inside
            ? `The address ${host.address} of ${host.name} is one of those that Google Cloud keeps of ${network}.`
            : `The address ${host.address} of ${host.name} lies outside the network ${network} of ${name}.`,
          path: originOf(host, "address"),
          found: host.address,
          allowed: `an address of ${network}, but its first two and last two`,
          notes: [{ message: `the network of ${name}`, path: originOf(environment, "network") }],
          help: "Choose another address.",
          environments: [name],
        }
      }
    }
  },
  explain: () => ({
    why: "A static address must be one that the subnetwork has to give: inside its range, and not one of the four that Google Cloud keeps for the network, its gateway, itself and broadcasts. Anything else is refused when it is applied, half-way through.",
    source: {
      title: "Google Cloud: subnets, unusable addresses in IPv4 subnet ranges",
      url: "https://cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet",
    },
    failing: cloudExample({ host: "machine: e2-small\naddress: 10.20.0.2" }),
    passing: cloudExample({ host: "machine: e2-small\naddress: 10.10.0.2" }),
  }),
}

/** Google Cloud keeps the first two addresses of a subnetwork and the last two. */
const RESERVED = 2
