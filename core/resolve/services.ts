import { child, type Pointer } from "../../schema/pointer.js"
import type { TextInput } from "../../schema/references.js"
import { bytes, seconds } from "../../schema/units.js"
import type {
  Backup,
  Build,
  Disk,
  LocalDevelopment,
  Membership,
  Port,
  Proxy,
  Resources,
  Route,
  Service,
  StoreUsers,
  VariableAssignment,
} from "../estate.js"
import { backupVariables } from "./backup.js"
import type { CatalogService, ServiceData } from "./catalog.js"
import { type CommandData, resolveCommand } from "./commands.js"
import { Fields, member, pickAt } from "./fields.js"
import { resolveHealth } from "./health.js"
import { compact } from "./lists.js"
import { resolveMounts } from "./mounts.js"
import { type Pins, pinOf, referenceOf } from "./pin-of.js"
import { resolveSecrets } from "./secrets.js"
import { capitalised } from "./shared.js"
import { resolveText, type TextContext } from "./texts.js"

/** What is known of a service before its own fields are read. */
export interface ServiceContext extends TextContext {
  readonly service: CatalogService
  readonly pins: Pins
  readonly ports: readonly Port[]
  readonly networks: readonly Membership[]
  readonly disks: readonly Disk[]
  /** The routes that it serves, when it is a proxy. */
  readonly served: readonly Route[]
  /** The folder of its stack under the output directory. */
  readonly stackDirectory: string
  /** Fills in `{environment}` and its like. */
  readonly fill: (template: string, path: string) => string
}

/** Resolves one service in one environment. Written out in one piece: there are many services, and each is one object. */
export function resolveService(context: ServiceContext): Service {
  const { service, catalog, problems } = context
  const { data, path, image } = service
  const fields = new Fields<ServiceData>("service", data, path, catalog.environment, problems)
  const pin = pinOf(context)
  const job = fields.plain("job") ?? false
  const command = commandOf("command", fields, context)
  const concurrency = resolveConcurrency(fields)
  refuseFlagWithoutList({ id: service.id, command, concurrency }, fields)
  const backup = resolveBackup(fields, context)
  const variables = compact(resolveVariables(data, backup, context))
  const containerName = fields.plain("containerName")
  const title = fields.plain("title") ?? capitalised(service.name)
  return {
    noun: "service",
    path,
    kind: "service",
    name: service.name,
    id: service.id,
    host: service.host,
    stack: service.stack,
    environment: catalog.environment,
    title,
    drawnAs: data.drawnAs === undefined ? undefined : resolveDrawnAs(title, data.drawnAs, fields),
    purpose: fields.plain("purpose"),
    group: resolveGroup(fields, catalog),
    image,
    reference: image === undefined || pin === undefined ? undefined : referenceOf(image.repository, pin.value),
    pin: pin?.value,
    pinOrigin: pin?.origin ?? child(path, "image"),
    build: optional(fields.plain("build"), resolveBuild),
    command,
    entrypoint: commandOf("entrypoint", fields, context),
    ports: context.ports,
    edges: compact(context.edges),
    health: resolveHealth(fields, context, variables),
    variables,
    envFiles: (fields.plain("envFiles") ?? NONE).map((file) =>
      typeof file === "string" ? { path: file, required: true } : file,
    ),
    secrets: compact(resolveSecrets(data, context)),
    mounts: data.mounts === undefined ? NONE : resolveMounts(fields, context.disks),
    tmpfs: fields.plain("tmpfs") ?? NONE,
    anonymousVolumes: fields.plain("anonymousVolumes") ?? NONE,
    resources: resolveResources(fields),
    restart: (fields.plain("restart") as Service["restart"] | undefined) ?? (job ? "no" : "unless-stopped"),
    logging: resolveLogging(fields),
    stopGracePeriod: fields.plain("stopGracePeriod"),
    stopSignal: fields.plain("stopSignal"),
    replicas: (fields.varying("replicas") as number | undefined) ?? 1,
    job,
    profiles: fields.plain("profiles") ?? NONE,
    concurrency,
    store: resolveStore(fields, context),
    proxy: resolveProxy(fields, context),
    backup,
    containerName: containerName === undefined ? undefined : context.fill(containerName, child(path, "containerName")),
    hostname: fields.plain("hostname"),
    networks: compact(networksOf(fields, context.networks)),
    networkMode: fields.plain("networkMode"),
    expose: fields.plain("expose") ?? NONE,
    extraHosts: extraHosts(fields),
    user: fields.plain("user"),
    platform: fields.plain("platform"),
    pullPolicy: fields.plain("pullPolicy"),
    capAdd: fields.plain("capAdd") ?? NONE,
    capDrop: fields.plain("capDrop") ?? NONE,
    securityOptions: fields.plain("securityOptions") ?? NONE,
    ulimits: ulimits(fields),
    labels: labels(fields),
    local: resolveLocal(fields, context),
    compose: fields.plain("compose") ?? NOTHING,
    sources: fields.sources,
  }
}

const NONE: readonly never[] = []
const NOTHING: Readonly<Record<string, never>> = {}

function resolveDrawnAs(
  title: string,
  data: NonNullable<ServiceData["drawnAs"]>,
  fields: Fields<ServiceData>,
): NonNullable<Service["drawnAs"]> {
  const reader = fields.below("drawnAs", data, "drawnAs")
  const names = { overview: reader.plain("overview") ?? title, isolation: reader.plain("isolation") ?? title }
  return { ...reader.node, ...names }
}

/** A group that is spelled like a frontend is one. */
function resolveGroup(fields: Fields<ServiceData>, { projects }: ServiceContext["catalog"]): string | undefined {
  const group = fields.plain("group")
  if (group?.startsWith(FRONTEND) !== true || projects.has(group.slice(FRONTEND.length))) return group
  fields.problems.unknown("frontend", {
    found: group,
    path: child(fields.path, "group"),
    declared: [...projects.keys()].map((name) => FRONTEND + name),
    at: (name) => projects.get(name.slice(FRONTEND.length))?.path,
  })
  return group
}

const FRONTEND = "vercel."

function commandOf(
  key: "command" | "entrypoint",
  fields: Fields<ServiceData>,
  context: ServiceContext,
): Service["command"] {
  const stated = fields.varying(key) as CommandData | undefined
  return stated === undefined ? undefined : resolveCommand(stated, fields.sources[key]!, context)
}

/** Where networks and their further names are stated is remembered; what they come to is known already. */
function networksOf(fields: Fields<ServiceData>, networks: Service["networks"]): Service["networks"] {
  fields.plain("networks")
  fields.plain("aliases")
  return networks
}

function resolveVariables(
  data: ServiceData,
  backup: Backup | undefined,
  context: ServiceContext,
): readonly VariableAssignment[] {
  const implied = backupVariables(backup, data, context)
  if (data.environment === undefined) return implied
  const path = child(context.service.path, "environment")
  const place = { environment: context.catalog.environment, problems: context.problems }
  const stated = Object.entries(data.environment).flatMap(([name, value]): readonly VariableAssignment[] => {
    const picked = pickAt(value, child(path, name), place)
    if (picked.value === undefined) return NONE
    return [{ name, value: resolveText(picked.value as TextInput, picked.origin, context), origin: picked.origin }]
  })
  return implied.length === 0 ? stated : [...implied, ...stated]
}

function resolveResources(fields: Fields<ServiceData>): Resources {
  const { data } = fields
  const reader = fields.below("resources", data.resources ?? NOTHING, "resources")
  if (data.resources === undefined) return { ...NO_RESOURCES, path: reader.path }
  const reserve = reader.below("resources", data.resources.reserve ?? NOTHING, "reserve")
  const resolved = {
    cpus: reader.varying("cpus") as number | undefined,
    memory: optional(reader.varying("memory") as string | undefined, bytes),
    reservedCpus: reserve.varying("cpus") as number | undefined,
    reservedMemory: optional(reserve.varying("memory") as string | undefined, bytes),
    pids: reader.plain("pids"),
    sharedMemory: optional(reader.plain("sharedMemory"), bytes),
  }
  const { cpus, memory } = reserve.sources
  if (cpus !== undefined) reader.source("reservedCpus", cpus)
  if (memory !== undefined) reader.source("reservedMemory", memory)
  return { noun: "resources", path: reader.path, ...resolved, sources: reader.sources }
}

const NO_RESOURCES: Resources = {
  noun: "resources",
  path: "",
  cpus: undefined,
  memory: undefined,
  reservedCpus: undefined,
  reservedMemory: undefined,
  pids: undefined,
  sharedMemory: undefined,
  sources: {},
}

function resolveLogging(fields: Fields<ServiceData>): Service["logging"] {
  const reader = fields.below("logging", fields.data.logging ?? NOTHING, "logging")
  return {
    noun: "logging",
    path: reader.path,
    driver: reader.plain("driver") ?? "local",
    maxSize: reader.plain("maxSize") ?? "10m",
    maxFiles: reader.plain("maxFiles") ?? 5,
    options: Object.entries(reader.plain("options") ?? NOTHING).map(([name, value]) => ({
      name,
      value: value as string,
      origin: child(child(reader.path, "options"), name),
    })),
    sources: reader.sources,
  }
}

function resolveConcurrency(fields: Fields<ServiceData>): Service["concurrency"] {
  const stated = fields.data.concurrency
  if (stated === undefined) return undefined
  const path = child(fields.path, "concurrency")
  const withFlag =
    typeof stated === "object" && "flag" in stated
      ? (stated as { readonly value: unknown; readonly flag: string })
      : undefined
  const picked =
    withFlag === undefined ? pickAt(stated, path, fields) : pickAt(withFlag.value, child(path, "value"), fields)
  if (picked.value === undefined) return undefined
  fields.source("concurrency", picked.origin)
  return { value: picked.value as number, flag: withFlag?.flag ?? "--concurrency" }
}

function resolveStore(fields: Fields<ServiceData>, context: ServiceContext): Service["store"] {
  const stated = fields.plain("store")
  if (stated === undefined) return undefined
  const reader = fields.below("store", stated, "store")
  const [contents, usage] = [reader.plain("contents"), reader.plain("usage")]
  const connections = reader.varying("connections") as number | undefined
  const users = usersOf(reader.plain("usedBy"), child(reader.path, "usedBy"), context)
  return { noun: "store", path: reader.path, contents, usage, connections, users, sources: reader.sources }
}

type StoreData = NonNullable<ServiceData["store"]>

function usersOf(
  stated: StoreData["usedBy"],
  path: Pointer,
  { service, catalog, problems, data }: ServiceContext,
): StoreUsers {
  if (stated === undefined) return { kind: "anyone" }
  if (typeof stated === "string") return { kind: stated }
  const ids = stated.map((name, index) => {
    const id = name.includes(".") ? name : `${service.host}.${name}`
    const dot = id.indexOf(".")
    // It may be one of another environment.
    if (member(member(data.hosts, id.slice(0, dot))?.services, id.slice(dot + 1)) === undefined)
      problems.unknown("service", {
        found: name,
        path: child(path, index),
        declared: catalog.services.keys(),
        at: (near) => catalog.services.get(near)?.path,
      })
    return id
  })
  return { kind: "services", ids: new Set(ids) }
}

function resolveProxy(
  fields: Fields<ServiceData>,
  { served, stackDirectory, service }: ServiceContext,
): Proxy | undefined {
  const stated = fields.plain("proxy")
  if (stated === undefined) return undefined
  const reader = fields.below("proxy", stated, "proxy")
  const behindCdn = served.some(({ exposure }) => exposure === "cdn")
  return {
    noun: "proxy",
    path: reader.path,
    email: reader.plain("email"),
    gracePeriod: reader.plain("gracePeriod") ?? "10s",
    trusted: reader.plain("trusted") ?? (behindCdn ? "cloudflare" : NONE),
    adminPort: reader.plain("adminPort") ?? 2019,
    routes: served,
    caddyfile: `${stackDirectory}/${service.name}/Caddyfile`,
    sources: reader.sources,
  }
}

function resolveBackup(fields: Fields<ServiceData>, { edges }: ServiceContext): Backup | undefined {
  const stated = fields.plain("backup")
  if (stated === undefined) return undefined
  const reader = fields.below("backup", stated, "backup")
  const retention = reader.everywhere("retention") as string | undefined
  const ends = edges.filter(({ because }) => because === "backup").map(({ to }) => to)
  const of = ends.find((end) => end.kind === "service")
  const to = ends.find((end) => end.kind === "bucket")
  if (of === undefined || to === undefined) {
    if (ends.length === 2) refuseBackup(of === undefined ? "of" : "to", reader)
    return undefined
  }
  reader.plain("of")
  reader.plain("to")
  return {
    noun: "backup",
    path: reader.path,
    of: of.service,
    to: to.bucket,
    database: reader.plain("database"),
    at: reader.plain("at")!,
    everySeconds: seconds(reader.plain("every") ?? "24h"),
    retentionDays: Number(retention?.slice(0, -1) ?? 0),
    sources: reader.sources,
  }
}

function refuseBackup(end: "of" | "to", { path, problems }: Fields<NonNullable<ServiceData["backup"]>>): void {
  problems.error({
    code: "backups/target",
    message: `A backup is taken of a service and goes to a bucket; \`${end}\` names something else.`,
    path: child(path, end),
    help: end === "of" ? "Name a service that keeps data." : "Name a bucket.",
  })
}

function resolveBuild({ context, dockerfile, target, args }: NonNullable<ServiceData["build"]>): Build {
  return { context, dockerfile, target, args: Object.entries(args ?? {}) }
}

function resolveLocal(fields: Fields<ServiceData>, context: TextContext): LocalDevelopment {
  const stated = fields.data.local
  const path = child(fields.path, "local")
  if (stated === undefined)
    return { noun: "local", path, build: undefined, sourceMounts: NONE, command: undefined, sources: NO_SOURCES }
  const reader = fields.below("local", stated, "local")
  const command = reader.plain("command") as CommandData | undefined
  const mounts = child(path, "sources")
  return {
    noun: "local",
    path,
    build: optional(reader.plain("build"), resolveBuild),
    sourceMounts: (stated.sources ?? NONE).map((mount, index) => ({ ...mount, origin: child(mounts, index) })),
    command: command === undefined ? undefined : resolveCommand(command, child(path, "command"), context),
    sources: reader.sources,
  }
}

const NO_SOURCES = {}

function extraHosts(fields: Fields<ServiceData>): Service["extraHosts"] {
  const stated = fields.plain("extraHosts")
  if (stated === undefined) return NONE
  const path = child(fields.path, "extraHosts")
  return Object.entries(stated).map(([name, address]) => ({ name, address, origin: child(path, name) }))
}

function ulimits(fields: Fields<ServiceData>): Service["ulimits"] {
  const stated = fields.plain("ulimits")
  if (stated === undefined) return NONE
  const path = child(fields.path, "ulimits")
  return Object.entries(stated).map(([name, limit]) => {
    const both = typeof limit === "number" ? { soft: limit, hard: limit } : limit
    return { name, soft: both.soft, hard: both.hard, origin: child(path, name) }
  })
}

function labels(fields: Fields<ServiceData>): Service["labels"] {
  const stated = fields.plain("labels")
  if (stated === undefined) return NONE
  const path = child(fields.path, "labels")
  return Object.entries(stated).map(([name, value]) => ({ name, value, origin: child(path, name) }))
}

/** A flag is a word of its own: only a list of words can take one without guessing how the others are split. */
function refuseFlagWithoutList(
  { id, command, concurrency }: Pick<Service, "concurrency" | "command" | "id">,
  { path, problems, environment }: Fields<ServiceData>,
): void {
  if (concurrency === undefined || command?.kind === "list") return
  problems.error(
    {
      code: "services/concurrency_form",
      message: `The concurrency of ${id} becomes a flag of its command, which is not a list of words.`,
      path: child(path, "concurrency"),
      help: "Write `command` as a list.",
    },
    environment,
  )
}

function optional<T, R>(value: T | undefined, change: (value: T) => R): R | undefined {
  return value === undefined ? undefined : change(value)
}
