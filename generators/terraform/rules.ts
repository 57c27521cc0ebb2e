import { dnsOf } from "../../core/dns.js"
import type { Environment, Estate, Host } from "../../core/estate.js"
import { grantsOf } from "../../core/grants.js"
import { LABEL } from "../../core/names.js"
import { extent } from "../../core/networks.js"
import { originOf } from "../../core/origin.js"
import type { Finding, Rule } from "../../core/rule.js"
import { type CloudHost, cloudHosts } from "./cloud.js"
import { presencesOf } from "./frontend.js"
import type { Unit } from "./unit.js"
import { unitsOf } from "./units.js"

/** What must be stated, and be of a kind that Google Cloud, Cloudflare and Vercel accept, for Terraform to be generated. */
export const rules: readonly Rule[] = [
  rule("terraform/no_gcp", "Terraform is generated, but nothing says where its state is kept.", noGcp),
  rule("terraform/no_project", "An environment with VMs has no project.", (estate) =>
    environmentLacks(estate, "project", "Add `project`, the id of its GCP project."),
  ),
  rule("terraform/no_network", "An environment with VMs has no address range.", (estate) =>
    environmentLacks(estate, "network", "Add `network`, the range of its subnetwork, such as 10.10.0.0/24."),
  ),
  rule("terraform/shared_project", "Two environments lie in one project.", sharedProjects),
  rule("terraform/no_machine", "A VM has no machine type.", noMachine),
  rule("terraform/address", "A VM's address is not one that its subnetwork has to give.", badAddresses),
  rule("terraform/duplicate_address", "Two VMs of a network have one address.", duplicateAddresses),
  rule(
    "terraform/no_source_address",
    "A host that is kept by hand reaches a VM, and its address is unknown.",
    noSourceAddress,
  ),
  rule("terraform/name", "A name is not one that Google Cloud accepts.", badNames),
  rule("terraform/duplicate_name", "Two resources of one kind have one name.", duplicateNames),
  rule("terraform/path", "A path holds characters that the start-up script does not take.", badPaths),
  rule("terraform/zone", "The zone lies in another region.", badZone),
  rule("terraform/no_team", "Vercel projects are declared without a team.", noTeam),
  rule("terraform/no_branch", "A Vercel project is in several environments, but has no branches.", noBranch),
  rule("terraform/bucket_hostname", "A bucket is served on a host name outside the zone.", bucketHostnames),
  rule("terraform/record_conflict", "One host name leads to two places.", recordConflicts),
  rule("terraform/unit_path", "Two units have one path, or one that is taken.", unitPaths),
]

function rule(code: string, summary: string, check: (estate: Estate) => Iterable<Finding>): Rule {
  return { code, severity: "error", summary, check: (estate) => check(estate) }
}

/** Each environment with VMs of Terraform, and those VMs. */
function inTheCloud({ environments }: Estate): readonly (readonly [Environment, readonly CloudHost[]])[] {
  return environments.flatMap((environment) => {
    const hosts = cloudHosts(environment)
    return hosts.length === 0 ? [] : [[environment, hosts] as const]
  })
}

function* noGcp(estate: Estate): Iterable<Finding> {
  const { gcp, cloudflare, vercel } = estate.shared
  const [first] = inTheCloud(estate)
  const needs = first !== undefined || (cloudflare?.buckets.length ?? 0) > 0 || (vercel?.projects.length ?? 0) > 0
  if (gcp !== undefined || !needs) return
  yield {
    message: "Terraform is generated, but `clouds.gcp`, whose bucket holds its state, is not declared.",
    path: first?.[1][0]?.path ?? cloudflare?.path ?? vercel?.path ?? "/clouds",
    help: 'Declare `clouds.gcp` with its operations project, or leave "terraform" out of `generate`.',
  }
}

function* environmentLacks(estate: Estate, field: "project" | "network", help: string): Iterable<Finding> {
  for (const [environment, hosts] of inTheCloud(estate)) {
    if (environment[field] !== undefined) continue
    yield {
      message: `The environment ${JSON.stringify(environment.name)} has no \`${field}\`, and its VMs need one.`,
      path: environment.path,
      notes: [{ message: `${hosts[0]!.name} runs there`, path: hosts[0]!.path }],
      help,
      environments: [environment.name],
    }
  }
}

function* sharedProjects(estate: Estate): Iterable<Finding> {
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
}

function* noMachine(estate: Estate): Iterable<Finding> {
  for (const [{ name }, hosts] of inTheCloud(estate)) {
    for (const host of hosts) {
      if (host.machine !== undefined) continue
      yield {
        message: `The host ${JSON.stringify(host.name)} has no machine type in ${name}.`,
        path: host.sources.machine ?? host.path,
        help: 'Add `machine`, such as e2-standard-2, or leave "terraform" out of its `generate`.',
        environments: [name],
      }
    }
  }
}

/** Google Cloud keeps the first two addresses of a subnetwork and the last two. */
const RESERVED = 2

function* badAddresses(estate: Estate): Iterable<Finding> {
  for (const [{ name, network, ...environment }, hosts] of inTheCloud(estate)) {
    if (network === undefined) continue
    const { first, last } = extent(network)
    for (const host of hosts) {
      if (host.address === undefined) continue
      const address = extent(host.address).first
      if (address >= first + RESERVED && address <= last - RESERVED) continue
      const inside = address >= first && address <= last
      yield {
        message: inside
          ? `The address ${host.address} of ${host.name} is one of those that Google Cloud keeps of ${network}.`
          : `The address ${host.address} of ${host.name} lies outside the network ${network} of ${name}.`,
        path: originOf(host, "address"),
        found: host.address,
        allowed: `an address of ${network}, but its first two and last two`,
        notes: [{ message: `the network of ${name}`, path: originOf(environment, "network") }],
        help: "Choose another address.",
        environments: [name],
      }
    }
  }
}

function* duplicateAddresses(estate: Estate): Iterable<Finding> {
  for (const [{ name, hosts }] of inTheCloud(estate)) {
    const known = new Map<string, Host>()
    for (const host of hosts) {
      if (host.address === undefined) continue
      const earlier = known.get(host.address)
      if (earlier === undefined) {
        known.set(host.address, host)
        continue
      }
      yield {
        message: `The hosts ${host.name} and ${earlier.name} both have the address ${host.address} in ${name}.`,
        path: originOf(host, "address"),
        found: host.address,
        notes: [{ message: `${earlier.name} has it too`, path: originOf(earlier, "address") }],
        help: "Give one of them another address.",
        environments: [name],
      }
    }
  }
}

function* noSourceAddress(estate: Estate): Iterable<Finding> {
  for (const [environment, hosts] of inTheCloud(estate)) {
    const made = new Set<Host>(hosts)
    for (const { source, target, causes } of grantsOf(environment, estate.shared)) {
      if (source.kind !== "host" || !made.has(target)) continue
      if (made.has(source.host) || source.host.address !== undefined) continue
      yield {
        message: `${source.host.name} is kept by hand and reaches ${target.name}, whose firewall can't let in what has no address.`,
        path: source.host.path,
        notes: [{ message: "this edge asks for it", path: causes[0]! }],
        help: "Add its `address`.",
        environments: [environment.name],
      }
    }
  }
}

/** A VM's addresses are named after it, with `-external`; a disk's snapshot schedule with `-snapshots`. */
const LONGEST = { instance: 63 - "-external".length, disk: 63 - "-snapshots".length } as const

function* badNames(estate: Estate): Iterable<Finding> {
  for (const [{ name }, hosts] of inTheCloud(estate)) {
    for (const host of hosts) {
      yield* badName("instance", host.instance, { path: host.sources.name ?? host.path, environment: name })
      for (const disk of host.disks)
        yield* badName("disk", disk.resource, { path: disk.sources.name ?? disk.path, environment: name })
    }
  }
}

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

function* duplicateNames(estate: Estate): Iterable<Finding> {
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

/** What the start-up script takes for a path without quoting it in systemd's or Compose's files. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9._-]+)+$/

function* badPaths(estate: Estate): Iterable<Finding> {
  for (const [{ name }, hosts] of inTheCloud(estate)) {
    for (const host of hosts) {
      for (const stack of host.stacks)
        yield* badPath("A stack's folder", stack.deployedTo, stack.sources.on ?? stack.path, name)
      for (const disk of host.disks) {
        yield* badPath("A mount point", disk.mount, originOf(disk, "mount"), name)
        for (const { folder, path } of disk.holds) yield* badPath("A folder of a disk", folder, path, name)
      }
    }
  }
}

function* badPath(what: string, found: string, path: string, environment: string): Iterable<Finding> {
  if (PLAIN_PATH.test(found)) return
  yield {
    message: `${what} is ${JSON.stringify(found)}, which the VM's start-up script does not take.`,
    path,
    found,
    allowed: "an absolute path of letters, digits, dots, hyphens and underscores",
    help: "Rename the folder.",
    environments: [environment],
  }
}

function* badZone(estate: Estate): Iterable<Finding> {
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
}

function* noTeam({ shared: { vercel } }: Estate): Iterable<Finding> {
  if (vercel === undefined || vercel.team !== undefined || vercel.projects.length === 0) return
  yield {
    message: "Vercel projects are declared, but not the team that owns them.",
    path: vercel.path,
    help: "Add `team`, the team's slug at Vercel.",
  }
}

function* noBranch(estate: Estate): Iterable<Finding> {
  for (const project of estate.shared.vercel?.projects ?? []) {
    const presences = presencesOf(project, estate)
    if (project.repository !== undefined || presences.length < 2) continue
    const names = presences.map(({ environment }) => environment.name)
    yield {
      message: `The Vercel project ${JSON.stringify(project.name)} is in ${names.join(", ")}, but only ${names.at(-1)} can be told apart without a repository's branches.`,
      path: project.path,
      help: "Add `repository`, or limit it with `only` to one environment.",
      environments: names,
    }
  }
}

function* bucketHostnames({ shared: { cloudflare }, environments }: Estate): Iterable<Finding> {
  if (cloudflare === undefined) return
  const { zone } = cloudflare
  for (const { name, routes } of environments) {
    for (const route of routes) {
      if (route.proxy !== undefined || route.handlers[0]?.answer.kind !== "bucket") continue
      for (const { hostname, origin } of route.sites) {
        if (hostname === "localhost" || hostname === zone || hostname.endsWith(`.${zone}`)) continue
        yield {
          message: `The route ${route.name} serves a bucket on ${hostname}, outside the zone ${zone}.`,
          path: origin,
          found: hostname,
          allowed: `a name of ${zone}`,
          notes: [{ message: "the zone", path: originOf(cloudflare, "zone") }],
          help: "Choose a host name of the zone: Cloudflare serves buckets on no other.",
          environments: [name],
        }
      }
    }
  }
}

function* recordConflicts(estate: Estate): Iterable<Finding> {
  for (const { record, earlier } of dnsOf(estate).conflicts) {
    yield {
      message: `The host name ${record.hostname} leads to two places: routes ${earlier.route.name} of ${earlier.environment} and ${record.route.name} of ${record.environment}.`,
      path: record.origin,
      found: record.hostname,
      notes: [{ message: `${earlier.route.name} of ${earlier.environment}`, path: earlier.origin }],
      help: "Give one of them another host name.",
      environments: [record.environment],
    }
  }
}

/** Folders of the Terraform directory that hold no units. */
const TAKEN: ReadonlySet<string> = new Set(["modules", "providers"])

function* unitPaths(estate: Estate): Iterable<Finding> {
  const { shared } = estate
  const template = shared.sources.terraformUnit ?? "/terraform/unit"
  const known = new Map<string, Unit>()
  for (const unit of unitsOf(estate)) {
    const { path, owns, environment } = unit
    const earlier = known.get(path)
    known.set(path, unit)
    const [folder] = path.split("/") as [string]
    if (TAKEN.has(folder)) {
      yield {
        message: `Units would stand in the folder ${JSON.stringify(folder)}, which holds what units share.`,
        path: template,
        found: shared.terraformUnit,
        help: "Begin `terraform.unit` with a folder of its own, such as live.",
      }
    } else if (earlier !== undefined) {
      yield {
        message: `Two units would stand at ${JSON.stringify(path)}: one owns ${earlier.owns}, one ${owns}.`,
        path: unit.origin,
        notes: [{ message: "the other one", path: earlier.origin }],
        help: "Rename what it is named after, or give `terraform.unit` both {environment} and {concern}.",
        ...(environment === undefined ? {} : { environments: [environment] }),
      }
    }
  }
}
