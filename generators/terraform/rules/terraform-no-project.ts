import type { Rule } from "../../../core/rule.js"
import { cloudExample } from "../example.js"
import { environmentLacks } from "../lacks.js"

/** What an environment with VMs owns lies in a project of its own. */
export const terraformNoProject: Rule = {
  code: "terraform/no_project",
  severity: "error",
  summary: "An environment with VMs has no project.",
  check: (estate) => environmentLacks(estate, "project", "Add `project`, the id of its GCP project."),
  explain: () => ({
    why: "VMs, disks, secrets and firewall rules of an environment lie in a project of its own: that is what keeps its bills, its permissions and its mistakes apart from those of others. Which one it is can't be guessed.",
    source: {
      title: "Google Cloud: resource hierarchy, projects",
      url: "https://cloud.google.com/resource-manager/docs/cloud-platform-resource-hierarchy",
    },
    failing: cloudExample({ environments: { staging: "{ network: 10.10.0.0/24 }" } }),
    passing: cloudExample({}),
  }),
}
