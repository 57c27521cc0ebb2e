import { example } from "../example.js"
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
  explain: () => ({
    why: `What waits for a job waits until it has ended well. With \`restart: always\` or \`unless-stopped\` Docker starts it again as soon as it
has, so that a migration runs in a circle and nothing behind it ever starts.`,
    source: {
      title: "Docker: restart policies",
      url: "https://docs.docker.com/engine/containers/start-containers-automatically/",
    },
    failing: shop("always"),
    passing: shop("on-failure:3"),
  }),
}

function shop(restart: string): string {
  return example({ services: { migrate: `job: true\nrestart: ${restart}` } })
}
