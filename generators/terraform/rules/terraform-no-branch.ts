import { presencesOf } from "../../../core/frontends.js"
import type { Rule } from "../../../core/rule.js"
import { cloudExample } from "../example.js"

/** Vercel tells the environments of one project apart by the branch that is deployed. */
export const terraformNoBranch: Rule = {
  code: "terraform/no_branch",
  severity: "error",
  summary: "A Vercel project is in several environments, but has no branches.",
  *check(estate) {
    for (const project of estate.shared.vercel?.projects ?? []) {
      const presences = presencesOf(project, estate)
      if (project.repository !== undefined || presences.length < 2) continue
      const names = presences.map(({ environment }) => environment.name)
      yield {
        message: `The Vercel project ${JSON.stringify(project.name)} is in ${names.join(", ")}, but only ${names.at(-1)} can be told apart without a repository's branches.`,
        path: project.path,
        help: "Add `repository`, or limit it with `only` to one environment.",
        environments: names,
      }
    }
  },
  explain: () => {
    const vercel = (project: string) =>
      cloudExample({
        environments: {
          staging: "{ project: bakery-staging, network: 10.10.0.0/24 }",
          live: "{ project: bakery-live, network: 10.20.0.0/24 }",
        },
        host: 'machine: e2-small\nstacks: { main: { directory: "shop-{short}", project: "shop-{short}" } }',
        clouds: `vercel:\n  purpose: Frontends\n  team: bakery\n  projects: { window: ${project} }`,
      })
    return {
      why: "At Vercel, environments of one project are told apart by the branch that is deployed. A project without a repository has none, so that all but the last environment would be the same preview.",
      source: { title: "Vercel: environments", url: "https://vercel.com/docs/deployments/environments" },
      failing: vercel("{}"),
      passing: vercel("{ repository: bakery/window }"),
    }
  },
}
