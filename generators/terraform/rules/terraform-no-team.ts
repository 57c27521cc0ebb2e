import type { Rule } from "../../../core/rule.js"
import { cloudExample } from "../example.js"

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
  explain: () => {
    const vercel = (team: string) =>
      cloudExample({
        clouds: `vercel:\n  purpose: Frontends${team}\n  projects: { window: { repository: bakery/window } }`,
      })
    return {
      why: "Without a team, the projects would be made in the account of whoever applies them first, and nobody else could deploy, or see what they cost.",
      source: {
        title: "Vercel provider for Terraform: team",
        url: "https://registry.terraform.io/providers/vercel/vercel/latest/docs",
      },
      failing: vercel(""),
      passing: vercel("\n  team: bakery"),
    }
  },
}
