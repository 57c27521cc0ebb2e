import { bytes, seconds } from "../../schema/atoms.js"
import { child } from "../../schema/pointer.js"
import type { TextInput } from "../../schema/references.js"
import type {
  Backup,
  Command,
  Disk,
  Health,
  LocalDevelopment,
  Membership,
  Mount,
  Port,
  Proxy,
  Resources,
  Route,
  Service,
  ServiceSecret,
  VariableAssignment,
} from "../estate.js"
import { FAMILIES } from "../families.js"
import type { Origin } from "../origin.js"
import { backupVariables } from "./backup.js"
import type { CatalogService, ServiceData } from "./catalog.js"
import { Fields, pickAt } from "./fields.js"
import { findSecret } from "./routes.js"
import { capitalised } from "./shared.js"
import { resolveText, type TextContext } from "./texts.js"

/** The tags and digests of images.toml: by image, then by environment or `default`. */
export type Pins = Readonly<Record<string, Readonly<Record<string, string>>>>

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
  readonly fill: (template: string) => string
}

/** Resolves one service in one environment. */
export function resolveService(context: ServiceContext): Service {
  const { service, catalog, problems } = context
  const { data, path } = service
  const fields = new Fields<ServiceData>("service", data, path, catalog.environment, problems)
  const pin = pinOf(context)
  const job = fields.plain("job") ?? false
  const secrets = resolveSecrets(fields, context)
  const backup = resolveBackup(fields, context)
  const resolved: Omit<Service, "noun" | "path" | "sources"> = {
    kind: "service",
    name: service.name,
    id: service.id,
    host: service.host,
    stack: service.stack,
    environment: catalog.environment,
    title: fields.plain("title") ?? capitalised(service.name),
    purpose: fields.plain("purpose"),
    group: fields.plain("group"),
    image: service.image,
    reference:
      service.image === undefined || pin === undefined ? undefined : referenceOf(service.image.repository, pin.value),
    pin: pin?.value,
    pinOrigin: pin?.origin ?? child(path, "image"),
    command: resolveCommand(
      fields.varying("command") as CommandData | undefined,
      fields.node.sources.command ?? "",
      context,
    ),
    entrypoint: resolveCommand(
      fields.plain("entrypoint") as CommandData | undefined,
      child(path, "entrypoint"),
      context,
    ),
    ports: context.ports,
    edges: context.edges,
    health: resolveHealth(fields, context),
    variables: [...backupVariables(backup, data, context), ...resolveVariables(data, context)],
    envFiles: fields.plain("envFiles") ?? [],
    secrets,
    mounts: resolveMounts(fields, context.disks),
    tmpfs: fields.plain("tmpfs") ?? [],
    resources: resolveResources(fields),
    restart: fields.plain("restart") ?? (job ? "no" : "unless-stopped"),
    logging: resolveLogging(fields),
    stopGracePeriod: fields.plain("stopGracePeriod"),
    stopSignal: fields.plain("stopSignal"),
    replicas: (fields.varying("replicas") as number | undefined) ?? 1,
    job,
    profiles: fields.plain("profiles") ?? [],
    concurrency: resolveConcurrency(fields),
    store: resolveStore(fields),
    proxy: resolveProxy(fields, context),
    backup,
    containerName: optional(fields.plain("containerName"), context.fill),
    hostname: fields.plain("hostname"),
    networks: context.networks,
    networkMode: fields.plain("networkMode"),
    expose: fields.plain("expose") ?? [],
    extraHosts: Object.entries(fields.plain("extraHosts") ?? {}).map(([name, address]) => ({
      name,
      address,
      origin: child(child(path, "extraHosts"), name),
    })),
    user: fields.plain("user"),
    platform: fields.plain("platform"),
    pullPolicy: fields.plain("pullPolicy"),
    capAdd: fields.plain("capAdd") ?? [],
    capDrop: fields.plain("capDrop") ?? [],
    securityOptions: fields.plain("securityOptions") ?? [],
    ulimits: Object.entries(fields.plain("ulimits") ?? {}).map(([name, limit]) => ({
      name,
      ...(typeof limit === "number" ? { soft: limit, hard: limit } : limit),
      origin: child(child(path, "ulimits"), name),
    })),
    labels: Object.entries(fields.plain("labels") ?? {}).map(([name, value]) => ({
      name,
      value,
      origin: child(child(path, "labels"), name),
    })),
    local: resolveLocal(fields, context),
    compose: fields.plain("compose") ?? {},
  }
  refuseFlagWithoutList(resolved, context)
  return { ...fields.node, ...resolved }
}

function pinOf({
  service,
  pins,
  catalog,
  problems,
}: ServiceContext): { readonly value: string; readonly origin: Origin } | undefined {
  const { image } = service
  if (image === undefined) {
    if (service.data.image === undefined && service.data.local?.build === undefined) {
      problems.error({
        code: "service/no_image",
        message: `The service ${service.id} has no image, and nothing to build one from.`,
        path: service.path,
        help: "Add `image`, or `local.build`.",
      })
    }
    return undefined
  }
  const pinned = pins[image.name]
  const key =
    pinned === undefined
      ? undefined
      : Object.hasOwn(pinned, catalog.environment)
        ? catalog.environment
        : Object.hasOwn(pinned, "default")
          ? "default"
          : undefined
  if (pinned === undefined || key === undefined) {
    problems.error(
      {
        code: "image/unpinned",
        message: `The image ${JSON.stringify(image.name)} has no tag or digest in images.toml.`,
        path: `images:${child("", image.name)}`,
        help: `Run groundplan pin ${image.name}=<tag> --env ${catalog.environment}.`,
      },
      catalog.environment,
    )
    return undefined
  }
  return { value: pinned[key]!, origin: `images:${child(child("", image.name), key)}` }
}

/** `7-alpine` → `redis:7-alpine`; `sha256:…` → `redis@sha256:…`; `7-alpine@sha256:…` keeps both. */
function referenceOf(repository: string, pin: string): string {
  return pin.startsWith("sha256:") ? `${repository}@${pin}` : `${repository}:${pin}`
}

type CommandData = string | readonly TextInput[] | { readonly shell: string }

function resolveCommand(stated: CommandData | undefined, path: Origin, context: TextContext): Command | undefined {
  if (stated === undefined) return undefined
  if (typeof stated === "string") return { kind: "words", words: stated }
  if ("shell" in stated) return { kind: "shell", shell: stated.shell }
  return {
    kind: "list",
    list: stated.map((word, index) => resolveText(word, child(path, index), { ...context, secrets: false })),
  }
}

function resolveVariables(data: ServiceData, context: ServiceContext): readonly VariableAssignment[] {
  const path = child(context.service.path, "environment")
  return Object.entries(data.environment ?? {}).flatMap(([name, stated]): readonly VariableAssignment[] => {
    const { value, origin } = pickAt(stated, child(path, name), {
      environment: context.catalog.environment,
      problems: context.problems,
    })
    return value === undefined ? [] : [{ name, value: resolveText(value as TextInput, origin, context), origin }]
  })
}

function resolveSecrets(
  fields: Fields<ServiceData>,
  { service, catalog, problems }: ServiceContext,
): readonly ServiceSecret[] {
  const readsFiles = service.image?.secretsAsVariables === undefined
  return Object.entries(fields.data.secrets ?? {}).flatMap(([variable, stated]): readonly ServiceSecret[] => {
    const path = child(child(service.path, "secrets"), variable)
    const name = typeof stated === "string" ? stated : stated.secret
    const secret = findSecret(name, typeof stated === "string" ? path : child(path, "secret"), catalog, problems)
    if (secret === undefined || !secret.environments.includes(catalog.environment)) return []
    const as = typeof stated === "object" && "as" in stated ? stated.as : readsFiles ? "file" : "variable"
    const own = typeof stated === "object" && "reason" in stated ? stated.reason : undefined
    const reason = own ?? service.image?.secretsAsVariables
    const because = own !== undefined ? child(path, "reason") : service.image?.sources.secretsAsVariables
    if (as === "variable" && reason === undefined) {
      problems.error({
        code: "secret/no_reason",
        message: `The secret ${JSON.stringify(name)} is handed over as a variable, and nothing says why.`,
        path,
        help: 'Add a `reason`, or hand it over as a file with as: "file".',
      })
    }
    return [
      {
        noun: "serviceSecret",
        path,
        sources: {
          secret: typeof stated === "string" ? path : child(path, "secret"),
          ...(because === undefined ? {} : { reason: because }),
        },
        variable,
        secret,
        as,
        reason: as === "variable" ? reason : undefined,
      },
    ]
  })
}

function resolveHealth(fields: Fields<ServiceData>, { service, ports }: ServiceContext): Health | undefined {
  const stated = fields.plain("health")
  const habits = FAMILIES[service.family]
  const own = typeof stated === "object" ? stated : {}
  const reader = fields.below("health", own, "health")
  const timing = {
    interval: reader.plain("interval") ?? "30s",
    timeout: reader.plain("timeout") ?? "5s",
    retries: reader.plain("retries") ?? 3,
    startPeriod: reader.plain("startPeriod") ?? "30s",
    startInterval: reader.plain("startInterval"),
  }
  if (stated === "none")
    return { ...reader.node, ...timing, test: "none", testOrigin: child(service.path, "health"), summary: "none" }
  if (own.command !== undefined) {
    const test = plainCommand(own.command as CommandData)
    return { ...reader.node, ...timing, test, testOrigin: child(reader.path, "command"), summary: spelled(test) }
  }
  if (own.get !== undefined) {
    const port =
      own.on === undefined
        ? (ports.find(({ protocol }) => protocol === "http") ?? ports[0])
        : ports.find(({ name }) => name === own.on)
    if (port === undefined) {
      fields.problems.unknown("port", {
        found: own.on ?? "http",
        path: child(reader.path, own.on === undefined ? "get" : "on"),
        declared: ports.map(({ name }) => name),
      })
      return undefined
    }
    return {
      ...reader.node,
      ...timing,
      test: habits.get(`http://127.0.0.1:${port.port}${own.get}`),
      testOrigin: child(reader.path, "get"),
      summary: `GET ${own.get} on ${port.port}`,
    }
  }
  const family = habits.health?.(ports[0]?.port ?? habits.port?.port ?? 0)
  if (family === undefined) return undefined
  return {
    ...reader.node,
    ...timing,
    test: family.test,
    testOrigin: `default:${service.family}.health`,
    summary: family.summary,
  }
}

function plainCommand(stated: CommandData): Command {
  if (typeof stated === "string") return { kind: "words", words: stated }
  if ("shell" in stated) return { kind: "shell", shell: stated.shell }
  return { kind: "list", list: stated.map((word) => [typeof word === "object" ? "" : String(word)]) }
}

function spelled(command: Command): string {
  if (command.kind === "words") return command.words
  if (command.kind === "shell") return command.shell
  return command.list
    .map((word) => word.map((part) => (typeof part === "string" ? part : `$${part.name}`)).join(""))
    .join(" ")
}

function resolveMounts(fields: Fields<ServiceData>, disks: readonly Disk[]): readonly Mount[] {
  return (fields.data.mounts ?? []).map((mount, index): Mount => {
    if ("volume" in mount) {
      const reader = fields.below("mount", mount, "mounts", index)
      const resolved = {
        kind: "volume" as const,
        volume: reader.plain("volume")!,
        name: reader.plain("name"),
        external: reader.plain("external") ?? false,
        target: reader.plain("target")!,
        readOnly: reader.plain("readOnly") ?? false,
      }
      return { ...reader.node, ...resolved }
    }
    const reader = fields.below("mount", mount, "mounts", index)
    const source = reader.plain("source")!
    const resolved = {
      kind: "bind" as const,
      source,
      target: reader.plain("target")!,
      readOnly: reader.plain("readOnly") ?? false,
      create: reader.plain("create") ?? false,
      propagation: reader.plain("propagation"),
      selinux: reader.plain("selinux"),
      disk: disks.find((disk) => source === disk.mount || source.startsWith(`${disk.mount}/`))?.name,
    }
    return { ...reader.node, ...resolved }
  })
}

function resolveResources(fields: Fields<ServiceData>): Resources {
  const reader = fields.below("resources", fields.data.resources ?? {}, "resources")
  const reserve = fields.below("resources", fields.data.resources?.reserve ?? {}, "resources", "reserve")
  const resolved = {
    cpus: reader.varying("cpus") as number | undefined,
    memory: optional(reader.varying("memory") as string | undefined, bytes),
    reservedCpus: reserve.varying("cpus") as number | undefined,
    reservedMemory: optional(reserve.varying("memory") as string | undefined, bytes),
    pids: reader.plain("pids"),
    sharedMemory: optional(reader.plain("sharedMemory"), bytes),
  }
  const kept = reserve.node.sources
  const sources = {
    ...reader.node.sources,
    ...(kept.cpus === undefined ? {} : { reservedCpus: kept.cpus }),
    ...(kept.memory === undefined ? {} : { reservedMemory: kept.memory }),
  }
  return { ...reader.node, sources, ...resolved }
}

function resolveLogging(fields: Fields<ServiceData>): Service["logging"] {
  const reader = fields.below("logging", fields.data.logging ?? {}, "logging")
  const resolved = {
    driver: reader.plain("driver") ?? ("local" as const),
    maxSize: reader.plain("maxSize") ?? "10m",
    maxFiles: reader.plain("maxFiles") ?? 5,
  }
  return { ...reader.node, ...resolved }
}

function resolveConcurrency(fields: Fields<ServiceData>): Service["concurrency"] {
  const stated = fields.data.concurrency
  if (stated === undefined) return undefined
  const path = child(fields.path, "concurrency")
  const withFlag =
    typeof stated === "object" && "flag" in stated
      ? (stated as { readonly value: unknown; readonly flag: string })
      : undefined
  const picked = pickAt(
    withFlag === undefined ? stated : withFlag.value,
    withFlag === undefined ? path : child(path, "value"),
    fields,
  )
  fields.source("concurrency", picked.origin)
  return picked.value === undefined
    ? undefined
    : { value: picked.value as number, flag: withFlag?.flag ?? "--concurrency" }
}

function resolveStore(fields: Fields<ServiceData>): Service["store"] {
  const stated = fields.plain("store")
  if (stated === undefined) return undefined
  const reader = fields.below("store", stated, "store")
  const resolved = { contents: reader.plain("contents"), usage: reader.plain("usage") }
  return { ...reader.node, ...resolved }
}

function resolveProxy(fields: Fields<ServiceData>, { served, stackDirectory }: ServiceContext): Proxy | undefined {
  const stated = fields.plain("proxy")
  if (stated === undefined) return undefined
  const reader = fields.below("proxy", stated, "proxy")
  const behindCdn = served.some(({ exposure }) => exposure === "cdn")
  const resolved = {
    email: reader.plain("email"),
    gracePeriod: reader.plain("gracePeriod") ?? "10s",
    trusted: reader.plain("trusted") ?? (behindCdn ? ("cloudflare" as const) : []),
    adminPort: reader.plain("adminPort") ?? 2019,
    routes: served,
    caddyfile: `${stackDirectory}/${fields.path.slice(fields.path.lastIndexOf("/") + 1)}/Caddyfile`,
  }
  return { ...reader.node, ...resolved }
}

function resolveBackup(fields: Fields<ServiceData>, { edges }: ServiceContext): Backup | undefined {
  const stated = fields.plain("backup")
  if (stated === undefined) return undefined
  const reader = fields.below("backup", stated, "backup")
  const resolved = {
    database: reader.plain("database"),
    at: reader.plain("at")!,
    everySeconds: seconds(reader.plain("every") ?? "24h"),
    retentionDays: Number((reader.varying("retention") as string | undefined)?.slice(0, -1) ?? 0),
  }
  const ends = edges.filter(({ because }) => because === "backup").map(({ to }) => to)
  const of = ends.find((end) => end.kind === "service")
  const to = ends.find((end) => end.kind === "bucket")
  if (of === undefined || to === undefined) {
    const missing = of === undefined ? "of" : "to"
    if (ends.length === 2) {
      fields.problems.error({
        code: "backup/target",
        message: `A backup is taken of a service and goes to a bucket; \`${missing}\` names something else.`,
        path: child(reader.path, missing),
        help: missing === "of" ? "Name a service that keeps data." : "Name a bucket.",
      })
    }
    return undefined
  }
  return { ...reader.node, ...resolved, of: of.service, to: to.bucket }
}

function resolveLocal(fields: Fields<ServiceData>, context: TextContext): LocalDevelopment {
  const reader = fields.below("local", fields.data.local ?? {}, "local")
  const build = reader.plain("build")
  const resolved = {
    build:
      build === undefined
        ? undefined
        : {
            context: build.context,
            dockerfile: build.dockerfile,
            target: build.target,
            args: Object.entries(build.args ?? {}),
          },
    sourceMounts: (fields.data.local?.sources ?? []).map((mount, index) => ({
      ...mount,
      origin: child(child(reader.path, "sources"), index),
    })),
    command: resolveCommand(reader.plain("command") as CommandData | undefined, child(reader.path, "command"), context),
  }
  return { ...reader.node, ...resolved }
}

/** A flag is a word of its own: only a list of words can take one without guessing how the others are split. */
function refuseFlagWithoutList(
  service: Pick<Service, "concurrency" | "command" | "id">,
  { service: { path }, problems }: ServiceContext,
): void {
  if (service.concurrency === undefined || service.command?.kind === "list") return
  problems.error({
    code: "service/concurrency_form",
    message: `The concurrency of ${service.id} becomes a flag of its command, which is not a list of words.`,
    path: child(path, "concurrency"),
    help: "Write `command` as a list.",
  })
}

function optional<T, R>(value: T | undefined, change: (value: T) => R): R | undefined {
  return value === undefined ? undefined : change(value)
}
