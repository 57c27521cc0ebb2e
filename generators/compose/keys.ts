import {
  BOOLEAN,
  DATA,
  either,
  INTEGER,
  list,
  map,
  NOTHING,
  NUMBER,
  object,
  type Shape,
  set,
  TEXT,
  word,
} from "./shapes.js"

/** Service keys of the Compose Specification that Groundplan writes itself, and the field of a service that says it instead. */
export const KNOWN_KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    build: "`local.build`",
    cap_add: "`capAdd`",
    cap_drop: "`capDrop`",
    command: "`command`",
    configs: "`mounts`, with a file beside the compose file,",
    container_name: "`containerName`",
    cpus: "`resources.cpus`",
    depends_on: "`uses`",
    deploy: "`resources` and `replicas`",
    entrypoint: "`entrypoint`",
    env_file: "`envFiles`",
    environment: "`environment`",
    expose: "`expose`",
    extra_hosts: "`extraHosts`",
    healthcheck: "`health`",
    hostname: "`hostname`",
    image: "`image`",
    labels: "`labels`",
    logging: "`logging`",
    mem_limit: "`resources.memory`",
    mem_reservation: "`resources.reserve.memory`",
    models: "`uses`, with a service or an external that serves the model,",
    network_mode: "`networkMode`",
    networks: "`uses`, or `networks` for a shared one,",
    pids_limit: "`resources.pids`",
    platform: "`platform`",
    ports: "`ports`",
    profiles: "`profiles`",
    pull_policy: "`pullPolicy`",
    restart: "`restart`",
    scale: "`replicas`",
    secrets: "`secrets`",
    security_opt: "`securityOptions`",
    shm_size: "`resources.sharedMemory`",
    stop_grace_period: "`stopGracePeriod`",
    stop_signal: "`stopSignal`",
    tmpfs: "`tmpfs`",
    ulimits: "`ulimits`",
    user: "`user`",
    volumes: "`mounts`",
  }),
)

const SWITCH = either(BOOLEAN, TEXT)
const AMOUNT = either(NUMBER, TEXT)
const COUNT = either(INTEGER, TEXT)
const TEXTS = either(TEXT, set(TEXT))
const ASSIGNMENTS = either(map(either(TEXT, NUMBER, BOOLEAN, NOTHING)), set(TEXT))
const COMMAND = either(TEXT, list(TEXT), NOTHING)
const RATES = list(object({ path: TEXT, rate: COUNT }))
const HOOK = object({ command: COMMAND, user: TEXT, privileged: SWITCH, working_dir: TEXT, environment: ASSIGNMENTS }, [
  "command",
])
const WATCH = object(
  {
    path: TEXT,
    action: word("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
    target: TEXT,
    ignore: TEXTS,
    include: TEXTS,
    exec: HOOK,
  },
  ["path", "action"],
)
const GPU = object({ capabilities: set(TEXT), count: COUNT, device_ids: set(TEXT), driver: TEXT, options: ASSIGNMENTS })
const PROVIDER_OPTION = either(TEXT, NUMBER, BOOLEAN)

/** Every other service key of the Compose Specification, and what it takes. */
export const FURTHER_KEYS: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    annotations: ASSIGNMENTS,
    attach: SWITCH,
    blkio_config: object({
      device_read_bps: RATES,
      device_read_iops: RATES,
      device_write_bps: RATES,
      device_write_iops: RATES,
      weight: COUNT,
      weight_device: list(object({ path: TEXT, weight: COUNT })),
    }),
    cgroup: word("host", "private"),
    cgroup_parent: TEXT,
    cpu_count: COUNT,
    cpu_percent: COUNT,
    cpu_period: AMOUNT,
    cpu_quota: AMOUNT,
    cpu_rt_period: AMOUNT,
    cpu_rt_runtime: AMOUNT,
    cpu_shares: AMOUNT,
    cpuset: TEXT,
    credential_spec: object({ config: TEXT, file: TEXT, registry: TEXT }),
    develop: object({ watch: list(WATCH) }),
    device_cgroup_rules: set(TEXT),
    devices: list(either(TEXT, object({ source: TEXT, target: TEXT, permissions: TEXT }, ["source"]))),
    dns: TEXTS,
    dns_opt: set(TEXT),
    dns_search: TEXTS,
    domainname: TEXT,
    extends: either(TEXT, object({ service: TEXT, file: TEXT }, ["service"])),
    external_links: set(TEXT),
    gpus: either(word("all"), list(GPU)),
    group_add: set(AMOUNT),
    init: SWITCH,
    ipc: TEXT,
    isolation: TEXT,
    label_file: either(TEXT, list(TEXT)),
    links: set(TEXT),
    mac_address: TEXT,
    mem_swappiness: COUNT,
    memswap_limit: AMOUNT,
    oom_kill_disable: SWITCH,
    oom_score_adj: COUNT,
    pid: either(TEXT, NOTHING),
    post_start: list(HOOK),
    pre_stop: list(HOOK),
    privileged: SWITCH,
    provider: object({ type: TEXT, options: map(either(PROVIDER_OPTION, list(PROVIDER_OPTION))) }, ["type"]),
    pull_refresh_after: TEXT,
    read_only: SWITCH,
    runtime: TEXT,
    stdin_open: SWITCH,
    storage_opt: map(DATA),
    sysctls: ASSIGNMENTS,
    tty: SWITCH,
    use_api_socket: BOOLEAN,
    userns_mode: TEXT,
    uts: TEXT,
    volumes_from: set(TEXT),
    working_dir: TEXT,
  }),
)

/** Whether a key is the user's own, which the specification lets pass. */
export function isExtension(key: string): boolean {
  return EXTENSION.test(key)
}

const EXTENSION = /^x-[\w.-]{1,150}$/
