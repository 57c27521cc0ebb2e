import type { Rule } from "../../../core/rule.js"

/** A project without a team would belong to whoever applies it. */
export const terraformNoTeam: Rule = {
  code: "terraform/no_team",
  severity: "error",
  summary: "Vercel projects are declared without a team.",
  *check({ shared: { vercel } }) {
    if (vercel === undefined || vercel.team !== undefined || vercel.projects.length === 0) return
    yield {
      message: "Vercel projects are declared, but not the team that owns them.",
      path: vercel.path,
      help: "Add `team`, the team's slug at Vercel.",
    }
  },
}
