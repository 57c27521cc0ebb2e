import { LABEL } from "../../../core/names.js"
import type { Finding, Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"

/** Google Cloud refuses other names, and only when they are applied. */
export const terraformName: Rule = {
  code: "terraform/name",
  severity: "error",
  summary: "A name is not one that Google Cloud accepts.",
  *check(estate) {
    for (const [{ name }, hosts] of inTheCloud(estate)) {
      for (const host of hosts) {
        yield* badName("instance", host.instance, { path: host.sources.name ?? host.path, environment: name })
        for (const disk of host.disks)
          yield* badName("disk", disk.resource, { path: disk.sources.name ?? disk.path, environment: name })
      }
    }
  },
}

/** A VM's addresses are named after it, with `-external`; a disk's snapshot schedule with `-snapshots`. */
const LONGEST = { instance: 63 - "-external".length, disk: 63 - "-snapshots".length } as const

function* badName(
  kind: keyof typeof LONGEST,
  name: string,
  place: { readonly path: string; readonly environment: string },
): Iterable<Finding> {
  if (LABEL.test(name) && name.length <= LONGEST[kind]) return
  yield {
    message: `The ${kind} name ${JSON.stringify(name)} is not one that Google Cloud accepts.`,
    path: place.path,
    found: name,
    allowed: `${LONGEST[kind]} lower-case letters, digits and hyphens at most, starting with a letter, not ending with a hyphen`,
    help: "State `name` so that it is.",
    environments: [place.environment],
  }
}
