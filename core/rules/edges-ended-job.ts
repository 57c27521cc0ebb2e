import type { Edge, Environment, Service } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"

/** A job runs once and ends: whoever comes to it later finds nobody. */
export const edgesEndedJob: Rule = {
  code: "edges/ended_job",
  severity: "error",
  summary: "A service relies on a job as if it stayed up.",
  *check({ environments }) {
    for (const environment of environments) {
      const jobs = jobsOf(environment)
      if (jobs.size === 0) continue
      for (const edge of environment.edges) {
        const job = edge.to.kind === "service" ? jobs.get(edge.to.service.id) : undefined
        if (job !== undefined) yield* reliance(edge, job, environment)
      }
    }
  },
  explain: () => ({
    why: `A job, such as a migration, ends when its work is done. To wait until it is \`started\` or \`healthy\` is to start while it still works,
or to wait forever when it has ended before it was asked; \`completed\`, the default, is what a job offers. A route or a service of
another host can't wait at all: it finds the job's port closed.`,
    source: {
      title: "Compose Specification: depends_on, whose condition service_completed_successfully is for jobs",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#depends_on",
    },
    failing: shop("started"),
    passing: shop("completed"),
  }),
}

function jobsOf({ hosts }: Environment): ReadonlyMap<string, Service> {
  return new Map(hosts.flatMap(({ services }) => services.flatMap((one) => (one.job ? [[one.id, one] as const] : []))))
}

function* reliance(edge: Edge, job: Service, { name }: Environment): Iterable<Finding> {
  const { from, condition, because, reach, sources, path } = edge
  const notes = [{ message: "it is said to be a job", path: job.sources.job ?? job.path }]
  if (because === "route" || reach === "remote") {
    yield {
      message: `${because === "route" ? `A route leads from ${from.id}` : `${from.id} comes from another host`} to ${job.id}, which is a job: when it has ended, nothing answers there.`,
      path: sources.to ?? path,
      found: job.id,
      notes,
      help: "Name a service that stays up, or take `job` away.",
      environments: [name],
    }
  } else if (sources.condition !== undefined && condition !== "completed") {
    yield {
      message: `${from.id} waits until ${job.id} is ${condition}, but ${job.id} is a job, which is done when it has ended.`,
      path: sources.condition,
      found: condition,
      allowed: "completed",
      notes,
      help: "Wait until it is `completed`, or leave `condition` out.",
      environments: [name],
    }
  }
}

function shop(condition: string): string {
  return example({
    services: {
      orders: `ports: { http: 8000 }\nuses: [{ to: migrate, condition: ${condition} }]`,
      migrate: "image: orders\njob: true",
    },
  })
}
