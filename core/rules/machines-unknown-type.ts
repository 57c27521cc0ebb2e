import type { Host } from "../estate.js"
import { example } from "../example.js"
import { knownTypes, machineShape } from "../machines.js"
import { originOf } from "../origin.js"
import { nearest } from "../resolve/problems.js"
import type { Finding, Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** A type that there is not is refused by the cloud in the middle of a deployment; one that is not known is at least said. */
export const machinesUnknownType: Rule = {
  code: "machines/unknown_type",
  severity: "warning",
  summary: "A machine type does not exist, or is not known, so that whether the services fit is not checked.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const host of environment.hosts) {
        const { machine } = host
        if (machine === undefined || machineShape(machine) !== undefined) continue
        yield { ...finding(machine, host), path: originOf(host, "machine"), environments: [environment.name] }
      }
    }
  },
  explain: () => {
    const shop = (machine: string) =>
      example({
        hosts: { shop: { lines: `machine: ${machine}`, services: { oven: "resources: { memory: 256 MiB }" } } },
      })
    return {
      why: "Groundplan knows the types of every series of GCP that is documented in October 2026, the shared-core, bare-metal and custom ones among them. A type that its series does not have is an error: the plan of Terraform accepts any text, and the cloud refuses it when the machine is to be made, after the old one is gone. A series that is not known is a warning, since there may be a new one: what its machines have is then not counted, and nothing says whether the services fit.",
      source: {
        title: "Google Cloud: machine families resource and comparison guide",
        url: "https://cloud.google.com/compute/docs/machine-resource",
      },
      failing: shop("e2-standard-3"),
      passing: shop("e2-standard-2"),
    }
  },
}

function finding(machine: string, { name }: Host): Pick<Finding, "severity" | "message" | "found" | "help"> {
  const known = knownTypes(machine)
  if (known.length === 0) {
    return {
      message: `How much memory and how many CPUs ${machine} has is not known, so nothing says whether the services of ${name} fit.`,
      found: machine,
      help: "Check the name; where it is right, compare the limits of the services with it by hand.",
    }
  }
  const near = nearest(machine, known)
  const series = machine.slice(0, machine.indexOf("-"))
  return {
    severity: "error",
    message: `There is no machine type ${machine}: the series ${series} has none of that name.`,
    found: machine,
    help: near === undefined ? `Name one of its types, such as ${known[0]}.` : `Did you mean ${JSON.stringify(near)}?`,
  }
}
