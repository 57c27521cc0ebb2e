import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

/** Each resource is owned by one unit, and a project's units own all of it. */
export const terraformSharedProject: Rule = {
  code: "terraform/shared_project",
  severity: "error",
  summary: "Two environments lie in one project.",
  *check(estate) {
    const { gcp } = estate.shared
    const known = new Map<string, { readonly what: string; readonly path: string }>()
    if (gcp !== undefined)
      known.set(gcp.operations.project, { what: "operations", path: originOf(gcp.operations, "project") })
    for (const [environment] of inTheCloud(estate)) {
      const { project, name } = environment
      if (project === undefined) continue
      const earlier = known.get(project)
      if (earlier === undefined) {
        known.set(project, { what: name, path: originOf(environment, "project") })
        continue
      }
      yield {
        message: `The environment ${JSON.stringify(name)} lies in the project ${JSON.stringify(project)}, as ${earlier.what} does.`,
        path: originOf(environment, "project"),
        found: project,
        notes: [{ message: `${earlier.what} lies there too`, path: earlier.path }],
        help: "Give it a project of its own: a resource is owned by one unit only.",
        environments: [name],
      }
    }
  },
  explain: () => {
    const two = (project: string) =>
      cloudExample({
        environments: {
          staging: "{ project: bakery-staging, network: 10.10.0.0/24 }",
          live: `{ project: ${project}, network: 10.20.0.0/24 }`,
        },
        host: 'machine: e2-small\nstacks: { main: { directory: "shop-{short}", project: "shop-{short}" } }',
      })
    return {
      why: "A resource is known by its project and its name, and is owned by one unit. Two environments in one project would make the same networks, accounts and secrets twice, and removing one of them would remove those of the other.",
      source: {
        title: "Google Cloud: resource hierarchy, projects",
        url: "https://cloud.google.com/resource-manager/docs/cloud-platform-resource-hierarchy",
      },
      failing: two("bakery-staging"),
      passing: two("bakery-live"),
    }
  },
}
