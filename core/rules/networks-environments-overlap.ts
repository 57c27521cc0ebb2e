import type { Environment } from "../estate.js"
import { example } from "../example.js"
import { extent } from "../networks.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** Networks with the same addresses can never be joined, neither to each other nor to the office. */
export const networksEnvironmentsOverlap: Rule = {
  code: "networks/environments_overlap",
  severity: "warning",
  summary: "The networks of two environments have addresses in common.",
  *check({ environments }) {
    const networks = environments
      .flatMap((environment) => rangeOf(environment))
      .sort((a, b) => a.first - b.first || a.last - b.last)
    let widest: (typeof networks)[number] | undefined
    for (const network of networks) {
      if (widest !== undefined && network.first <= widest.last) {
        const [one, other] = [widest.environment, network.environment]
        yield {
          message: `The networks of ${one.name} (${one.network}) and ${other.name} (${other.network}) overlap.`,
          path: originOf(other, "network"),
          found: other.network!,
          notes: [{ message: `the network of ${one.name} is stated there`, path: originOf(one, "network") }],
          help: "Give each environment a range of its own: a range can't be changed once machines are in it.",
          environments: [one.name, other.name],
        }
      }
      if (widest === undefined || network.last > widest.last) widest = network
    }
  },
  explain: () => {
    const shop = (network: string) =>
      example({
        environments: { staging: "{ network: 10.10.0.0/24 }", live: `{ network: ${network} }` },
        services: { oven: "" },
      })
    return {
      why: "Each environment has a network of its own, so that nothing breaks today. But two networks with the same addresses can't be peered, can't be reached through one VPN, and make an address in a log ambiguous; and a subnetwork's range can't be replaced while a VM has an address in it.",
      source: {
        title: "RFC 1918, section 5: addresses that are likely to be unique among the networks that may be joined",
        url: "https://www.rfc-editor.org/rfc/rfc1918#section-5",
      },
      failing: shop("10.10.0.0/16"),
      passing: shop("10.20.0.0/24"),
    }
  },
}

function rangeOf(environment: Environment) {
  const { network } = environment
  return network === undefined || !lasts(environment) ? [] : [{ environment, ...extent(network) }]
}
