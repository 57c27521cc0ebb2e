import type { Rule } from "../../../core/rule.js"
import { presencesOf } from "../frontend.js"

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
}
