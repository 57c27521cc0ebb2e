import { dnsOf } from "../../../core/dns.js"
import type { Environment, Estate, Host, StackNetwork } from "../../../core/estate.js"
import { leadsOut } from "../../../core/networks.js"
import { originOf } from "../../../core/origin.js"
import { code, join, link, md } from "../../../formats/markdown.js"
import { type HostAcross, hostsAcross } from "../across.js"
import { listed, NOTHING, phrase, words } from "../cells.js"
import type { Ink, Page, Row, View } from "../page.js"
import { environmentPath, pagePath, relative } from "../site.js"
import template from "../templates/network-storage-and-iam.hbs"

/** The page about what connects machines, what they keep, and who may do what. */
export function networkPage(estate: Estate): Page {
  const path = pagePath(estate.shared, "network-storage-and-iam")
  return {
    path,
    template,
    name: "network-storage-and-iam",
    view: (ink) => ({
      ...networksView(estate, ink, path),
      ...recordsView(estate, ink),
      dockerNetworks: ink.table(["VM", "Network", "Services on it"], dockerRows(estate)),
      ...storageView(estate, ink),
      ...iamView(estate, ink),
      terraform: estate.shared.generate.has("terraform"),
    }),
  }
}

function networksView({ shared, environments }: Estate, ink: Ink, path: string): View {
  const rows = environments.flatMap((environment): readonly Row[] =>
    environment.network === undefined
      ? []
      : [
          {
            cells: [
              md(environment.title),
              environment.project === undefined ? NOTHING : code(environment.project),
              code(environment.network),
              listed(
                environment.hosts.flatMap(({ title, address }) =>
                  address === undefined ? [] : [phrase`${md(title)} ${code(address)}`],
                ),
              ),
            ],
            origin: originOf(environment, "network"),
          },
        ],
  )
  const links = environments
    .filter(({ hosts }) => hosts.length > 0)
    .map((environment) =>
      link(md(environment.title), `${relative(path, environmentPath(shared, environment.name))}#firewall`),
    )
  const cloud = shared.gcp !== undefined && environments.every(({ placements }) => placements.includes("cloud"))
  return {
    networks: ink.table(["Environment", "Project", "Range", "Private addresses"], rows),
    cloud: cloud && links.length > 0,
    firewalls: ink.say(join(links, ", "), environments[0]?.path ?? "constant:docs/network"),
    addresses: addresses(environments, ink),
  }
}

/** Environments whose ranges overlap could never be joined; that they do not is worth saying. */
function addresses(environments: readonly Environment[], ink: Ink): View[string] {
  const remote = environments.flatMap(({ edges }) => edges.filter(({ reach }) => reach === "remote"))
  const [first] = remote
  if (first === undefined) return undefined
  return ink.say(
    md("VMs of one environment reach each other by these addresses; environments do not reach each other."),
    first.path,
  )
}

function recordsView(estate: Estate, ink: Ink): View {
  const { cloudflare } = estate.shared
  const { records, left } = dnsOf(estate)
  const titles = new Map(estate.environments.map(({ name, title }) => [name, title]))
  const rows = records.map(({ hostname, target, proxied, environment, origin }): Row => {
    const leads = target.kind === "host" ? target.host.title : `${target.project.title} at Vercel`
    return {
      cells: [
        code(hostname),
        md(titles.get(environment) ?? environment),
        md(leads),
        md(proxied ? "Cloudflare" : "the target itself"),
      ],
      origin,
    }
  })
  const buckets = estate.environments.flatMap(({ routes, title }) =>
    routes.flatMap(({ handlers, sites }) => {
      const answer = handlers[0]?.answer
      if (answer?.kind !== "bucket") return []
      return sites.map(
        ({ hostname, origin }): Row => ({
          cells: [code(hostname), md(title), md(answer.bucket.title), md("Cloudflare")],
          origin,
        }),
      )
    }),
  )
  return {
    zone: cloudflare === undefined ? undefined : ink.say(code(cloudflare.zone), originOf(cloudflare, "zone")),
    records:
      cloudflare === undefined
        ? undefined
        : ink.table(["Name", "Environment", "Leads to", "Answered by"], [...rows, ...buckets]),
    recordsLeft: ink.table(
      ["Name", "Why"],
      left.map(({ hostname, reason, origin }) => ({ cells: [code(hostname), md(reason)], origin })),
    ),
  }
}

/** The networks of each host, those of all environments together. */
function dockerRows(estate: Estate): readonly Row[] {
  return hostsAcross(estate).flatMap((host) =>
    [...membersOf(host)].map(([key, { titles, origin, isClosed }]): Row => {
      const name = isClosed ? code(key) : phrase`${code(key)}, leads out`
      return { cells: [md(host.first.title), name, md([...titles].join(", "))], origin }
    }),
  )
}

/** The services on each network of a host, in all environments. */
function membersOf(
  host: HostAcross,
): ReadonlyMap<string, { readonly titles: ReadonlySet<string>; readonly origin: string; readonly isClosed: boolean }> {
  const networksByKey = new Map(
    host.in.flatMap(({ host: { stacks } }) => stacks.flatMap(({ networks }) => networks.map((one) => [one.key, one]))),
  )
  const found = new Map<string, { titles: Set<string>; origin: string; isClosed: boolean }>()
  for (const { in: places } of host.services) {
    for (const { service } of places) {
      for (const { key, origin } of service.networks) {
        const known = found.get(key)
        if (known === undefined)
          found.set(key, { titles: new Set([service.title]), origin, isClosed: isClosed(networksByKey.get(key)) })
        else known.titles.add(service.title)
      }
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether a network keeps its members inside. */
function isClosed(network: StackNetwork | undefined): boolean {
  return network !== undefined && !leadsOut(network)
}

function storageView(estate: Estate, ink: Ink): View {
  const { environments, shared } = estate
  const disks = environments.flatMap((environment) =>
    environment.hosts.flatMap((host) => host.disks.map((disk) => diskRow(host, disk, environment))),
  )
  const folders = hostsAcross(estate).flatMap(({ first }) =>
    first.disks.flatMap(({ holds }) =>
      holds.map(
        (folder): Row => ({
          cells: [md(first.title), code(folder.folder), md(folder.contents), code(folder.owner), code(folder.mode)],
          origin: folder.path,
        }),
      ),
    ),
  )
  const buckets = (shared.cloudflare?.buckets ?? []).map((bucket): Row => {
    const names = Object.entries(bucket.names).map(([environment, name]) => phrase`${code(name)} in ${md(environment)}`)
    const kept = bucket.expireDays === undefined ? "until deleted" : `${bucket.expireDays} days`
    return {
      cells: [md(bucket.title), words(bucket.purpose), listed(names), md(kept)],
      origin: bucket.path,
    }
  })
  const state = shared.gcp?.operations
  const rows: readonly Row[] =
    state === undefined
      ? buckets
      : [
          ...buckets,
          {
            cells: [
              md("Terraform state"),
              md(state.purpose),
              phrase`${code(state.stateBucket)} in ${code(state.project)}`,
              md("until deleted, with older versions"),
            ],
            origin: originOf(state, "stateBucket"),
          },
        ]
  return {
    disks: ink.table(["Disk", "VM", "Environment", "Size", "Type", "Mounted at", "Snapshots"], disks),
    folders: ink.table(["VM", "Folder", "Contents", "Owner", "Mode"], folders),
    buckets: ink.table(["Bucket", "Purpose", "Name", "Objects are kept"], rows),
  }
}

function diskRow(host: Host, disk: Host["disks"][number], environment: Environment): Row {
  const { snapshots } = disk
  const taken =
    snapshots === undefined
      ? "none"
      : `every ${snapshots.every} from ${snapshots.at} UTC, kept ${snapshots.keepDays} days`
  return {
    cells: [
      code(disk.resource),
      md(host.title),
      md(environment.title),
      md(`${disk.sizeGib} GiB`),
      code(disk.type),
      code(disk.mount),
      md(taken),
    ],
    origin: disk.path,
  }
}

function iamView({ shared, environments }: Estate, ink: Ink): View {
  const { gcp } = shared
  if (gcp === undefined) return { iam: false, operators: undefined, accounts: undefined }
  const accounts = environments.flatMap((environment) => environment.hosts.map((host) => accountRow(host, environment)))
  const operators = gcp.operators.map(
    ({ member, reason, path }): Row => ({ cells: [code(member), md(reason)], origin: path }),
  )
  return {
    iam: operators.length > 0 || accounts.length > 0,
    operators: ink.table(["Who", "Why"], operators),
    accounts: ink.table(["VM", "Environment", "Reads secrets", "Pulls images from"], accounts),
  }
}

function accountRow(host: Host, environment: Environment): Row {
  const managed = host.stacks.flatMap(({ secrets }) => secrets.filter(({ secret }) => secret.from === "secret-manager"))
  const names = [...new Set(managed.map(({ secret }) => secret.name))]
  const registries = new Set(
    host.services.flatMap(({ image }) =>
      image?.private === true ? [image.repository.slice(0, -image.shortRepository.length - 1)] : [],
    ),
  )
  return {
    cells: [md(host.title), md(environment.title), listed(names.map(code)), listed([...registries].map(code))],
    origin: host.path,
  }
}
