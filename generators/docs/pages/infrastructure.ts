import type { Environment, Estate, Host, Route, Service, Shared } from "../../../core/estate.js"
import { append } from "../../../core/lists.js"
import { originOf } from "../../../core/origin.js"
import { keepsData } from "../../../core/saved.js"
import { isStore } from "../../../core/store.js"
import { code, join, link, type Markdown, md } from "../../../formats/markdown.js"
import { type HostAcross, hostsAcross } from "../across.js"
import {
  imageAcross,
  listed,
  NOTHING,
  phrase,
  portsAcross,
  purposeAcross,
  siteLinks,
  TargetNames,
  tlsWords,
  usesAcross,
  words,
} from "../cells.js"
import { DIAGRAM_ORIGIN } from "../diagrams/nodes.js"
import type { drawIsolation, drawOverview } from "../drawings.js"
import type { Drawing } from "../graph.js"
import type { Ink, Page, Piece, Row, View } from "../page.js"
import { answerWords } from "../routes.js"
import { composePath, environmentLink, pagePath } from "../site.js"
import template from "../templates/infrastructure.hbs"
import { braced, counted, enumerate } from "../words.js"

/** Draws what the page shows. */
export interface Diagrams {
  readonly overview: () => ReturnType<typeof drawOverview>
  readonly isolation: () => ReturnType<typeof drawIsolation>
}

/** The page about everything: providers, environments, what runs where, and how it is connected. */
export function infrastructurePage(estate: Estate, diagrams: Diagrams, isProved: boolean): Page {
  const path = pagePath(estate.shared, "infrastructure")
  return {
    path,
    template,
    name: "infrastructure",
    view: (ink) => ({
      ...providersView(estate, ink),
      ...diagramsView(estate, { diagrams, ink, path }),
      ...environmentsView(estate, { ink, path }),
      ...routesView(estate, ink),
      ...hostsView(estate, ink),
      ...dataView(estate, ink),
      proved: isProved,
    }),
  }
}

function providersView({ shared, environments }: Estate, ink: Ink): View {
  const { gcp, vercel, cloudflare } = shared
  const providers = [gcp, vercel, cloudflare].filter((provider) => provider !== undefined)
  const operations: readonly Row[] =
    gcp === undefined
      ? []
      : [{ cells: [code(gcp.operations.project), md(gcp.operations.purpose)], origin: gcp.operations.path }]
  const projects = environments.flatMap((environment): readonly Row[] =>
    environment.project === undefined
      ? []
      : [{ cells: [code(environment.project), words(environment.purpose)], origin: environment.path }],
  )
  const terraform = shared.generate.has("terraform")
    ? ink.say(code(`${shared.root}/${shared.terraformDirectory}/`), originOf(shared, "terraformDirectory"))
    : undefined
  return {
    title: ink.say(md(shared.title), originOf(shared, "title")),
    description: ink.say(
      md(shared.description ?? `The infrastructure of ${shared.title}.`),
      originOf(shared, shared.description === undefined ? "title" : "description"),
    ),
    multiCloud: providers.length > 1,
    providers: ink.table(
      ["Provider", "Region", "Purpose"],
      providers.map(({ title, region, purpose, path }) => ({
        cells: [md(title), md(region), md(purpose)],
        origin: path,
      })),
    ),
    projects: ink.table(["Project", "Purpose"], [...operations, ...projects]),
    terraform,
  }
}

interface PlacedInk {
  readonly ink: Ink
  /** The page's own path, from which it links. */
  readonly path: string
}

function diagramsView(estate: Estate, { diagrams, ink, path }: PlacedInk & { readonly diagrams: Diagrams }): View {
  const { environments, shared } = estate
  const shown = (drawings: readonly Drawing[]): readonly View[] =>
    drawings.map((drawing) => ({
      part: drawing.part === undefined ? undefined : ink.say(md(drawing.part), DIAGRAM_ORIGIN),
      diagram: ink.diagram(drawing),
    }))
  const { parts, left } = diagrams.overview()
  const links = environments.map((environment) =>
    environmentLink(environment, md(environment.title), { shared, from: path }),
  )
  return {
    overview: shown(parts),
    left: left.length === 0 ? undefined : ink.say(md(leftWords(left)), left[0]!.path),
    environmentPages: ink.say(join(links, ", "), environments[0]?.path ?? "constant:docs/infrastructure"),
    isolation: shown(diagrams.isolation()),
  }
}

/** What the overview leaves out, and why: `Beat, which only works with data stores of its own VM, …; …`. */
function leftWords(left: readonly Service[]): string {
  const groups = new Map<string, string[]>()
  for (const service of left) append(groups, reasonToLeave(service), service.title)
  return [...groups]
    .map(([reason, titles]) => {
      const all = unique(titles)
      return `${enumerate(all)}, ${all.length === 1 ? reason : (PLURAL[reason] ?? reason)}`
    })
    .join("; ")
}

function reasonToLeave({ backup, edges }: Service): string {
  if (backup !== undefined) return "whose backups are drawn as the VM's"
  return edges.length > 0 ? STORES_ONLY : "which nothing is declared to reach, and which reaches nothing"
}

const STORES_ONLY = "which only works with data stores of its own VM"
const PLURAL: Readonly<Record<string, string>> = {
  [STORES_ONLY]: "which only work with data stores of their own VM",
  "which nothing is declared to reach, and which reaches nothing":
    "which nothing is declared to reach, and which reach nothing",
}

/** The roles of routes that are columns of the environment matrix, with their titles. */
const COLUMNS = [
  ["frontend", "Frontend"],
  ["backend", "Backend"],
  ["compute", "Compute"],
  ["assets", "Assets"],
] as const satisfies readonly (readonly [Route["role"], string])[]

/** What the second matrix says of environments, each a column where it is known of one. */
const FACTS: readonly (readonly [title: string, cell: (environment: Environment) => Markdown])[] = [
  ["Purpose", ({ purpose }) => words(purpose)],
  ["Deployed by", ({ deploy }) => words(deploy)],
  ["Who may reach it", ({ access }) => words(access)],
  ["Databases", databases],
]

function environmentsView({ shared, environments }: Estate, { ink, path }: PlacedInk): View {
  const columns = COLUMNS.filter(([role]) =>
    environments.some(({ routes }) => routes.some((route) => route.role === role)),
  )
  const matrix = environments.map((environment): Row => {
    const cells = columns.map(([role]) =>
      listed(environment.routes.filter((route) => route.role === role).map(siteLinks)),
    )
    return {
      cells: [environmentLink(environment, md(environment.title), { shared, from: path }), ...cells],
      origin: environment.path,
    }
  })
  const facts = FACTS.filter(([, cell]) => environments.some((environment) => cell(environment) !== NOTHING))
  return {
    // A table of one column says nothing that a list does not.
    environments:
      columns.length > 0
        ? ink.table(["Environment", ...columns.map(([, title]) => title)], matrix)
        : facts.length > 0
          ? undefined
          : ink.list(matrix.map(({ cells, origin }) => ({ text: cells[0]!, origin }))),
    access: ink.table(
      ["Environment", ...facts.map(([title]) => title)],
      facts.length === 0
        ? []
        : environments.map((environment) => ({
            cells: [
              columns.length > 0
                ? md(environment.title)
                : environmentLink(environment, md(environment.title), { shared, from: path }),
              ...facts.map(([, cell]) => cell(environment)),
            ],
            origin: environment.path,
          })),
    ),
    ownProjects: ownProjects(environments, ink),
    configurations: configurations(environments, ink),
  }
}

/** What keeps data, and where: `PostgreSQL (Office), PostgreSQL (Warehouse)`. A cache holds nothing of its own. */
function databases({ hosts }: Environment): Markdown {
  return listed(
    hosts.flatMap((host) => host.services.filter(keepsData).map(({ title }) => md(`${title} (${host.title})`))),
  )
}

/** What each environment has to itself, where each has a project of its own. */
function ownProjects(environments: readonly Environment[], ink: Ink): Piece | undefined {
  const projects = environments.map(({ project }) => project)
  const [first] = environments
  if (first === undefined || projects.includes(undefined) || new Set(projects).size < projects.length) return undefined
  const own = [
    ...(environments.every(({ hosts }) => hosts.length > 0) ? ["VMs"] : []),
    ...(environments.every(({ hosts }) => hosts.some(({ services }) => services.some(isStore))) ? ["databases"] : []),
    ...(environments.every(({ network }) => network !== undefined) ? ["networking"] : []),
  ]
  return own.length === 0 ? undefined : ink.say(md(enumerate(own)), first.sources.project ?? first.path)
}

/** The compose files of each stack, one line a stack: `web-{dev,production}/docker-compose.yml`. */
function configurations(environments: readonly Environment[], ink: Ink): Piece | undefined {
  const stacks = new Map<string, { readonly origin: string; readonly paths: string[] }>()
  for (const { hosts } of environments) {
    for (const host of hosts) {
      for (const stack of host.stacks) {
        const key = `${host.name} ${stack.name}`
        const known = stacks.get(key)
        if (known === undefined) stacks.set(key, { origin: originOf(stack, "directory"), paths: [composePath(stack)] })
        else known.paths.push(composePath(stack))
      }
    }
  }
  if (stacks.size === 0) return undefined
  return ink.code(
    "text",
    [...stacks.values()].map(({ origin, paths }) => ({ text: braced(paths), origin })),
  )
}

function routesView({ shared, environments }: Estate, ink: Ink): View {
  const order = unique(environments.flatMap(({ routes }) => routes.map(({ name }) => name)))
  const places = environments.map((environment) => ({
    environment,
    names: new TargetNames(shared, environment),
    routes: new Map(environment.routes.map((route) => [route.name, route])),
  }))
  const rows = order.flatMap((name) =>
    places.flatMap(({ environment, names, routes }): readonly Row[] => {
      const route = routes.get(name)
      if (route === undefined) return []
      return [
        {
          cells: [
            siteLinks(route),
            md(`${route.title} ${environment.title}`),
            answerWords(route, names),
            md(tlsWords(route)),
          ],
          origin: route.sources.host ?? route.path,
        },
      ]
    }),
  )
  const all = environments.flatMap(({ routes }) => routes)
  return {
    urls: ink.table(["URL", "Service", "Answered by", "TLS"], rows),
    ...proxiesView(environments, ink),
    providersServe: all.some(({ proxy }) => proxy === undefined),
  }
}

function proxiesView(environments: readonly Environment[], ink: Ink): { readonly proxies: Piece | undefined } {
  const proxies = environments
    .flatMap(({ hosts }) => hosts.flatMap((host) => host.services.map((service) => ({ host, service }))))
    .filter(({ service }) => service.proxy !== undefined && service.proxy.routes.length > 0)
  const [first] = proxies
  if (first === undefined) return { proxies: undefined }
  const names = unique(proxies.map(({ service }) => service.title))
  const one = names.length === 1
  const secured = proxies.some(({ service }) => service.proxy?.routes.some(({ tls }) => tls.kind !== "off"))
  const secures = secured ? `${one ? "handles" : "handle"} SSL termination and ` : ""
  const where = enumerate(unique(proxies.map(({ host }) => `the ${host.title}`)))
  const text = `${enumerate(names)} ${secures}${one ? "routes" : "route"} traffic to backend services. ${one ? "It runs" : "They run"} on ${where}.`
  return { proxies: ink.say(md(text), first.service.path) }
}

function hostsView(estate: Estate, ink: Ink): View {
  const { shared, environments } = estate
  const hosts = hostsAcross(estate)
  const names = new Map(environments.map((environment) => [environment.name, new TargetNames(shared, environment)]))
  return {
    hostsIntroduction: hostsIntroduction(hosts, estate, ink),
    hosts: hosts.map(({ first, services }) => ({
      title: ink.say(md(first.title), first.sources.title ?? first.path),
      purpose:
        first.purpose === undefined ? undefined : ink.say(md(sentence(first.purpose)), originOf(first, "purpose")),
      services: ink.table(
        ["Service", "Image", "Port", "Purpose", "Uses"],
        services.map((service) => ({
          cells: [
            md(service.first.title),
            imageAcross(service),
            portsAcross(service),
            purposeAcross(service, environments),
            usesAcross(service, ({ to }, { name }) => names.get(name)!.of(to, first.name)),
          ],
          origin: service.first.path,
        })),
      ),
    })),
    isolationIntroduction: isolationIntroduction(environments, ink),
    stores: ink.table(
      ["Service", "Database Contents", "Redis Usage"],
      hosts.flatMap((host) => storesRow(host)),
    ),
  }
}

function hostsIntroduction(hosts: readonly HostAcross[], { environments }: Estate, ink: Ink): Piece | undefined {
  const [first] = hosts
  if (first === undefined) return undefined
  const everywhere = hosts.every((host) => host.in.length === environments.length)
  const where = everywhere ? "Each environment runs" : "The environments run"
  const many = hosts.length === 1 ? "one VM" : `${counted(hosts.length)} VMs`
  const titles = enumerate(hosts.map(({ first: { title } }) => title.replace(/ VM$/, "")))
  const stores = hosts.every(({ services }) => services.some(({ first: service }) => isStore(service)))
  const own =
    stores && !crossesToStore(environments)
      ? `${hosts.length === 1 ? "" : ", each"} with its own isolated data stores`
      : ""
  return ink.say(md(`${where} ${many}, ${titles}${own}.`), first.first.path)
}

/** Whether a service comes to a datastore of another host. */
function crossesToStore(environments: readonly Environment[]): boolean {
  return environments.some(({ edges, hosts }) => {
    const stores = new Set(hosts.flatMap(({ services }) => services.filter(isStore).map(({ id }) => id)))
    return edges.some(({ reach, to }) => reach === "remote" && to.kind === "service" && stores.has(to.service.id))
  })
}

function isolationIntroduction(environments: readonly Environment[], ink: Ink): Piece | undefined {
  const remote = environments.flatMap(({ edges }) => edges.filter(({ reach }) => reach === "remote"))
  const first = remote[0] ?? environments[0]?.hosts[0]
  if (first === undefined) return undefined
  const text = crossesToStore(environments)
    ? "A solid arrow writes, a dotted one reads. Arrows between VMs show where one comes to another's services, data stores included."
    : "Every service comes only to the data stores of its own VM. Solid arrows write, dotted ones read; arrows between VMs lead to services, never to a data store."
  return ink.say(md(text), first.path)
}

/** What the datastores of a host hold and are used for. */
function storesRow({ first, services }: HostAcross): readonly Row[] {
  const stores = services.flatMap(({ first: { store, image } }) =>
    store === undefined ? [] : [{ ...store, redis: image?.family === "redis" }],
  )
  if (stores.length === 0) return []
  const contents = stores.map(({ contents, usage, redis }) => both(contents, redis ? undefined : usage))
  const usage = stores.map(({ usage, redis }) => (redis ? usage : undefined))
  return [{ cells: [md(shortTitle(first)), semicolons(contents), semicolons(usage)], origin: stores[0]!.path }]
}

/** `Documents (full-text search)` */
function both(contents: string | undefined, usage: string | undefined): string | undefined {
  return contents === undefined || usage === undefined ? (contents ?? usage) : `${contents} (${usage})`
}

function shortTitle({ title }: Host): string {
  return title.replace(/ VM$/, "")
}

function semicolons(parts: readonly (string | undefined)[]): Markdown {
  const said = parts.flatMap((part) => (part === undefined ? [] : [md(part)]))
  return said.length === 0 ? NOTHING : join(said, "; ")
}

function dataView(estate: Estate, ink: Ink): View {
  const hosts = hostsAcross(estate)
  const folders = new Map<
    string,
    { readonly contents: Set<string>; readonly hosts: string[]; readonly origin: string }
  >()
  for (const { first } of hosts) {
    for (const { folder, contents, path } of first.disks.flatMap(({ holds }) => holds)) {
      const known = folders.get(folder)
      if (known === undefined)
        folders.set(folder, { contents: new Set([contents]), hosts: [first.title], origin: path })
      else {
        known.contents.add(contents)
        known.hosts.push(first.title)
      }
    }
  }
  const onDisks = [...folders].map(
    ([folder, { contents, hosts: on, origin }]): Row => ({
      cells: [code(folder), md([...contents].join("; ")), md(enumerate(on))],
      origin,
    }),
  )
  return {
    dataIntroduction: dataIntroduction(hosts, estate.shared, ink),
    data: ink.table(["Path", "Contents", "On"], [...onDisks, ...bindRows(hosts), ...volumeRows(hosts)]),
    snapshots: snapshotWords(hosts, ink),
  }
}

/** Folders of disks that a service mounts and no disk says that it holds. */
function bindRows(hosts: readonly HostAcross[]): readonly Row[] {
  return hosts.flatMap(({ first: host, services }): readonly Row[] => {
    const held = host.disks.flatMap(({ holds }) => holds.map(({ folder }) => folder))
    return services.flatMap(({ first: service }) =>
      service.mounts.flatMap((mount): readonly Row[] =>
        mount.kind !== "bind" ||
        mount.disk === undefined ||
        held.some((folder) => mount.source === folder || mount.source.startsWith(`${folder}/`))
          ? []
          : [
              {
                cells: [
                  code(mount.source),
                  md(service.store?.contents ?? `${service.title}, at ${mount.target}`),
                  md(host.title),
                ],
                origin: mount.path,
              },
            ],
      ),
    )
  })
}

function volumeRows(hosts: readonly HostAcross[]): readonly Row[] {
  return hosts.flatMap(({ first: host, services }) =>
    services.flatMap(({ first: service }) =>
      service.mounts.flatMap((mount): readonly Row[] =>
        mount.kind === "volume"
          ? [
              {
                cells: [
                  phrase`volume ${code(mount.volume)}`,
                  md(`${service.title}, at ${mount.target}`),
                  md(host.title),
                ],
                origin: mount.path,
              },
            ]
          : [],
      ),
    ),
  )
}

function dataIntroduction(hosts: readonly HostAcross[], { gcp }: Shared, ink: Ink): Piece | undefined {
  const disks = hosts.flatMap(({ first }) => first.disks)
  const [disk] = disks
  const volumes = volumeRows(hosts)
  if (disk === undefined) {
    return volumes[0] === undefined
      ? undefined
      : ink.say(md("All persistent data is stored in Docker volumes:"), volumes[0].origin)
  }
  const mounts = unique(disks.map(({ mount }) => mount))
  const at = join(mounts.map(code), " and ")
  const kind = md(gcp === undefined ? "persistent disks" : `${gcp.title} persistent disks`)
  const where =
    volumes.length === 0
      ? phrase`All persistent data is stored on ${kind} mounted at ${at}:`
      : phrase`Persistent data is stored on ${kind} mounted at ${at}, and in Docker volumes:`
  return ink.say(where, originOf(disk, "mount"))
}

/** How the disks are kept: `A snapshot of each disk is taken every day at 02:00 UTC and kept for …`. */
function snapshotWords(hosts: readonly HostAcross[], ink: Ink): Piece | undefined {
  const disk = hosts.flatMap(({ first }) => first.disks).find(({ snapshots }) => snapshots !== undefined)
  if (disk?.snapshots === undefined) return undefined
  return ink.say(
    phrase`Snapshots are taken of these disks: ${link(md("Operations"), "operations.md")} says when, how long they are kept, and how to restore them.`,
    disk.snapshots.path,
  )
}

/** Words as a sentence: with a full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}
