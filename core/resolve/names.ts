import { child, type Pointer } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import { EGRESS, INGRESS } from "../networks.js"
import type { Problems } from "./problems.js"
import { RESERVED_TARGETS } from "./targets.js"

/** Refuses names that mean two things: where an edge looks for a name, and among the networks of a host. */
export function refuseClashingNames(data: TopologyData, problems: Problems): void {
  refuseTargets(data, problems)
  for (const [host, { services, networks }] of Object.entries(data.hosts ?? {})) {
    const path = child("/hosts", host)
    for (const name of [INGRESS, EGRESS]) {
      if (Object.hasOwn(services, name)) reserved("service", child(child(path, "services"), name), problems)
      if (Object.hasOwn(networks ?? {}, name)) reserved("network", child(child(path, "networks"), name), problems)
    }
    for (const name of Object.keys(networks ?? {})) {
      if (!Object.hasOwn(services, name)) continue
      clash(name, {
        path: child(child(path, "networks"), name),
        what: "A network",
        other: "a service, whose own network has that name",
        otherPath: child(child(path, "services"), name),
        problems,
      })
    }
  }
}

/** Buckets, externals, hosts and what edges call by a fixed name share one space of names. */
function refuseTargets(data: TopologyData, problems: Problems): void {
  const taken = new Map<string, { readonly what: string; readonly path: Pointer }>()
  const groups = [
    ["a bucket", "/clouds/cloudflare/buckets", data.clouds?.cloudflare?.buckets],
    ["an external", "/externals", data.externals],
    ["a host", "/hosts", data.hosts],
  ] as const
  for (const [what, base, group] of groups) {
    for (const name of Object.keys(group ?? {})) {
      const path = child(base, name)
      const earlier = taken.get(name)
      if ((RESERVED_TARGETS as readonly string[]).includes(name)) reserved(what.replace(/^an? /, ""), path, problems)
      else if (earlier === undefined) taken.set(name, { what, path })
      else
        clash(name, {
          path,
          what: what.charAt(0).toUpperCase() + what.slice(1),
          other: earlier.what,
          otherPath: earlier.path,
          problems,
        })
    }
  }
}

function reserved(what: string, path: Pointer, problems: Problems): void {
  const name = path.slice(path.lastIndexOf("/") + 1)
  const why =
    what === "service" || what === "network" ? "a network of every stack has that name" : "edges use that name already"
  problems.error({
    code: "names/reserved",
    message: `A ${what} can't be named ${JSON.stringify(name)}: ${why}.`,
    path,
    help: "Give it another name.",
  })
}

function clash(
  name: string,
  place: {
    readonly path: Pointer
    readonly what: string
    readonly other: string
    readonly otherPath: Pointer
    readonly problems: Problems
  },
): void {
  place.problems.error({
    code: "names/taken",
    message: `${place.what} can't be named ${JSON.stringify(name)}: there is ${place.other}.`,
    path: place.path,
    notes: [{ message: "the other one is declared there", path: place.otherPath }],
    help: "Give one of them another name.",
  })
}
