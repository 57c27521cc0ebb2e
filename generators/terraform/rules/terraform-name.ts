import { LABEL } from "../../../core/names.js"
import type { Finding, Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

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
  explain: () => ({
    why: "The name of an instance or a disk is an RFC 1035 label, and the names that are made from it (`-external` for addresses, `-snapshots` for schedules) must fit into its 63 characters too. Google Cloud refuses others when they are applied, after other resources have been made.",
    source: { title: "Google Cloud: naming resources", url: "https://cloud.google.com/compute/docs/naming-resources" },
    failing: cloudExample({ host: "machine: e2-small\nname: 2-ovens" }),
    passing: cloudExample({ host: "machine: e2-small\nname: ovens-2" }),
  }),
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
