import type { Rule } from "../../../core/rule.js"
import { environmentLacks } from "../lacks.js"

/** What an environment with VMs owns lies in a project of its own. */
export const terraformNoProject: Rule = {
  code: "terraform/no_project",
  severity: "error",
  summary: "An environment with VMs has no project.",
  check: (estate) => environmentLacks(estate, "project", "Add `project`, the id of its GCP project."),
}
