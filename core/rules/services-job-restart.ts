import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** A job that is started again whenever it ends never completes, so whoever waits for it waits forever. */
export const servicesJobRestart: Rule = {
  code: "services/job_restart",
  severity: "error",
  summary: "A job is started again when it has ended.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const service of hosts.flatMap(({ services }) => services)) {
        const { job, restart, id } = service
        if (!job || restart === "no" || restart.startsWith("on-failure")) continue
        yield {
          message: `${id} is a job, which runs once, but is started again when it ends.`,
          path: originOf(service, "restart"),
          found: restart,
          allowed: "no, on-failure or on-failure:5",
          notes: [{ message: "it is said to be a job", path: originOf(service, "job") }],
          help: "Remove `restart`, or `job`.",
          environments: [name],
        }
      }
    }
  },
}
