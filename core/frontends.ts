import type { Environment, Estate, Frontend, VercelProject } from "./estate.js"

/** A Vercel project in one environment. */
export interface Presence {
  /** The environment. */
  readonly environment: Environment
  /** What is there. */
  readonly frontend: Frontend
  /** Whether it is Vercel's production: the last declared of its environments. The others are previews of a branch of their name. */
  readonly production: boolean
}

/** The environments that a project is in, in declared order. */
export function presencesOf(
  project: VercelProject,
  { environments }: Pick<Estate, "environments">,
): readonly Presence[] {
  const found = environments.flatMap((environment) =>
    environment.frontends
      .filter((frontend) => frontend.project.name === project.name)
      .map((frontend) => ({ environment, frontend })),
  )
  return found.map((presence, index) => ({ ...presence, production: index === found.length - 1 }))
}

/** The branch whose deployments are an environment; undefined for production's. */
export function branchOf({ production, environment }: Presence): string | undefined {
  return production ? undefined : environment.name
}
