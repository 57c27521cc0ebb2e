import type { Environment, Estate, Host, Mount, Port, Route, Secret, Service, Shared } from "../../../core/estate.js"
import { type FirewallGrant, grantsOf } from "../../../core/grants.js"
import { idleAddresses } from "../../../core/laptop.js"
import { append } from "../../../core/lists.js"
import { type MachineShape, machineShape } from "../../../core/machines.js"
import { leadsOut } from "../../../core/networks.js"
import { originOf } from "../../../core/origin.js"
import { declaredSecrets, type SecretTaking, secretTakings } from "../../../core/secrets.js"
import { code, join, type Markdown, md, strong } from "../../../formats/markdown.js"
import {
  imageName,
  listed,
  NOTHING,
  PlacementValues,
  phrase,
  siteLinks,
  TargetNames,
  tlsWords,
  words,
} from "../cells.js"
import { forwardCommands } from "../commands.js"
import type { Drawing } from "../graph.js"
import type { Ink, Page, Piece, Row, View } from "../page.js"
import { stepsOf } from "../routes.js"
import { composeLink, environmentPath } from "../site.js"
import template from "../templates/environment.hbs"
import { counted, rounded, size } from "../words.js"

/** The page of one environment: its machines, services, routes, secrets and firewall, as they are there. */
export function environmentPage(estate: Estate, environment: Environment, draw: () => readonly Drawing[]): Page {
  const { shared } = estate
  const path = environmentPath(shared, environment.name)
  return {
    path,
    template,
    name: "environment",
    view: (ink) => view(estate, environment, { path, draw, ink }),
  }
}

function view(
  estate: Estate,
  environment: Environment,
  { path, draw, ink }: { readonly path: string; readonly draw: () => readonly Drawing[]; readonly ink: Ink },
): View {
  const { shared } = estate
  const names = new TargetNames(shared, environment)
  const values = new PlacementValues(environment)
  const grants = grantsOf(environment, shared)
  const admitted = new Map<string, FirewallGrant[]>()
  for (const grant of grants) append(admitted, grant.target.name, grant)
  const used = new Set(
    environment.edges.flatMap(({ to, port }) =>
      to.kind === "service" && port !== undefined ? [portKey(to.service.id, port)] : [],
    ),
  )
  return {
    title: ink.say(md(environment.title), originOf(environment, "title")),
    purpose:
      environment.purpose === undefined
        ? undefined
        : ink.say(sentence(environment.purpose), originOf(environment, "purpose")),
    matrix: ink.table(["", ""], matrixRows(environment)),
    diagrams: draw().map((drawing) => ({
      part: drawing.part === undefined ? undefined : ink.say(md(drawing.part), "constant:docs/diagram"),
      diagram: ink.diagram(drawing),
    })),
    hosts: environment.hosts.map((host) =>
      hostView(host, { estate, used, values, names, ink, path, grants: admitted.get(host.name) ?? [] }),
    ),
    frontends: frontendsTable(environment, ink),
    routes: environment.routes.map((route) => routeView(route, { names, ink })),
    forwards: forwardsCode(environment, shared, ink),
    placements: placementsTable(environment, ink),
    laptopNetworks: laptopNetworks(environment, names, ink),
    secrets: secretsTable(environment, declaredSecrets(shared), ink),
    cloud: shared.gcp !== undefined && environment.placements.includes("cloud") && environment.hosts.length > 0,
    firewall: firewallTable(grants, ink),
  }
}

interface Context {
  readonly estate: Estate
  /** The ports that an edge leads to, by {@link portKey}. */
  readonly used: ReadonlySet<string>
  readonly values: PlacementValues
  /** What the firewall admits to the host. */
  readonly grants: readonly FirewallGrant[]
  readonly names: TargetNames
  readonly ink: Ink
  readonly path: string
}

function matrixRows(environment: Environment): readonly Row[] {
  const row = (title: string, cell: Markdown, field: string): Row => ({
    cells: [strong(md(title)), cell],
    origin: originOf(environment, field),
  })
  const { project, access, deploy, network, routes } = environment
  return [
    ...(project === undefined ? [] : [row("GCP project", code(project), "project")]),
    ...routes.map(
      (route): Row => ({
        cells: [strong(md(route.title)), siteLinks(route)],
        origin: route.sources.host ?? route.path,
      }),
    ),
    ...(deploy === undefined ? [] : [row("Deployed by", md(deploy), "deploy")]),
    ...(access === undefined ? [] : [row("Who may reach it", md(access), "access")]),
    ...(network === undefined ? [] : [row("Network", code(network), "network")]),
  ]
}

function hostView(host: Host, context: Context): View {
  const { ink, names, values, used } = context
  const shape = host.machine === undefined ? undefined : machineShape(host.machine)
  const meets = onSharedNetworks(host)
  return {
    title: ink.say(md(host.title), host.sources.title ?? host.path),
    purpose: host.purpose === undefined ? undefined : ink.say(sentence(host.purpose), originOf(host, "purpose")),
    card: ink.table(["", ""], cardRows(host, shape, context)),
    services: ink.table(
      ["Service", "Image", "Health check", "Uses"],
      host.services.map((service) => ({
        cells: [md(service.title), imageName(service), healthWords(service), usesWords(service, names)],
        origin: service.path,
      })),
    ),
    ports: ink.table(
      ["Service", "Port", "Published as", "Bound to", "Who reaches it"],
      host.services.flatMap((service) =>
        service.ports.map((port) =>
          portRow(service, port, {
            values,
            isUsed: port.exposure !== "internal" || used.has(portKey(service.id, port)) || meets.has(service.name),
          }),
        ),
      ),
    ),
    mounts: ink.table(
      ["Service", "From", "In the container", "Mode", "Holds"],
      host.services.flatMap((service) => [
        ...service.mounts.map((mount) => mountRow(service, mount, host)),
        ...service.anonymousVolumes.map((target) => anonymousRow(service, target)),
      ]),
    ),
    ...memoryView(host, shape, ink),
    networks: networksTable(host, ink),
  }
}

function cardRows(host: Host, shape: MachineShape | undefined, { grants, path, estate }: Context): readonly Row[] {
  const { gcp } = estate.shared
  const row = (title: string, cell: Markdown, origin: string): Row => ({ cells: [strong(md(title)), cell], origin })
  return [
    row("Instance", code(host.instance), originOf(host, "name")),
    ...(host.machine === undefined
      ? []
      : [row("Machine", phrase`${code(host.machine)}${shapeWords(shape)}`, originOf(host, "machine"))]),
    ...(gcp === undefined ? [] : [row("Zone", code(gcp.zone), originOf(gcp, "zone"))]),
    ...(host.address === undefined ? [] : [row("Private address", code(host.address), originOf(host, "address"))]),
    row("Boot disk", phrase`${md(`${host.bootDiskGib} GiB`)}, ${code(host.bootImage)}`, originOf(host, "bootImage")),
    ...host.disks.map((disk) =>
      row(
        "Disk",
        phrase`${code(disk.resource)}, ${md(`${disk.sizeGib} GiB ${disk.type}`)} at ${code(disk.mount)}, ${md(snapshotWords(disk.snapshots))}`,
        disk.path,
      ),
    ),
    ...host.stacks.map((stack) =>
      row(
        "Stack",
        phrase`${composeLink(stack, host, path)} in ${code(stack.deployedTo)}, Compose project ${code(stack.project)}`,
        stack.path,
      ),
    ),
    ...(grants.length === 0
      ? []
      : [
          row(
            "Firewall admits",
            join(
              grants.map((grant) => md(`${sourceWords(grant)} to ${grant.port}/${grant.transport}`)),
              "; ",
            ),
            host.path,
          ),
        ]),
  ]
}

function snapshotWords(snapshots: Host["disks"][number]["snapshots"]): string {
  if (snapshots === undefined) return "no snapshots"
  return `a snapshot every ${snapshots.every} from ${snapshots.at} UTC, kept for ${snapshots.keepDays} days`
}

/** ` (2 vCPUs, 8 GiB)`, or nothing where it is not known. */
function shapeWords(shape: MachineShape | undefined): Markdown {
  return shape === undefined ? md("") : phrase` (${md(`${shape.vcpus} vCPUs, ${rounded(shape.memoryGib)} GiB`)})`
}

function healthWords({ health, job }: Service): Markdown {
  if (health === undefined || health.test === "none") return md(job ? "none: it ends by itself" : "none")
  const { interval, timeout, retries } = health
  return phrase`${code(health.summary)} every ${md(interval)}, ${md(String(retries))} tries of ${md(timeout)}`
}

function usesWords(service: Service, names: TargetNames): Markdown {
  const edges = service.edges.map(({ to, port, reach }) => {
    const number = port === undefined ? "" : `:${reach === "remote" ? (port.published ?? port.port) : port.port}`
    return `${names.of(to, service.host)}${number}`
  })
  return listed([...new Set(edges)].map(md))
}

function portKey(service: string, { port, transport }: Pick<Port, "port" | "transport">): string {
  return `${service} ${port}/${transport}`
}

/** The services that meet others by declaration: who of them uses what is not known. */
function onSharedNetworks({ stacks, services }: Host): ReadonlySet<string> {
  const shared = new Set(
    stacks.flatMap(({ name, networks }) =>
      networks.flatMap(({ key, kind }) => (kind === "shared" ? [`${name} ${key}`] : [])),
    ),
  )
  return new Set(
    services.flatMap(({ name, stack, networks }) =>
      networks.some(({ key }) => shared.has(`${stack} ${key}`)) ? [name] : [],
    ),
  )
}

const REACHED: Readonly<Record<Port["exposure"], string>> = {
  internal: "services that use it",
  host: "the machine itself",
  private: "other VMs that use it",
  cdn: "the CDN",
  public: "anyone",
}

function portRow(
  service: Service,
  port: Port,
  { values, isUsed }: { readonly values: PlacementValues; readonly isUsed: boolean },
): Row {
  const published = port.published === undefined ? NOTHING : md(`${port.published}/${port.transport}`)
  const reason = port.reason === undefined ? "" : `: ${port.reason}`
  return {
    cells: [
      md(service.title),
      md(`${port.port}/${port.transport}`),
      published,
      values.bound(port),
      md((isUsed ? REACHED[port.exposure] : "nobody") + reason),
    ],
    origin: port.path,
  }
}

function mountRow(service: Service, mount: Mount, host: Host): Row {
  const from = mount.kind === "bind" ? code(mount.source) : phrase`volume ${code(mount.name ?? mount.volume)}`
  const mode = md(mount.readOnly ? "read-only" : "read and write")
  return {
    cells: [md(service.title), from, code(mount.target), mode, words(contentsOf(service, mount, host))],
    origin: mount.path,
  }
}

/** What the disk says of the folder, or of the nearest one that it is in or those that are in it; of a datastore's volume, what that holds. */
function contentsOf({ store }: Service, mount: Mount, { disks }: Host): string | undefined {
  if (mount.kind === "volume") return mount.readOnly ? undefined : store?.contents
  const folders = disks.flatMap(({ holds }) => holds)
  const above = folders
    .filter(({ folder }) => isWithin(mount.source, folder))
    .sort((a, b) => b.folder.length - a.folder.length)
  const found = above.length > 0 ? above.slice(0, 1) : folders.filter(({ folder }) => isWithin(folder, mount.source))
  return found.map(({ contents }) => contents).join("; ")
}

/** Whether a path is another one or below it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** A volume without a name is lost with its container. */
function anonymousRow(service: Service, target: string): Row {
  return {
    cells: [
      md(service.title),
      md("a volume without a name, lost with the container"),
      code(target),
      md("read and write"),
      NOTHING,
    ],
    origin: service.sources.anonymousVolumes ?? service.path,
  }
}

/** Memory that is reserved and limited, against what the machine has. */
function memoryView(host: Host, shape: MachineShape | undefined, ink: Ink): View {
  const stated = host.services.filter(
    ({ resources }) => resources.memory !== undefined || resources.reservedMemory !== undefined,
  )
  if (stated.length === 0) return { memory: undefined, memoryVerdict: undefined }
  const rows = stated.map((service): Row => {
    const { resources, replicas } = service
    const times = replicas === 1 ? "" : ` × ${replicas}`
    return {
      cells: [
        md(`${service.title}${times}`),
        words(optional(resources.reservedMemory, size)),
        words(optional(resources.memory, size)),
        words(optional(resources.cpus, rounded)),
      ],
      origin: resources.path,
    }
  })
  const reserved = total(stated, ({ reservedMemory }) => reservedMemory)
  const limited = total(stated, ({ memory }) => memory)
  const sum: Row = {
    cells: [strong(md("All services")), strong(md(size(reserved))), strong(md(size(limited))), NOTHING],
    origin: host.path,
  }
  return {
    memory: ink.table(["Service", "Reserved", "Limit", "CPUs"], [...rows, sum]),
    memoryVerdict:
      shape === undefined ? undefined : ink.say(verdict({ reserved, limited, host, shape }), originOf(host, "machine")),
  }
}

function verdict({
  reserved,
  limited,
  host,
  shape,
}: {
  readonly reserved: number
  readonly limited: number
  readonly host: Host
  readonly shape: MachineShape
}): Markdown {
  const has = shape.memoryGib * 2 ** 30
  const free = has - host.systemOverhead
  const room = `The machine has ${size(has)}, of which the system needs ${size(host.systemOverhead)}. `
  const fits =
    reserved > free
      ? `What is reserved does not fit: it is ${size(reserved - free)} more than is left.`
      : limited > free
        ? `What is reserved fits. If every service took its limit at once, ${size(limited - free)} would be missing.`
        : `Even if every service took its limit at once, ${size(free - limited)} would be left.`
  return md(room + fits)
}

function total(services: readonly Service[], value: (resources: Service["resources"]) => number | undefined): number {
  return services.reduce((sum, { resources, replicas }) => sum + (value(resources) ?? 0) * replicas, 0)
}

function networksTable(host: Host, ink: Ink): Piece | undefined {
  const members = new Map<string, string[]>()
  for (const service of host.services) {
    for (const { key } of service.networks) append(members, `${service.stack} ${key}`, service.title)
  }
  const rows = host.stacks.flatMap((stack) =>
    stack.networks.map(
      (network): Row => ({
        cells: [
          code(network.name),
          network.subnet === undefined ? NOTHING : code(network.subnet),
          md(leadsOut(network) ? "yes" : "no"),
          md((members.get(`${stack.name} ${network.key}`) ?? []).join(", ")),
        ],
        origin: network.origin,
      }),
    ),
  )
  return ink.table(["Network", "Subnet", "Leads out", "Services on it"], rows)
}

function frontendsTable({ frontends }: Environment, ink: Ink): Piece | undefined {
  return ink.table(
    ["Frontend", "Project", "Built from", "Served on", "Variables"],
    frontends.map(({ project, routes, variables, secrets }) => ({
      cells: [
        md(project.title),
        code(project.project),
        project.repository === undefined ? NOTHING : code(project.repository),
        listed(routes.map(siteLinks)),
        listed([
          ...variables.map(({ name }) => code(name)),
          ...secrets.map(({ variable }) => phrase`${code(variable)} (secret)`),
        ]),
      ],
      origin: project.path,
    })),
  )
}

function routeView(route: Route, { names, ink }: { readonly names: TargetNames; readonly ink: Ink }): View {
  const proxy = route.proxy === undefined ? undefined : names.service(route.proxy)
  const elsewhere = addressesOf(route.localSites) !== addressesOf(route.sites)
  const facts = [
    siteLinks(route),
    ...(elsewhere ? [phrase`on a laptop ${siteLinks({ sites: route.localSites })}`] : []),
    md(proxy === undefined ? "served by the provider" : `served by ${proxy}`),
    md(`certificate: ${tlsWords(route)}`),
    ...(route.bodyLimit === undefined ? [] : [md(`bodies up to ${decimal(route.bodyLimit)}`)]),
    ...(route.headers.length === 0 ? [] : [phrase`headers ${listed(route.headers.map(({ name }) => code(name)))}`]),
  ]
  const purpose = route.purpose === undefined ? [] : [sentence(route.purpose)]
  return {
    title: ink.say(md(route.title), route.sources.title ?? route.path),
    facts: ink.say(join([...purpose, join(facts, "; ")], " "), route.sources.host ?? route.path),
    steps: ink.table(
      ["Order", "Requests", "Answered by", "On the way"],
      stepsOf(route.handlers, names).map(({ order, requests, answer, onTheWay, handler }) => ({
        cells: [md(order), requests, answer, onTheWay],
        origin: handler.sources.to ?? handler.path,
      })),
    ),
  }
}

/** How what is on localhost of VMs is reached. */
function forwardsCode(environment: Environment, shared: Shared, ink: Ink): Piece | undefined {
  const lines = forwardCommands(environment, shared)
  return lines.length === 0 ? undefined : ink.code("sh", lines)
}

function addressesOf(sites: Route["sites"]): string {
  return sites.map(({ scheme, hostname, port }) => `${scheme}://${hostname}:${port}`).join(" ")
}

/** A size as people state it: `50 MB`, or in units of 1024 where that is rounder. */
function decimal(bytes: number): string {
  if (bytes % 1_000_000_000 === 0) return `${bytes / 1_000_000_000} GB`
  return bytes % 1_000_000 === 0 ? `${bytes / 1_000_000} MB` : size(bytes)
}

function placementsTable({ placementVariables, placements, hosts }: Environment, ink: Ink): Piece | undefined {
  if (placements.length < 2) return undefined
  const idle = idleAddresses(hosts.flatMap(({ services }) => services))
  return ink.table(
    ["Variable", "What it is", "On VMs", "On a laptop"],
    placementVariables.map(({ name, purpose, values, origin }) => ({
      cells: [code(name), md(purpose), value(values.cloud), idle.has(name) ? md("not published") : value(values.local)],
      origin,
    })),
  )
}

/** How hosts reach each other where all of them run on one laptop. */
function laptopNetworks({ localNetworks }: Environment, names: TargetNames, ink: Ink): Piece | undefined {
  return ink.table(
    ["Network", "Leads to", "Under the name", "Services on it"],
    localNetworks.map(({ name, target, alias, consumers, origin }) => ({
      cells: [
        code(name),
        md(names.service(target)),
        code(alias),
        listed(consumers.map(({ service }) => md(names.service(service)))),
      ],
      origin,
    })),
  )
}

function value(text: string | undefined): Markdown {
  return text === undefined || text === "" ? NOTHING : code(text)
}

function secretsTable(
  { hosts, frontends }: Environment,
  declared: ReadonlyMap<string, Secret>,
  ink: Ink,
): Piece | undefined {
  const ofFrontends = frontends.flatMap(({ project, secrets }) =>
    secrets.map(
      ({ secret, variable, origin }): Row => ({
        cells: [code(secret.name), md(`${project.title} (Vercel)`), phrase`the variable ${code(variable)}`],
        origin,
      }),
    ),
  )
  const rows = hosts.flatMap((host) =>
    host.services.flatMap((service) =>
      onceEach(secretTakings(service, declared)).map(
        (taking): Row => ({
          cells: [code(taking.secret.name), md(`${service.title} (${host.title})`), takenAs(taking)],
          origin: taking.origin,
        }),
      ),
    ),
  )
  return ink.table(["Secret", "Taken by", "As"], [...rows, ...ofFrontends].sort(bySecret))
}

/** Several routes may ask for one password. */
function onceEach(takings: readonly SecretTaking[]): readonly SecretTaking[] {
  return [
    ...new Map([...takings].reverse().map((one) => [`${one.secret.name} ${one.variable}`, one])).values(),
  ].reverse()
}

function takenAs({ through, as, variable }: SecretTaking): Markdown {
  if (as === "file") return phrase`a file, named by ${code(variable)}`
  return through === "login"
    ? phrase`the variable ${code(variable)}, for logins of its routes`
    : phrase`the variable ${code(variable)}`
}

function bySecret(a: Row, b: Row): number {
  return a.cells[0]! < b.cells[0]! ? -1 : a.cells[0]! > b.cells[0]! ? 1 : 0
}

function firewallTable(grants: readonly FirewallGrant[], ink: Ink): Piece | undefined {
  return ink.table(
    ["Rule", "From", "To", "Port", "Why"],
    grants.map((grant) => ({
      cells: [
        code(grant.name),
        md(sourceWords(grant)),
        md(grant.target.title),
        md(`${grant.port}/${grant.transport}`),
        md(grant.description),
      ],
      origin: grant.origins.description,
    })),
  )
}

/** Who a grant lets in. */
function sourceWords({ source }: FirewallGrant): string {
  switch (source.kind) {
    case "internet":
      return "anyone"
    case "cdn":
      return `Cloudflare (${counted(source.ranges.length)} ranges)`
    case "iap":
      return "operators, through IAP"
    case "host":
      return source.host.title
  }
}

function sentence(text: string): Markdown {
  return md(/[.!?]$/.test(text) ? text : `${text}.`)
}

function optional<T>(value: T | undefined, spell: (value: T) => string): string | undefined {
  return value === undefined ? undefined : spell(value)
}
