import type { YamlList, YamlMap, YamlNode } from "../yaml-nodes.js"
import { type Context, report } from "./context.js"
import { derived, isUnknown, scalarText } from "./scalars.js"
import {
  anything,
  flag,
  identity,
  isNull,
  list,
  mapOf,
  mapping,
  mergeNodes,
  named,
  nullable,
  object,
  oneOf,
  replaced,
  type Shape,
  scalar,
  scalarOr,
  whole,
  withEntry,
} from "./shapes.js"
import { cleanPath, devicesOf, hostsOf, isAddress, namesAsMap, portsOf, stringAs, volumesOf } from "./short-forms.js"

const text = scalar()
const textOrNumber = scalar("string", "integer", "float")
const texts = list(text, { distinct: true })
const textList = list(text)
const textsOrText = list(text, { distinct: true, lone: true })
const keyedTexts = list(text, { key: keyOfPair, lone: true })
const command = replaced(scalarOr(scalar("string", "null"), list(text)))
const driverOptions = named({ boolean: false })

/** `K=V` is told from others by its K; a text without it by the whole. */
function keyOfPair(item: YamlNode): string {
  if (item.kind !== "scalar") return identity(item)
  return scalarText(item).split("=", 1)[0]!
}

/** A text of a form. */
function formed(pattern: RegExp, what: string, shape: Shape = text): Shape {
  return {
    ...shape,
    read: (node, name, context) => {
      const read = shape.read(node, name, context)
      if (read?.kind !== "scalar") return read
      const spelled = scalarText(read)
      if (pattern.test(spelled) || isUnknown(spelled)) return read
      report(context, node, `${name} must be ${what}, not ${JSON.stringify(spelled)}`)
      return undefined
    },
  }
}

const duration = formed(/^[-+]?(?:\d+(?:\.\d*)?(?:w|d|h|m|s|ms|us|µs|ns))+$|^0$/, "a duration")
const BYTES = /^\d+(?:\.\d+)?\s?(?:[kKmMgGtTpP][iI]?)?[bB]?$/
const bytes = formed(BYTES, "a number of bytes", textOrNumber)
const signedBytes = formed(/^-1$|^\d+(?:\.\d+)?\s?(?:[kKmMgGtTpP][iI]?)?[bB]?$/, "a number of bytes", textOrNumber)
const memory = formed(BYTES, "a number of bytes")

function field(node: YamlNode, key: string): string | undefined {
  if (node.kind !== "map") return undefined
  const value = node.entries.get(key)?.value
  return value?.kind === "scalar" && !isNull(value) ? scalarText(value) : undefined
}

const port: Shape = object(
  {
    name: text,
    mode: text,
    host_ip: text,
    target: whole,
    published: scalar("string", "integer"),
    protocol: text,
    app_protocol: text,
  },
  {
    required: ["target"],
    defaults: { protocol: "tcp", mode: "ingress" },
    check: (node, context) => {
      const address = field(node, "host_ip")
      if (address !== undefined && !isUnknown(address) && !isAddress(address)) {
        report(context, node, `host_ip must be an IP address, not ${JSON.stringify(address)}`)
      }
    },
  },
)

function portKey(node: YamlNode): string {
  const part = (key: string, otherwise: string) => field(node, key) ?? otherwise
  return `${part("host_ip", "0.0.0.0")}|${part("published", "")}|${part("target", "")}|${part("protocol", "tcp")}`
}

const mount: Shape = object(
  {
    type: oneOf("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
    source: text,
    target: text,
    read_only: flag,
    consistency: text,
    bind: object(
      {
        propagation: text,
        create_host_path: flag,
        recursive: oneOf("enabled", "disabled", "writable", "readonly"),
        selinux: oneOf("z", "Z"),
      },
      { defaults: { create_host_path: true } },
    ),
    volume: object({ labels: named(), nocopy: flag, subpath: text }),
    tmpfs: object({ size: bytes, mode: textOrNumber }),
    image: object({ subpath: text }),
  },
  { required: ["type", "target"] },
)

/** The long form's target is cleaned only once all files are merged: until then `/a` and `/a/` are two. */
const cleanMount: Shape = {
  ...mount,
  settle: (node, name, context) => {
    const settled = mount.settle(node, name, context)
    const target = field(settled, "target")
    if (settled.kind !== "map" || target === undefined || cleanPath(target) === target) return settled
    const entry = settled.entries.get("target")!
    return withEntry(settled, "target", derived(entry.value, cleanPath(target)), entry)
  },
}

/** Configs and secrets that a service is given. */
function fileMounts(folder: string, defaults: boolean): Shape {
  const item = object(
    { source: text, target: text, uid: text, gid: text, mode: textOrNumber },
    { required: ["source"] },
  )
  const shape: Shape = defaults
    ? {
        ...item,
        settle: (node, name, context) => {
          const settled = item.settle(node, name, context)
          if (settled.kind !== "map" || settled.entries.has("target")) return settled
          const source = settled.entries.get("source")
          if (source?.value.kind !== "scalar") return settled
          return withEntry(settled, "target", derived(source.value, `${folder}/${scalarText(source.value)}`), settled)
        },
      }
    : item
  return list(shape, {
    long: stringAs("source"),
    key: (node) => field(node, "target") ?? `${folder}/${field(node, "source") ?? ""}`,
  })
}

const secrets = fileMounts("/run/secrets", true)
const buildSecrets = fileMounts("/run/secrets", false)
const configs = fileMounts("", false)

const extraHosts: Shape = {
  read: (node, name, context) => hostList(node, hostsOf(node, name, context)),
  merge: (base, over, context) => texts.merge(base, over, context),
  unify: (node) => node,
  settle: (node) => node,
}

function hostList(node: YamlNode, items: YamlList["items"]): YamlList {
  const { source, offset, tag } = node
  return { kind: "list", source, offset, tag, items }
}

const ulimits = mapping(scalarOr(whole, object({ hard: whole, soft: whole }, { required: ["soft", "hard"] })))

const deviceRequest = object(
  { capabilities: textList, count: scalar("string", "integer"), device_ids: textList, driver: text, options: named() },
  {
    check: (node, context) => {
      if (node.entries.has("count") && node.entries.has("device_ids")) {
        report(context, node, "count and device_ids exclude each other")
      }
    },
  },
)

const deviceRequests: Shape = {
  ...list(deviceRequest),
  settle: (node, name, context) => {
    const settled = list(deviceRequest).settle(node, name, context)
    if (settled.kind !== "list") return settled
    const items = settled.items.map((each) =>
      each.kind !== "map" || each.entries.has("count") || each.entries.has("device_ids")
        ? each
        : withEntry(each, "count", derived(each, "all")),
    )
    return { ...settled, items }
  },
}

const gpus: Shape = {
  ...deviceRequests,
  read: (node, name, context) => {
    if (node.kind !== "scalar") return deviceRequests.read(node, name, context)
    const all = oneOf("all").read(node, name, context)
    return all && { ...hostList(node, [mapOf(node, { count: node })]), tag: node.tag }
  },
}

const hook = object(
  { command, user: text, privileged: flag, working_dir: text, environment: named() },
  { required: ["command"] },
)

const rollout = object({
  parallelism: whole,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: textOrNumber,
  order: oneOf("start-first", "stop-first"),
})

const deploy = object({
  mode: text,
  endpoint_mode: text,
  replicas: whole,
  labels: named(),
  rollback_config: rollout,
  update_config: rollout,
  resources: object({
    limits: object({ cpus: textOrNumber, memory, pids: whole }),
    reservations: object({
      cpus: textOrNumber,
      memory,
      generic_resources: list(object({ discrete_resource_spec: object({ kind: text, value: textOrNumber }) })),
      devices: deviceRequests,
    }),
  }),
  restart_policy: object({ condition: text, delay: duration, max_attempts: whole, window: duration }),
  placement: object({
    constraints: textList,
    preferences: list(object({ spread: text })),
    max_replicas_per_node: whole,
  }),
})

const develop = object({
  watch: list(
    object(
      {
        ignore: textsOrText,
        include: textsOrText,
        path: text,
        action: oneOf("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
        target: text,
        exec: hook,
        initial_sync: flag,
      },
      { required: ["path", "action"] },
    ),
  ),
})

/** `[default, key=path]`, or a map. */
const ssh: Shape = named()

const build = object(
  {
    context: text,
    dockerfile: text,
    dockerfile_inline: text,
    entitlements: textList,
    args: named(),
    ssh,
    labels: named(),
    cache_from: textList,
    cache_to: textList,
    no_cache: flag,
    no_cache_filter: textsOrText,
    additional_contexts: named(),
    network: text,
    provenance: scalar("string", "boolean"),
    sbom: scalar("string", "boolean"),
    pull: flag,
    target: text,
    shm_size: bytes,
    extra_hosts: extraHosts,
    isolation: text,
    privileged: flag,
    secrets: buildSecrets,
    tags: list(text, { key: keyOfPair }),
    ulimits,
    platforms: textList,
  },
  {
    defaults: { context: "." },
    short: (node) => (node.kind === "scalar" ? mapOf(node, { context: node }) : undefined),
    check: (node, context) => {
      if (node.entries.has("dockerfile") && node.entries.has("dockerfile_inline")) {
        report(context, node, "dockerfile and dockerfile_inline exclude each other")
      }
    },
  },
)

const loggingShape = object({ driver: text, options: named({ boolean: false }) })

/** Another driver has other options. */
const logging: Shape = {
  ...loggingShape,
  merge: (base, over, context) => {
    const drivers = [field(base, "driver"), field(over, "driver")]
    if (drivers.every((driver) => driver !== undefined) && drivers[0] !== drivers[1]) return over
    return loggingShape.merge(base, over, context)
  },
}

const dependency = object(
  {
    condition: oneOf("service_started", "service_healthy", "service_completed_successfully"),
    required: flag,
    restart: flag,
  },
  { required: ["condition"], defaults: { required: true } },
)

const dependsOn = mapping(
  dependency,
  namesAsMap((item) =>
    mapOf(item, {
      condition: derived(item, "service_started"),
      required: { ...derived(item, "true"), value: true },
    }),
  ),
)

const attachment = object({
  aliases: list(text, { key: keyOfPair }),
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: textList,
  mac_address: text,
  driver_opts: driverOptions,
  priority: textOrNumber,
  gw_priority: textOrNumber,
  use_service_name_alias: flag,
})

const nothingSaid = (item: YamlNode): YamlNode => ({ ...derived(item, ""), value: null, plain: true })

const blkioLimits = list(object({ path: text, rate: textOrNumber }, { extensible: false }))

const expose: Shape = list(scalar("string", "integer", "float"), {
  key: (item) => (item.kind === "scalar" ? scalarText(item) : ""),
})

const service = object({
  annotations: named(),
  attach: flag,
  blkio_config: object(
    {
      device_read_bps: blkioLimits,
      device_read_iops: blkioLimits,
      device_write_bps: blkioLimits,
      device_write_iops: blkioLimits,
      weight: whole,
      weight_device: list(object({ path: text, weight: whole }, { extensible: false })),
    },
    { extensible: false },
  ),
  build,
  cap_add: list(text, { key: keyOfPair }),
  cap_drop: list(text, { key: keyOfPair }),
  cgroup: oneOf("host", "private"),
  cgroup_parent: text,
  command,
  configs,
  container_name: formed(/[a-zA-Z0-9][a-zA-Z0-9_.-]+/, "a name of letters, digits, dots, dashes and underscores"),
  cpu_count: textOrNumber,
  cpu_percent: textOrNumber,
  cpu_period: textOrNumber,
  cpu_quota: textOrNumber,
  cpu_rt_period: textOrNumber,
  cpu_rt_runtime: textOrNumber,
  cpu_shares: textOrNumber,
  cpus: textOrNumber,
  cpuset: text,
  credential_spec: object({ config: text, file: text, registry: text }),
  depends_on: dependsOn,
  deploy: nullable(deploy),
  develop: nullable(develop),
  device_cgroup_rules: texts,
  devices: list(object({ source: text, target: text, permissions: text }, { required: ["source"] }), {
    long: devicesOf,
    key: (node) => field(node, "target") ?? "",
  }),
  dns: keyedTexts,
  dns_opt: keyedTexts,
  dns_search: keyedTexts,
  domainname: text,
  entrypoint: command,
  env_file: list(
    object(
      { path: text, format: text, required: flag },
      { required: ["path"], defaults: { required: true }, extensible: false },
    ),
    { long: stringAs("path"), lone: true, key: (node) => field(node, "path") ?? "" },
  ),
  environment: named(),
  expose,
  extends: object(
    { service: text, file: text },
    {
      required: ["service"],
      extensible: false,
      short: (node) => (node.kind === "scalar" ? mapOf(node, { service: node }) : undefined),
    },
  ),
  external_links: texts,
  extra_hosts: extraHosts,
  gpus,
  group_add: list(textOrNumber, { distinct: true }),
  healthcheck: object({
    disable: flag,
    interval: duration,
    retries: whole,
    start_interval: duration,
    start_period: duration,
    test: replaced(scalarOr(text, list(text))),
    timeout: duration,
  }),
  hostname: text,
  image: text,
  init: flag,
  ipc: text,
  isolation: text,
  label_file: list(text, { lone: true }),
  labels: named(),
  links: list(text, { key: keyOfPair }),
  logging,
  mac_address: text,
  mem_limit: bytes,
  mem_reservation: bytes,
  mem_swappiness: textOrNumber,
  memswap_limit: signedBytes,
  models: mapping(nullable(object({ endpoint_var: text, model_var: text })), namesAsMap(nothingSaid)),
  network_mode: text,
  networks: mapping(nullable(attachment), namesAsMap(nothingSaid)),
  oom_kill_disable: flag,
  oom_score_adj: textOrNumber,
  pid: nullable(text),
  pids_limit: textOrNumber,
  platform: text,
  ports: list(port, { long: portsOf, key: portKey }),
  post_start: list(hook),
  pre_stop: list(hook),
  privileged: flag,
  profiles: list(text, { key: keyOfPair }),
  provider: object({ type: text, options: anything }, { required: ["type"] }),
  pull_policy: formed(
    /^(?:always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:\d+[wdhms])+)$/,
    "a pull policy",
  ),
  pull_refresh_after: text,
  read_only: flag,
  restart: text,
  runtime: text,
  scale: whole,
  secrets,
  security_opt: texts,
  shm_size: bytes,
  stdin_open: flag,
  stop_grace_period: duration,
  stop_signal: text,
  storage_opt: anything,
  sysctls: named(),
  tmpfs: list(text, { key: keyOfPair, lone: true }),
  tty: flag,
  ulimits,
  use_api_socket: flag,
  user: text,
  userns_mode: text,
  uts: text,
  volumes: list(cleanMount, { long: volumesOf, key: (node) => field(node, "target") ?? "" }),
  volumes_from: texts,
  working_dir: text,
})

/** `external: {name: x}` is the old way to say `external: true` and `name: x`; a file before may have said the name already. */
function maybeExternal(shape: Shape): Shape {
  return {
    ...shape,
    merge: (base, over, context) =>
      plainlyExternal(shape.merge(plainlyExternal(base, context), over, context), context),
    settle: (node, name, context) => shape.settle(plainlyExternal(node, context), name, context),
  }
}

function plainlyExternal(node: YamlNode, context: Context): YamlNode {
  const external = node.kind === "map" ? node.entries.get("external") : undefined
  if (node.kind !== "map" || external?.value.kind !== "map") return node
  const truth = { ...derived(external.value, "true"), value: true }
  const told = external.value.entries.get("name")
  const plain = withEntry(node, "external", truth, external)
  if (told === undefined) return plain
  const own = field(node, "name")
  if (own !== undefined && own !== field(external.value, "name")) {
    report(context, told, "name and external.name contradict each other")
  }
  return own === undefined ? withEntry(plain, "name", told.value, told) : plain
}

const external = scalarOr(flag, object({ name: text }))

const networkConfig: Shape = object({
  subnet: text,
  ip_range: text,
  gateway: text,
  aux_addresses: mapping(text),
})

/**
 * Compose merges each earlier entry with each later one, and what it has merged goes on being merged. With one subnet a file, or the same
 * ones, that is the later file's over the earlier's; else entries come to say what no file does, and so they do here.
 */
const networkConfigs: Shape = {
  ...list(networkConfig),
  merge: (base, over, context) => {
    if (base.kind !== "list" || over.kind !== "list") return over
    const merged: { now: YamlNode }[] = []
    const subnet = ({ now }: { now: YamlNode }): string | undefined => field(now, "subnet")
    for (const item of base.items) {
      const earlier = { now: item }
      for (const later of over.items.map((each) => ({ now: each }))) {
        const isNew = subnet(later) !== subnet(earlier) && !merged.some((each) => subnet(each) === subnet(later))
        if (isNew) merged.push(later)
        else {
          earlier.now = mergeNodes(networkConfig, earlier.now, later.now, context)
          const index = merged.findIndex((each) => subnet(each) === subnet(earlier))
          merged[index === -1 ? merged.length : index] = earlier
        }
      }
    }
    if (merged.length === 0) report(context, over, "Compose can't merge two ipam.config of which one is empty")
    return { ...over, items: merged.map(({ now }) => now) }
  },
}

const network = maybeExternal(
  object({
    attachable: flag,
    driver: text,
    driver_opts: driverOptions,
    enable_ipv4: flag,
    enable_ipv6: flag,
    external,
    internal: flag,
    ipam: object({ driver: text, config: networkConfigs, options: mapping(text) }),
    labels: named(),
    name: text,
  }),
)

const volume = maybeExternal(
  object(
    { driver: text, driver_opts: driverOptions, external, labels: named(), name: text },
    {
      check: (node, context) => {
        if (field(node, "external") !== "true") return
        for (const entry of node.entries.values()) {
          if (entry.key === "external" || entry.key === "name" || entry.key.startsWith("x-")) continue
          report(context, entry, `An external volume can't have the attribute ${entry.key}`)
        }
      },
    },
  ),
)

function fileObject(kinds: readonly string[]): Shape {
  return maybeExternal(
    object(
      {
        name: text,
        environment: text,
        file: text,
        ...(kinds.includes("content") ? { content: text } : { driver: text, driver_opts: driverOptions }),
        external,
        labels: named(),
        template_driver: text,
      },
      { check: (node, context) => checkOrigin(node, kinds, context) },
    ),
  )
}

function checkOrigin(node: YamlMap, kinds: readonly string[], context: Context): void {
  const stated = kinds.filter((kind) => node.entries.has(kind))
  if (stated.length > 1) report(context, node, `${stated.join(" and ")} exclude each other`)
  if (stated.length > 0 || node.entries.has("driver") || node.entries.has("external")) return
  report(context, node, `One of ${kinds.join(", ")} must be set`)
}

/** A Compose file, by the Compose Specification: https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json */
export const composeFile: Shape = object({
  version: text,
  name: text,
  include: list(
    object(
      { path: list(text, { lone: true }), env_file: list(text, { lone: true }), project_directory: text },
      { required: ["path"], extensible: false },
    ),
    { long: stringAs("path") },
  ),
  services: mapping(service),
  networks: mapping(nullable(network)),
  volumes: mapping(nullable(volume)),
  secrets: mapping(fileObject(["file", "environment"])),
  configs: mapping(fileObject(["file", "environment", "content"])),
  models: mapping(
    object({ name: text, model: text, context_size: whole, runtime_flags: textList }, { required: ["model"] }),
  ),
})

/** One service of it. */
export const serviceShape: Shape = service

/** The top-level maps of a Compose file that an included one adds to, and the shape of what is in them. */
export const resources: Readonly<Record<string, Shape>> = {
  services: service,
  networks: nullable(network),
  volumes: nullable(volume),
  secrets: fileObject(["file", "environment"]),
  configs: fileObject(["file", "environment", "content"]),
  models: anything,
}
