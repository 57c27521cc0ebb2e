import type { Estate } from "../../core/estate.js"
import type { Finding } from "../../core/rule.js"
import { inTheCloud } from "./cloud.js"

/** Environments with VMs that do not say what VMs need, with the sentence that tells what to add. */
export function* environmentLacks(estate: Estate, field: "project" | "network", help: string): Iterable<Finding> {
  for (const [environment, hosts] of inTheCloud(estate)) {
    if (environment[field] !== undefined) continue
    yield {
      message: `The environment ${JSON.stringify(environment.name)} has no \`${field}\`, and its VMs need one.`,
      path: environment.path,
      notes: [{ message: `${hosts[0]!.name} runs there`, path: hosts[0]!.path }],
      help,
      environments: [environment.name],
    }
  }
}
