import { example } from "../example.js"
import { machineShape } from "../machines.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** What is not known is said: silence would read as if the services had been counted, and fitted. */
export const machinesUnknownType: Rule = {
  code: "machines/unknown_type",
  severity: "info",
  summary: "Whether a host's services fit on its machine is not checked, because its type is not known.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const host of environment.hosts) {
        if (host.machine === undefined || machineShape(host.machine) !== undefined) continue
        yield {
          message: `How much memory and how many CPUs ${host.machine} has is not known, so nothing says whether the services of ${host.name} fit.`,
          path: originOf(host, "machine"),
          found: host.machine,
          help: "Check the name; where it is right, compare the limits of the services with it by hand.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => {
    const shop = (machine: string) =>
      example({
        hosts: { shop: { lines: `machine: ${machine}`, services: { oven: "resources: { memory: 256 MiB }" } } },
      })
    return {
      why: "Groundplan knows the general-purpose and compute-optimized series, with the shared-core and custom types among them. Any other type, and any that is misspelled, is left to the cloud to accept or refuse; what it has is then not counted.",
      source: {
        title: "Google Cloud: machine families resource and comparison guide",
        url: "https://cloud.google.com/compute/docs/machine-resource",
      },
      failing: shop("e2-standard-3"),
      passing: shop("e2-standard-2"),
    }
  },
}
