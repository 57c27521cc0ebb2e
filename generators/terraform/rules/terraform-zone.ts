import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { cloudExample, gcpLines } from "../example.js"

/** A VM's disks and addresses lie in its region. */
export const terraformZone: Rule = {
  code: "terraform/zone",
  severity: "error",
  summary: "The zone lies in another region.",
  *check(estate) {
    const { gcp } = estate.shared
    if (gcp === undefined || gcp.zone.startsWith(`${gcp.region}-`)) return
    yield {
      message: `The zone ${gcp.zone} does not lie in the region ${gcp.region}.`,
      path: originOf(gcp, "zone"),
      found: gcp.zone,
      allowed: `a zone of the region, such as ${gcp.region}-b`,
      notes: [{ message: "the region", path: originOf(gcp, "region") }],
      help: "Change one of the two.",
    }
  },
  explain: () => ({
    why: "A VM's disks, its addresses and its snapshot schedules are made in the region, the VM in the zone. With a zone of another region none of them can be attached to it.",
    source: { title: "Google Cloud: regions and zones", url: "https://cloud.google.com/compute/docs/regions-zones" },
    failing: cloudExample({ gcp: gcpLines(["zone: europe-west8-b", "zone: europe-west1-b"]) }),
    passing: cloudExample({}),
  }),
}
