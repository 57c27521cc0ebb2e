import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"

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
}
