import fc from "fast-check"
import { type Compilation, compile } from "../../core/compile.js"
import type { Pins } from "../../core/resolve/index.js"
import { generators } from "../../generators/index.js"
import type { HostInput, RouteInput, ServiceInput, TopologyInput } from "../../schema/topology.js"

/** A topology that is valid by construction, as plain data, with the pins of its images. */
export interface Drawn {
  readonly topology: TopologyInput
  readonly pins: Pins
}

/** Compiles a topology with every generator. Throws when it is not valid. */
export function compileAll({ topology, pins }: Drawn): Compilation {
  const compilation = compile(topology, { pins, generators, today: new Date("2026-01-01T00:00:00Z") })
  const errors = compilation.diagnostics.filter(({ severity }) => severity === "error")
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2))
  return compilation
}

/**
 * Valid topologies of a chain of libraries: one to three environments (in the cloud, on a laptop, or both), one to three hosts with
 * one to six services each beside their proxies, edges without circles, routes with trees, stores, secrets, mounts, and values per
 * environment. Names repeat across hosts on purpose, and so do the ports that stay inside a host.
 */
export function topologies(): fc.Arbitrary<Drawn> {
  return fc
    .record({
      environments: fc.uniqueArray(fc.constantFrom("test", "stage", "live"), { minLength: 1, maxLength: 3 }),
      placements: fc.array(fc.constantFrom<Placements>(["cloud"], ["cloud"], ["cloud", "local"], ["local"]), {
        minLength: 3,
        maxLength: 3,
      }),
      hosts: fc.array(hostDraft(), { minLength: 1, maxLength: 3 }),
      routes: fc.array(routeDraft(), { maxLength: 5 }),
      secondProxy: fc.boolean(),
      trusted: fc.boolean(),
    })
    .map(build)
}

/** The same topology with the keys of every record whose order means nothing in another order. */
export function shuffled({ topology, pins }: Drawn, seed: number): Drawn {
  const random = generator(seed)
  return { topology: shuffle(topology, "", random) as TopologyInput, pins: shuffle(pins, "", random) as Pins }
}

/* Drafts: numbers stand for names, and are taken modulo what there is */

type Placements = readonly ("cloud" | "local")[]

interface ServiceDraft {
  readonly name: string
  readonly kind: "site" | "worker" | "postgres" | "redis" | "job"
  readonly innerPort: number
  readonly exposure: "host" | "public" | "private" | undefined
  readonly metrics: boolean
  readonly uses: readonly { readonly to: number; readonly spelled: number; readonly required: boolean }[]
  readonly outside: number
  /** Bits: the environments it is in. */
  readonly only: number
  readonly health: boolean
  readonly mounts: number
  readonly secrets: number
  readonly values: number
  readonly stack: number
  readonly literal: string
}

interface HostDraft {
  readonly services: readonly ServiceDraft[]
  readonly stacks: number
  readonly only: number
}

interface RouteDraft {
  readonly target: number
  readonly second: number
  readonly proxy: number
  readonly tree: number
  readonly tls: number
  readonly names: number
  readonly extras: number
  readonly exposedToCdn: boolean
}

const NAMES = ["catalogue", "loans", "search", "members", "notices", "shelves", "reading_room", "archive-db"] as const
const small = fc.nat({ max: 255 })

function serviceDraft(): fc.Arbitrary<ServiceDraft> {
  return fc.record({
    name: fc.constantFrom(...NAMES),
    kind: fc.constantFrom("site", "site", "worker", "postgres", "redis", "job"),
    innerPort: fc.integer({ min: 8000, max: 8003 }),
    exposure: fc.constantFrom(undefined, undefined, undefined, "host", "public", "private"),
    metrics: fc.boolean(),
    uses: fc.array(fc.record({ to: small, spelled: fc.nat({ max: 3 }), required: fc.boolean() }), { maxLength: 3 }),
    outside: fc.nat({ max: 3 }),
    only: fc.constantFrom(7, 7, 7, 1, 3, 6),
    health: fc.boolean(),
    mounts: fc.nat({ max: 3 }),
    secrets: fc.nat({ max: 3 }),
    values: fc.nat({ max: 7 }),
    stack: fc.nat({ max: 1 }),
    literal: fc.constantFrom("on", "22:22", "0777", "a $HOME b", "{$HOME} {env.HOME}", 'say "hi"', "", "é ☕", "${X}"),
  })
}

function hostDraft(): fc.Arbitrary<HostDraft> {
  return fc.record({
    services: fc.uniqueArray(serviceDraft(), { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
    stacks: fc.integer({ min: 1, max: 2 }),
    only: fc.constantFrom(7, 7, 7, 1, 6),
  })
}

function routeDraft(): fc.Arbitrary<RouteDraft> {
  return fc.record({
    target: small,
    second: small,
    proxy: fc.nat({ max: 1 }),
    tree: fc.nat({ max: 7 }),
    tls: fc.nat({ max: 4 }),
    names: fc.nat({ max: 2 }),
    extras: fc.nat({ max: 7 }),
    exposedToCdn: fc.boolean(),
  })
}

/* Building */

interface Plan {
  readonly environments: readonly string[]
  readonly placementsOf: (environment: string) => Placements
  /** Whether some environment runs on a laptop, where all hosts share their ports. */
  readonly anyLocal: boolean
  readonly services: readonly PlannedService[]
}

interface PlannedService {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly stack: string
  readonly number: number
  readonly draft: ServiceDraft
  readonly environments: readonly string[]
  readonly edges: readonly PlannedEdge[]
}

interface PlannedEdge {
  readonly to: number
  readonly environments: readonly string[]
  readonly spelled: number
  readonly required: boolean
}

function build(draft: {
  readonly environments: readonly string[]
  readonly placements: readonly Placements[]
  readonly hosts: readonly HostDraft[]
  readonly routes: readonly RouteDraft[]
  readonly secondProxy: boolean
  readonly trusted: boolean
}): Drawn {
  const { environments } = draft
  const placementsOf = (environment: string): Placements => draft.placements[environments.indexOf(environment)]!
  const anyLocal = environments.some((environment) => placementsOf(environment).includes("local"))
  const plan: Plan = { environments, placementsOf, anyLocal, services: planServices(draft, environments) }
  const remote = remoteTargets(plan.services)
  const proxies = draft.secondProxy && draft.hosts.length > 1 && !anyLocal ? ["branch-0", "branch-1"] : ["branch-0"]
  const hosts = draft.hosts.map((host, index): readonly [string, HostInput] => {
    const name = `branch-${index}`
    return [name, hostOf(name, host, { plan, remote, proxy: proxies.includes(name), trusted: draft.trusted })]
  })
  const routes = routesOf(draft.routes, plan, hosts, proxies)
  // What nothing uses is told of.
  const said = JSON.stringify([hosts, routes])
  const used = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => said.includes(`"${name}"`)))
  const topology: TopologyInput = {
    name: "libraries",
    environments: Object.fromEntries(
      environments.map((name, index) => [
        name,
        { project: `libraries-${name}`, network: `10.${index}.0.0/24`, placements: [...placementsOf(name)] },
      ]),
    ),
    clouds: {
      gcp: {
        purpose: "Hosts",
        region: "europe-west8",
        zone: "europe-west8-b",
        operations: {
          project: "libraries-ops",
          purpose: "Shared by all",
          stateBucket: "libraries-state",
          registry: "libraries",
        },
        operators: [{ member: "group:it@libraries.example", reason: "Updates" }],
      },
      vercel: {
        purpose: "Frontends",
        team: "libraries",
        projects: { kiosk: { title: "Kiosk", repository: "libraries/kiosk", only: [environments[0]!] } },
      },
      cloudflare: {
        purpose: "DNS and storage",
        zone: "library.example",
        cdn: {},
        buckets: { scans: { name: Object.fromEntries(environments.map((name) => [name, `scans-${name}`])) } },
      },
    },
    images: used<NonNullable<TopologyInput["images"]>[string]>({
      postgres: { repository: "postgres" },
      caddy: { repository: "caddy" },
      site: { repository: "libraries/site", private: true, family: "node" },
      redis: { repository: "redis" },
      worker: { repository: "libraries/worker", secretsAsVariables: "It reads its environment only" },
    }),
    secrets: used<NonNullable<TopologyInput["secrets"]>[string]>({
      STAFF_HASH: { purpose: "Hash of the staff's password" },
      DATABASE_URL: { purpose: "Where the loans are", form: "url" },
      API_KEY: { purpose: "Key of the catalogue", source: "env-file" },
    }),
    externals: {
      readers: { title: "Readers", kind: "people" },
      isbn: { title: "ISBN registry", hosts: ["isbn.example", "mirror.isbn.example"], group: "Registries" },
    },
    hosts: Object.fromEntries(hosts),
    routes: Object.fromEntries(routes),
  }
  const pins: Pins = used<Pins[string]>({
    postgres: { default: "17" },
    caddy: { default: "2-alpine" },
    site: Object.fromEntries(environments.map((name, index) => [name, `1.${index}`])),
    redis: { default: `7@sha256:${"0a".repeat(32)}` },
    worker: { default: "3", [environments[0]!]: `sha256:${"b1".repeat(32)}` },
  })
  return { topology, pins }
}

function planServices(
  { hosts, secondProxy }: { readonly hosts: readonly HostDraft[]; readonly secondProxy: boolean },
  environments: readonly string[],
): readonly PlannedService[] {
  const planned: PlannedService[] = []
  for (const [index, host] of hosts.entries()) {
    const there = index === 0 ? environments : chosen(host.only, environments)
    for (const draft of host.services) {
      const own = chosen(draft.only, there)
      const stack = stacksOf(host)[draft.stack % host.stacks]!
      // Only what is declared before: so there are no circles. Of two stacks on a host, one only needs the other's networks.
      const edges = draft.uses.flatMap(({ to, ...rest }): readonly PlannedEdge[] => {
        // A store that used something would be reached there by all that use it too.
        if (planned.length === 0 || isStore(draft)) return []
        const target = planned[to % planned.length]!
        const common = own.filter((name) => target.environments.includes(name))
        const unreachable =
          target.host === `branch-${index}`
            ? target.stack > stack
            : !listens(target.draft) ||
              (isStore(target.draft) && !(isAlone(host, index) && isByItself(target, hosts, secondProxy)))
        return common.length === 0 || unreachable ? [] : [{ to: target.number, environments: common, ...rest }]
      })
      planned.push({
        id: `branch-${index}.${draft.name}`,
        name: draft.name,
        host: `branch-${index}`,
        stack,
        number: planned.length,
        draft,
        environments: own,
        edges: edges.filter((edge, position) => edges.findIndex(({ to }) => to === edge.to) === position),
      })
    }
  }
  return planned
}

function stacksOf({ stacks }: HostDraft): readonly string[] {
  return stacks === 1 ? ["main"] : ["main", "side"]
}

/** At least one of what there is. */
function chosen(bits: number, all: readonly string[]): readonly string[] {
  const some = all.filter((_, index) => (bits >> index) % 2 === 1)
  return some.length === 0 ? all : some
}

function listens({ kind }: ServiceDraft): boolean {
  return kind !== "worker" && kind !== "job"
}

function isStore({ kind }: ServiceDraft): boolean {
  return kind === "postgres" || kind === "redis"
}

/** A firewall opens a store to whatever leaves a host: only the third host, which never has a proxy, can be that of one service. */
function isAlone({ services }: HostDraft, index: number): boolean {
  return index > 1 && services.length === 1
}

/** Whether nobody else is on the host of a store: whoever is reaches what is published for others. */
function isByItself({ host }: PlannedService, hosts: readonly HostDraft[], secondProxy: boolean): boolean {
  return host === "branch-1" && !secondProxy && hosts[1]!.services.length === 1
}

function remoteTargets(services: readonly PlannedService[]): ReadonlySet<number> {
  return new Set(
    services.flatMap(({ host, edges }) => edges.filter(({ to }) => services[to]!.host !== host).map(({ to }) => to)),
  )
}

interface HostPlace {
  readonly plan: Plan
  readonly remote: ReadonlySet<number>
  readonly proxy: boolean
  readonly trusted: boolean
}

function hostOf(name: string, draft: HostDraft, place: HostPlace): HostInput {
  const { plan } = place
  const index = Number(name.slice("branch-".length))
  const stacks = stacksOf(draft)
  const own = plan.services.filter(({ host }) => host === name)
  const there = index === 0 ? plan.environments : chosen(draft.only, plan.environments)
  const front: ServiceInput = {
    title: "Front door",
    image: "caddy",
    ...(stacks.length > 1 ? { stack: "side" } : {}),
    ports: { http: 80, https: 443, quic: 443 },
    proxy: { email: "desk@library.example", ...(place.trusted ? { trusted: ["192.0.2.0/24"] } : {}) },
    mounts: [{ source: "/etc/certificates", target: "/certificates", readOnly: true }],
    resources: { memory: "128 MiB" },
  }
  return {
    ...(there.length < plan.environments.length ? { only: [...there] } : {}),
    title: `Branch ${index}`,
    machine: "e2-standard-4",
    address: Object.fromEntries(plan.environments.map((_name, position) => [_name, `10.${position}.0.${index + 2}`])),
    disks: {
      data: {
        size: { default: "20 GiB", [plan.environments[0]!]: "10 GiB" },
        mount: "/data",
        holds: Object.fromEntries(
          own
            .filter(({ draft: { mounts } }) => mounts === 1)
            .map(({ name: service }) => [`/data/${service}`, { contents: `What ${service} keeps` }]),
        ),
      },
    },
    stacks: Object.fromEntries(
      stacks.map((stack) => [
        stack,
        { directory: `${name}-{environment}/${stack}`, project: `${name}-{environment}-${stack}` },
      ]),
    ),
    services: Object.fromEntries([
      ...(place.proxy ? [["front", front] as const] : []),
      ...own.map((service) => [service.name, serviceOf(service, stacks, place)] as const),
    ]),
  }
}

function serviceOf(service: PlannedService, stacks: readonly string[], { plan, remote }: HostPlace): ServiceInput {
  const { draft, number, name } = service
  const { kind } = draft
  const image = kind === "postgres" || kind === "redis" ? kind : kind === "site" ? "site" : "worker"
  const everywhere = service.environments.length === plan.environments.length
  return {
    ...(everywhere ? {} : { only: [...service.environments] }),
    ...(stacks.length > 1 ? { stack: service.stack } : {}),
    title: `The ${name}`,
    image,
    ...(kind === "job" ? { job: true, command: ["migrate", "--all"] } : {}),
    ...(kind === "worker" ? { command: ["work", draft.literal], concurrency: 2 } : {}),
    ...portsOf(service, remote.has(number), plan.anyLocal),
    ...(kind === "site" && draft.health ? { health: { get: "/health", on: "http" } } : {}),
    uses: [
      ...service.edges.map((edge) => useOf(edge, service, plan)),
      ...(draft.outside % 2 === 1 ? ["isbn"] : []),
      ...(draft.outside > 1 ? [{ to: "scans", access: "write" as const }] : []),
    ],
    environment: {
      ...environmentOf(service, plan),
      ...(kind === "postgres" ? { POSTGRES_HOST_AUTH_METHOD: "trust" } : {}),
    },
    secrets: {
      // Redis reads no files.
      ...(draft.secrets % 2 === 1 && image !== "redis" ? { API_KEY: "API_KEY" } : {}),
      ...(draft.secrets > 1 && image !== "postgres"
        ? { DB: { secret: "DATABASE_URL", as: "variable" as const, reason: "Its driver takes a URL" } }
        : {}),
    },
    mounts: mountsOf(service),
    ...(draft.values % 2 === 1
      ? { resources: { memory: { default: "256 MiB", [plan.environments[0]!]: "128 MiB" } }, replicas: { default: 1 } }
      : { resources: { memory: "192 MiB" } }),
    ...(kind === "postgres" ? { store: { contents: "Loans" } } : {}),
  }
}

/** Ports that leave their host have numbers of their own, everywhere; others repeat. */
function portsOf({ draft, number }: PlannedService, isRemote: boolean, anyLocal: boolean): Pick<ServiceInput, "ports"> {
  if (!listens(draft)) return {}
  const { kind, innerPort, metrics } = draft
  // Nobody opens a store to anyone.
  const exposure = draft.exposure === "public" && isStore(draft) ? "host" : draft.exposure
  const name = kind === "site" ? "http" : kind
  const leaves = isRemote || exposure !== undefined
  if (!leaves) return kind === "site" ? { ports: { http: innerPort, ...(metrics ? { metrics: 9100 } : {}) } } : {}
  const outer = 20_000 + number
  // What another host reaches must be private at least; on a laptop it is reached under the number that it listens on.
  const wide = isRemote && exposure === "host" ? undefined : !isRemote && exposure === "private" ? "host" : exposure
  return {
    ports: {
      [name]: {
        port: isRemote && anyLocal ? outer : innerPort,
        publish: outer,
        ...(wide === undefined ? {} : { exposure: wide }),
        ...(wide === "public" ? { reason: "Readers bring their own programs" } : {}),
      },
      ...(metrics && kind === "site" ? { metrics: 9100 } : {}),
    },
  }
}

type Use = NonNullable<ServiceInput["uses"]>[number]

function useOf(edge: PlannedEdge, from: PlannedService, plan: Plan): Use {
  const target = plan.services[edge.to]!
  const reference = target.host === from.host && edge.spelled % 2 === 0 ? target.name : target.id
  const together = target.host === from.host && target.stack === from.stack
  const partly = edge.environments.length < from.environments.length
  if (!partly && edge.required && edge.spelled < 2) return reference
  return {
    to: reference,
    ...(partly ? { only: [...edge.environments] } : {}),
    ...(edge.required ? {} : { required: false }),
    ...(edge.spelled === 3 ? { access: "read" as const } : {}),
    ...(edge.spelled > 1 && together && target.draft.kind !== "job" ? { condition: "started" as const } : {}),
  }
}

type Variables = NonNullable<ServiceInput["environment"]>

function environmentOf(service: PlannedService, plan: Plan): Variables {
  const { draft } = service
  const addresses = service.edges.flatMap((edge, index) => {
    const target = plan.services[edge.to]!
    if (edge.environments.length < service.environments.length || !listens(target.draft)) return []
    const at = { at: target.id, ...(target.draft.kind === "site" ? { port: "http" } : {}) }
    return [[`USES_${index}`, { text: ["tcp://", at, "/x"] }] as const]
  })
  return {
    LITERAL: draft.literal,
    ...(draft.values > 3 ? { BRANCH: { default: "north", [plan.environments.at(-1)!]: draft.literal } } : {}),
    ...(draft.values % 4 > 1 ? { LEVEL: { env: "LOG_LEVEL", default: "info", purpose: "How much is logged" } } : {}),
    ...Object.fromEntries(addresses),
  }
}

function mountsOf({ name, draft }: PlannedService): NonNullable<ServiceInput["mounts"]> {
  // A database has somewhere to write.
  const keeps = draft.kind === "postgres"
  const target = keeps ? "/var/lib/postgresql/data" : "/var/lib/kept"
  if (draft.mounts === 1) return [{ source: `/data/${name}`, target }]
  if (draft.mounts === 2 || keeps) return [{ volume: `${name}-kept`, target, readOnly: draft.health && !keeps }]
  return []
}

/* Routes */

function routesOf(
  drafts: readonly RouteDraft[],
  plan: Plan,
  hosts: readonly (readonly [string, HostInput])[],
  proxies: readonly string[],
): readonly (readonly [string, RouteInput])[] {
  const sites = plan.services.filter(({ draft }) => draft.kind === "site")
  const routes: (readonly [string, RouteInput])[] = []
  const present = new Map<string, readonly string[]>()
  for (const [index, draft] of drafts.entries()) {
    const name = `route-${index}`
    const target = sites[draft.target % Math.max(1, sites.length)]
    const second = sites[draft.second % Math.max(1, sites.length)]
    const outside = draft.tree === 7 || target === undefined || second === undefined
    const proxy = proxies[draft.proxy % proxies.length]!
    const there = hosts.find(([host]) => host === proxy)![1].only ?? plan.environments
    const common = there.filter(
      (name) => outside || (target.environments.includes(name) && second.environments.includes(name)),
    )
    // The proxy reaches its targets from another host only under a number that is theirs alone.
    const unreachable = !outside && [target, second].some((one) => one.host !== proxy && !isPublished(one, plan, hosts))
    if (common.length === 0 || unreachable) continue
    const earlier = [...present].find(([, known]) => common.every((name) => known.includes(name)))?.[0]
    present.set(name, common)
    routes.push([
      name,
      {
        host: Object.fromEntries(
          common.map((environment) => [environment, hostNames(name, index, draft, environment, plan)]),
        ),
        ...(plan.anyLocal || draft.exposedToCdn ? {} : { tls: TLS[draft.tls]! }),
        ...(draft.exposedToCdn ? { exposure: exposureIn(common, draft, plan) } : {}),
        ...(outside ? { to: "scans" } : treeOf(draft, { target: target.id, second: second.id, earlier, proxy })),
      },
    ])
  }
  return routes
}

const TLS: readonly NonNullable<RouteInput["tls"]>[] = [
  "automatic",
  "internal",
  "off",
  "acme-test",
  { certificate: "/certificates/library.pem", key: "/certificates/library.key" },
]

function isPublished(
  { host, name }: PlannedService,
  plan: Plan,
  hosts: readonly (readonly [string, HostInput])[],
): boolean {
  const port = hosts.find(([one]) => one === host)![1].services[name]!.ports?.http
  if (typeof port !== "object") return false
  return port.exposure !== "host" && (!plan.anyLocal || port.publish === port.port)
}

type Hosts = Extract<RouteInput["host"], Readonly<Record<string, unknown>>>[string]

function hostNames(name: string, index: number, draft: RouteDraft, environment: string, plan: Plan): Hosts {
  const placements = plan.placementsOf(environment)
  const cloud = `${name}.${environment}.library.example`
  const local = `localhost:${30_000 + index}`
  if (placements.length > 1) return draft.names === 1 ? { cloud, local } : local
  if (placements[0] === "local") return local
  return draft.names === 0 ? cloud : [cloud, `www.${cloud}`]
}

/** The CDN's wherever there is a name for it. */
function exposureIn(
  environments: readonly string[],
  { names }: RouteDraft,
  plan: Plan,
): NonNullable<RouteInput["exposure"]> {
  return Object.fromEntries(
    environments.map((environment) => {
      const [first, second] = plan.placementsOf(environment)
      const isNamed = first === "cloud" && (second === undefined || names === 1)
      return [environment, isNamed ? "cdn" : "host"] as const
    }),
  )
}

function treeOf(
  draft: RouteDraft,
  to: {
    readonly target: string
    readonly second: string
    readonly earlier: string | undefined
    readonly proxy: string
  },
): Omit<RouteInput, "host"> {
  const handlers: NonNullable<RouteInput["handle"]> = [
    {
      match: { path: ["/second/*"], method: ["GET"] },
      to: to.second,
      port: "http",
      strip: "/second",
      websocket: true,
      timeouts: { read: "5m" },
    },
    { match: { path: ["/second/longer/*"] }, respond: "not {read}" },
    ...(to.earlier === undefined ? [] : [{ match: { path: ["/old", "/older"] }, redirect: { route: to.earlier } }]),
    {
      match: { path: ["/staff/*"], not: { remote: ["192.0.2.0/24"] } },
      basicAuth: { user: "staff", password: "STAFF_HASH", realm: "Staff" },
      handle: [
        { match: { header: { "X-Desk": "north*" } }, to: to.target, port: "http", timeouts: { dial: "2s" } },
        { files: { root: "/srv/staff", fallback: "/index.html" } },
      ],
    },
  ]
  return {
    proxy: `${to.proxy}.front`,
    ...(draft.tree % 2 === 0 ? { to: to.target, port: "http" } : {}),
    ...(draft.tree > 0 ? { handle: handlers.slice(0, draft.tree) } : {}),
    ...(draft.extras % 2 === 1 ? { headers: { "X-Library": "north", Via: null } } : {}),
    ...(draft.extras > 3 ? { bodyLimit: "10 MB", compress: false } : {}),
  }
}

/* Shuffling */

/** Records that are shown, or tried, in the order in which they are declared; at the top level, `secrets` are not. */
const ORDERED: ReadonlySet<string> = new Set([
  "environments",
  "projects",
  "buckets",
  "externals",
  "hosts",
  "disks",
  "holds",
  "stacks",
  "services",
  "ports",
  "environment",
  "secrets",
  "headers",
  "requestHeaders",
  "header",
  "labels",
  "routes",
])

function shuffle(value: unknown, key: string, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffle(one, "", random))
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).map(([name, one]) => [name, shuffle(one, name, random)] as const)
  const isShown = ORDERED.has(key)
  if (isShown && !(key === "secrets" && "STAFF_HASH" in value)) return Object.fromEntries(entries)
  for (let index = entries.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    const one = entries[index]!
    entries[index] = entries[other]!
    entries[other] = one
  }
  return Object.fromEntries(entries)
}

/** A small generator of numbers between 0 and 1 (a linear congruence): the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
