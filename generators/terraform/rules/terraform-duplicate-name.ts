import { originOf } from "../../../core/origin.js"
import type { Finding, Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

/** A provider knows a resource by its name: a second one of it can't be made. */
export const terraformDuplicateName: Rule = {
  code: "terraform/duplicate_name",
  severity: "error",
  summary: "Two resources of one kind have one name.",
  *check(estate) {
    for (const [{ name }, hosts] of inTheCloud(estate)) {
      const instances = hosts.map((host) => ({ name: host.instance, path: host.sources.name ?? host.path }))
      const disks = hosts.flatMap((host) =>
        host.disks.map((disk) => ({ name: disk.resource, path: disk.sources.name ?? disk.path })),
      )
      yield* duplicates("instances", instances, name)
      yield* duplicates("disks", disks, name)
      const buckets = (estate.shared.cloudflare?.buckets ?? []).flatMap((bucket) => {
        const real = bucket.names[name]
        return real === undefined ? [] : [{ name: real, path: originOf(bucket, `name:${name}`) }]
      })
      yield* duplicates("buckets", buckets, name)
    }
  },
  explain: () => {
    const two = (name: string) =>
      cloudExample({
        host: "machine: e2-small\nname: bakery",
        more: `  mill:
    machine: e2-small
    name: ${name}
    stacks: { main: { directory: mill, project: mill } }
    services: { grinder: { image: oven, resources: { memory: 256 MiB } } }`,
      })
    return {
      why: "Google Cloud and Cloudflare know a resource by its name. The second one of it can't be made, and while both stand in the configuration, each unit takes the resource of the other for its own.",
      source: {
        title: "Google Cloud: naming resources",
        url: "https://cloud.google.com/compute/docs/naming-resources",
      },
      failing: two("bakery"),
      passing: two("bakery-mill"),
    }
  },
}

function* duplicates(
  kind: string,
  resources: readonly { readonly name: string; readonly path: string }[],
  environment: string,
): Iterable<Finding> {
  const known = new Map<string, string>()
  for (const { name, path } of resources) {
    const earlier = known.get(name)
    if (earlier === undefined) {
      known.set(name, path)
      continue
    }
    yield {
      message: `Two ${kind} of ${environment} are called ${JSON.stringify(name)}.`,
      path,
      found: name,
      notes: [{ message: "the other one", path: earlier }],
      help: "State another `name`.",
      environments: [environment],
    }
  }
}
