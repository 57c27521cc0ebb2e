import type { Rule } from "../rule.js"

/** Opening a port to anyone is a decision that somebody will ask about: it says why. */
export const portsPublicReason: Rule = {
  code: "ports/public_reason",
  severity: "error",
  summary: "A port is declared `public` without a reason.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const host of environment.hosts) {
        for (const service of host.services) {
          for (const port of service.ports) {
            const declared = port.sources.exposure?.startsWith("/") === true
            if (port.exposure !== "public" || port.reason !== undefined || !declared) continue
            yield {
              message: `Port ${port.name} of ${service.id} is open to anyone, and nothing says why.`,
              path: port.sources.exposure ?? port.path,
              found: "public",
              help: "Add a `reason`, or choose a narrower exposure.",
              environments: [environment.name],
            }
          }
        }
      }
    }
  },
}
