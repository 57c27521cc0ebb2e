import type { Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

/** Units keep their state in a bucket of the operations project. */
export const terraformNoGcp: Rule = {
  code: "terraform/no_gcp",
  severity: "error",
  summary: "Terraform is generated, but nothing says where its state is kept.",
  *check(estate) {
    const { gcp, cloudflare, vercel } = estate.shared
    const [first] = inTheCloud(estate)
    const needs = first !== undefined || (cloudflare?.buckets.length ?? 0) > 0 || (vercel?.projects.length ?? 0) > 0
    if (gcp !== undefined || !needs) return
    yield {
      message: "Terraform is generated, but `clouds.gcp`, whose bucket holds its state, is not declared.",
      path: first?.[1][0]?.path ?? cloudflare?.path ?? vercel?.path ?? "/clouds",
      help: 'Declare `clouds.gcp` with its operations project, or leave "terraform" out of `generate`.',
    }
  },
  explain: () => ({
    why: "A unit of Terraform remembers what it made in a state file, and all of them keep it in one bucket of the operations project. Without `clouds.gcp` there is no bucket to name, so that no unit could be planned.",
    source: { title: "Terraform: backend gcs", url: "https://developer.hashicorp.com/terraform/language/backend/gcs" },
    failing: cloudExample({ gcp: "" }),
    passing: cloudExample({}),
  }),
}
